import AccessModel

/// Annotations on accounts that mean nothing.
struct AnnotationCheck {
    let findings: [LintFinding]

    init(_ setup: ArgoSetup) {
        findings = setup.accounts.filter { $0.rule == nil && $0.precedenceText != nil && !$0.isIdmons }.map {
            LintFinding(
                .precedenceWithoutRule, $0.key, SetupAccount.precedencePath,
                "the account has no rule, so it is never taken")
        }
    }
}
