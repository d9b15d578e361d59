extension LintFault {
    package static let wildcard = LintFault(
        "IDM341", .warning, "a wildcard in the rights of people",
        "A wildcard also gives what does not exist yet, such as Argo's next resource.",
        "Name the API groups, resources and verbs.")
    package static let clusterAdmin = LintFault(
        "IDM342", .error, "people who are cluster-admin",
        "They may do everything in the cluster, and nothing that Argo or Idmon limits holds for them.",
        "Bind a Role with the rights that are needed.")
    package static let builtInEditor = LintFault(
        "IDM343", .warning, "a built-in role for people",
        "`edit` and `admin` allow reading Secrets, entering pods and impersonating accounts of the namespace besides "
            + "everything of Argo.",
        "Bind a Role with the rights on Argo's resources that are needed.")
    package static let readsAccountSecrets = LintFault(
        "IDM344", .error, "people who may read the tokens of accounts",
        "With the token of another account they act as it, past argo-server.",
        "Take the right away, or limit it with resourceNames to Secrets that hold no tokens.")
    package static let readsSecrets = LintFault(
        "IDM345", .warning, "people who may read all Secrets of a namespace",
        "argo-server needs that only for artifacts whose storage has a Secret, and for these by name.",
        "Limit the right with resourceNames.")
    package static let makesTokens = LintFault(
        "IDM346", .error, "people who may make tokens of accounts",
        "`create serviceaccounts/token` lets them act as every account of the namespace.", "Take the right away.")
    package static let impersonates = LintFault(
        "IDM347", .error, "people who may impersonate", "They may act as others.", "Take the verb away.")
    package static let escalates = LintFault(
        "IDM348", .error, "people who may give themselves any right",
        "`escalate` and `bind` on roles switch off what keeps people from giving more than they have.",
        "Take the verbs away.")
    package static let entersPods = LintFault(
        "IDM349", .warning, "people who may enter pods",
        "In a pod they have its account's token and its Secrets. Argo's user interface does not need it.",
        "Take the right on pods/exec, pods/attach and pods/portforward away.")
    package static let createsPods = LintFault(
        "IDM350", .warning, "people who may create pods",
        "Argo's controller creates the pods of workflows; who creates pods himself passes by all limits on workflows.",
        "Take the right away.")
    package static let writesRoles = LintFault(
        "IDM351", .warning, "people who may write roles or bindings",
        "They may pass their rights on, to workflows too.", "Take the right away.")
    package static let writesAccounts = LintFault(
        "IDM352", .error, "people who may write accounts with rules",
        "With an annotation they take over the sessions of others, or deny everybody with a rule that fails.",
        "Take the right to create and change ServiceAccounts there away.")
    package static let writesSettings = LintFault(
        "IDM353", .error, "people who may write Argo's settings",
        "The ConfigMap decides who logs in, and one unknown setting in it stops the controller.",
        "Take the right to change ConfigMaps in Argo's namespace away.")
    package static let roleMissing = LintFault(
        "IDM354", .warning, "a binding to a role that does not exist",
        "It gives nothing now; who may create the role later decides what.", "Correct the name, or create the role.")
    package static let namesWithoutEffect = LintFault(
        "IDM355", .warning, "names that do not limit as meant",
        "Kubernetes cannot tell names when something is created or listed, and argo-server from 3.7.11 and 4.0.2 asks "
            + "without a name whether templates may be seen. Such a rule allows nothing there.",
        "Give the right without resourceNames, and limit runs with admission policies.")
    package static let logsIncomplete = LintFault(
        "IDM356", .note, "people who see workflows and not their logs",
        "Logs need get on workflows, list and watch on pods, and get on pods/log.",
        "Add what is missing, if it is meant.")

    static let rightFaults = [
        wildcard, clusterAdmin, builtInEditor, readsAccountSecrets, readsSecrets, makesTokens, impersonates, escalates,
        entersPods, createsPods, writesRoles, writesAccounts, writesSettings, roleMissing, namesWithoutEffect,
        logsIncomplete,
    ]
}
