extension LintFault {
    package static let sessionsBroken = LintFault(
        "IDM393", .error, "a version with which nobody can log in",
        "Sessions of 4.1.0 and 4.1.1 are too large for a browser's cookie.", "Upgrade to 4.1.2 or later.")
    package static let delegationUnsafe = LintFault(
        "IDM394", .error, "a version that does not delegate safely",
        "Before 4.0.5 people without an account in Argo's namespace are denied, or end the request with a crash.",
        "Upgrade to 4.0.5 or later, or remove SSO_DELEGATE_RBAC_TO_NAMESPACE.")
    package static let vulnerable = LintFault(
        "IDM395", .warning, "a version with an advisory", "The message says what can happen.",
        "Upgrade to a release without it: the newest of 4.1 or 4.0.")
    package static let unmaintained = LintFault(
        "IDM396", .warning, "a version that gets no fixes",
        "Argo Workflows maintains its two newest lines, 4.0 and 4.1.",
        "Upgrade to one of them.")
    package static let ruleNeedsNewer = LintFault(
        "IDM397", .error, "a rule that this version cannot evaluate",
        "`$env` needs Argo Workflows 3.4.17, 3.5.5 or later; before, a rule that uses it matches nobody.",
        "Upgrade, or write `\"/team\" in groups` there.")
    package static let versionUnknown = LintFault(
        "IDM398", .note, "a version that is not known",
        "The image of argo-server has no version as its tag, so what depends on the version is judged as for the newest one.",
        "Name the version with --argo-version, and pin the image.")
    package static let versionsDiffer = LintFault(
        "IDM399", .warning, "argo-server and controller of two versions",
        "What one of them forbids the other may do, and settings that one knows may stop the other.",
        "Run both in one version.")

    static let versionFaults = [
        sessionsBroken, delegationUnsafe, vulnerable, unmaintained, ruleNeedsNewer, versionUnknown, versionsDiffer,
    ]
}
