extension LintFault {
    package static let tokenMissing = LintFault(
        "IDM330", .error, "an account without its token Secret",
        "argo-server acts with the token in this Secret; without it everybody who gets the account is denied everything. "
            + "Kubernetes makes no such Secrets by itself since 1.24.",
        "Create a Secret of type kubernetes.io/service-account-token with the annotation "
            + "`kubernetes.io/service-account.name`, and name it in `workflows.argoproj.io/service-account-token.name`."
    )
    package static let tokenOfAnother = LintFault(
        "IDM331", .error, "an account with another account's token",
        "argo-server does not look whose token it is: people act as that other account, with its rights.",
        "Name the Secret of the account itself.")
    package static let tokenKeyMissing = LintFault(
        "IDM332", .error, "a token Secret that has no token",
        "argo-server reads the key `token`. A Secret of another kind has none, and Kubernetes will not add one.",
        "Use a Secret of type kubernetes.io/service-account-token.")
    package static let tokenEmpty = LintFault(
        "IDM333", .error, "a token that is empty",
        "argo-server sends the request without a token: people act as system:anonymous.",
        "Let Kubernetes fill the Secret before the account gets its rule; delete and create the Secret when it stays empty."
    )
    package static let secretListWins = LintFault(
        "IDM334", .error, "a list of Secrets that wins over the annotation",
        "argo-server takes the first entry of the account's `secrets` and does not look at the annotation then.",
        "Remove the list, or put the token Secret first.")
    package static let accountElsewhere = LintFault(
        "IDM335", .warning, "a rule where argo-server does not look",
        "argo-server looks for accounts in its own or its managed namespace, and in others only with namespace delegation. "
            + "Nobody ever gets this account.",
        "Move the account, or set SSO_DELEGATE_RBAC_TO_NAMESPACE.")
    package static let accountWithoutRights = LintFault(
        "IDM336", .warning, "an account for certain people that gives nothing",
        "Who gets it is denied everything, also what an account of a lower precedence would have allowed.",
        "Bind a Role to it, or remove it.")
    package static let accountOfProgram = LintFault(
        "IDM337", .error, "people who act as a program of Argo",
        "The account is that of argo-server or of the workflow controller, which may read Secrets and change everything of "
            + "Argo.",
        "Make an account of its own for the people.")
    package static let accountsUsable = LintFault(
        "IDM338", .error, "accounts that workflows can use",
        "Who may create free Workflows or pods in a namespace can run them as any account of it, or mount its token.",
        "Keep accounts with rules out of namespaces with workflows; or set `templateReferencing: Strict` with a fixed "
            + "version; or let Idmon's admission policies guard the namespace.")
    package static let subjectMissing = LintFault(
        "IDM339", .warning, "a binding for an account that does not exist",
        "Nobody gets these rights now; who may create the account later does.",
        "Correct the name, or remove the subject.")
    package static let defaultAccountRights = LintFault(
        "IDM340", .warning, "rights for the default account",
        "Every pod that names no account runs as it, so every workflow of the namespace has these rights.",
        "Bind the Role to an account of its own, and name it in the workflows that need it.")

    static let accountFaults = [
        tokenMissing, tokenOfAnother, tokenKeyMissing, tokenEmpty, secretListWins, accountElsewhere,
        accountWithoutRights, accountOfProgram, accountsUsable, subjectMissing, defaultAccountRights,
    ]
}
