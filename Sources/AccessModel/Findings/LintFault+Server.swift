extension LintFault {
    package static let modeWithoutSSO = LintFault(
        "IDM360", .error, "argo-server without single sign-on",
        "The setting `sso` has no effect without `--auth-mode=sso`, so nobody can log in.",
        "Add `--auth-mode=sso` to argo-server.")
    package static let serverMode = LintFault(
        "IDM361", .error, "argo-server that lets everybody in",
        "With the modes `server` and `hybrid` who sends no token at all acts as argo-server itself.",
        "Remove the mode.")
    package static let clientMode = LintFault(
        "IDM362", .note, "argo-server that takes tokens of Kubernetes too",
        "That is how automation logs in; rules and precedences do not hold for it.",
        "Remove `--auth-mode=client` unless something needs it.")
    package static let serverReadsSecrets = LintFault(
        "IDM363", .note, "argo-server may read every Secret of the cluster",
        "The manifests of Argo give it this right. It needs the tokens of accounts, its own Secrets and no others.",
        "Bind Roles with resourceNames in the namespaces with accounts instead.")
    package static let serverCannotList = LintFault(
        "IDM364", .error, "argo-server may not look for accounts",
        "It lists and watches ServiceAccounts where it looks for accounts; without that right nobody can log in.",
        "Allow it get, list and watch on serviceaccounts there.")
    package static let serverCannotReadToken = LintFault(
        "IDM365", .error, "argo-server may not read a token",
        "Who gets the account is denied everything.", "Allow argo-server get on the token Secret of the account.")
    package static let serverCannotKeepKey = LintFault(
        "IDM366", .error, "argo-server may not create its session key",
        "It creates the Secret `sso` at every start and ends when that is forbidden, even where the Secret exists.",
        "Allow it create on secrets in its own namespace.")
    package static let delegationOff = LintFault(
        "IDM367", .warning, "namespace delegation that has no effect",
        "SSO_DELEGATE_RBAC_TO_NAMESPACE counts only with exactly the value true, and never together with `--namespaced`.",
        "Write `value: \"true\"`, and remove `--namespaced`; or remove the variable.")
    package static let managedNamespaceIgnored = LintFault(
        "IDM368", .warning, "a managed namespace that is ignored",
        "`--managed-namespace` counts only with `--namespaced`; argo-server looks for accounts in its own namespace.",
        "Add `--namespaced`, or remove the flag.")
    package static let otherConfigMap = LintFault(
        "IDM369", .error, "argo-server reads another ConfigMap",
        "The setting `sso` stands in a ConfigMap that argo-server does not read, or the one it reads does not exist.",
        "Correct `--configmap`, or move the setting.")

    static let serverFaults = [
        modeWithoutSSO, serverMode, clientMode, serverReadsSecrets, serverCannotList, serverCannotReadToken,
        serverCannotKeepKey, delegationOff, managedNamespaceIgnored, otherConfigMap,
    ]
}
