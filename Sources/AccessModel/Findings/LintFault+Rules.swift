extension LintFault {
    package static let ruleFails = LintFault(
        "IDM301", .error, "a rule that Argo cannot evaluate",
        "One rule that fails denies everybody whom no rule of a higher precedence matches, whatever rules follow.",
        "Correct the rule as the message says. Text stands in quotes, and a slash is not escaped.")
    package static let ruleMissesClaim = LintFault(
        "IDM302", .error, "a rule that fails for people without a claim",
        "Argo leaves empty claims out, and a rule that names one which is not there fails. That denies such people "
            + "although a lower rule would match them.",
        "Ask for the claim with `$env?.groups ?? []`, as in `\"/team\" in ($env?.groups ?? [])`.")
    package static let ruleUnknownClaim = LintFault(
        "IDM303", .error, "a rule that names something Argo does not know",
        "Rules see `sub`, `groups`, `email`, `name`, `preferred_username`, `service_account_name`, "
            + "`service_account_namespace`, `iss` and `exp` only; any other name makes the rule fail for everybody.",
        "Use one of these claims, or have Keycloak put what is needed into `groups`.")
    package static let ruleWrongType = LintFault(
        "IDM304", .error, "a rule that is neither true nor false",
        "Argo takes such a value for a failure and denies everybody behind it.", "Write an expression that compares.")
    package static let ruleEmpty = LintFault(
        "IDM305", .error, "an empty rule",
        "An empty annotation is a rule that fails, not a missing one, and denies everybody behind it.",
        "Remove the annotation, or write a rule.")
    package static let ruleNotJudged = LintFault(
        "IDM306", .note, "a rule that is not judged",
        "The rule uses a part of Argo's expression language that is not modelled here, or a version in which it works "
            + "otherwise. Nothing is said about it.",
        "Look at the rule yourself, or write it with `in`, `==`, `&&` and `||`.")
    package static let ruleAlwaysTrue = LintFault(
        "IDM307", .error, "a rule for everybody above others",
        "The highest rule that matches wins, so no account of a lower precedence is ever taken.",
        "Give the account for everybody the lowest precedence.")
    package static let ruleGivesEverybody = LintFault(
        "IDM308", .warning, "everybody who can log in may change something",
        "A rule that is always true matches everybody of the realm, also those whom nobody thought of.",
        "Give such an account rights to look only, or none, and the others to accounts for groups.")
    package static let ruleNeverTrue = LintFault(
        "IDM309", .error, "a rule that never matches",
        "No claims can satisfy it, so nobody ever gets the account.", "Correct the rule, or remove the account.")
    package static let groupUnknown = LintFault(
        "IDM310", .warning, "a group that the realm does not have",
        "A rule that asks for it matches nobody. Argo does not tell.", "Correct the name, or create the group.")
    package static let groupCase = LintFault(
        "IDM311", .error, "a group in another case",
        "Argo compares groups byte by byte, so the rule matches nobody.", "Write the group as the realm has it.")
    package static let groupForm = LintFault(
        "IDM312", .error, "a group in a form that tokens do not have",
        "With full group paths every group begins with a slash; without them none has one. The rule matches nobody.",
        "Write the group as it stands in tokens, or correct `groups.fullPath` of the KeycloakRealm.")
    package static let groupFiltered = LintFault(
        "IDM313", .error, "a group that filterGroupsRegex drops",
        "argo-server keeps only groups that match one of the expressions, so the rule matches nobody.",
        "Add an expression for the group, such as `^/team/leads$`, and restart argo-server.")
    package static let ruleShadowed = LintFault(
        "IDM314", .error, "an account that is never taken",
        "Everybody whom its rule matches is matched by a rule of a higher precedence, and the highest wins.",
        "Raise its precedence above the others, narrow their rules, or remove it.")
    package static let ruleDuplicate = LintFault(
        "IDM315", .error, "two accounts for the same people",
        "Both rules match the same sessions; only the account with the higher precedence is ever taken.",
        "Keep one account, and bind the Roles of both to it.")
    package static let precedenceTie = LintFault(
        "IDM316", .error, "two rules of one precedence that match the same person",
        "Argo does not order accounts of one precedence: as whom the person acts changes from request to request.",
        "Give each account a precedence of its own.")
    package static let precedenceMalformed = LintFault(
        "IDM317", .error, "a precedence that is no integer",
        "Argo says nothing and takes 0.", "Write an integer in quotes, such as \"10\".")
    package static let precedenceWithoutRule = LintFault(
        "IDM318", .warning, "a precedence without a rule",
        "Only an account with the annotation `workflows.argoproj.io/rbac-rule` is ever taken.",
        "Add the rule, or remove the precedence.")
    package static let delegatedBelowLogin = LintFault(
        "IDM319", .error, "an account of a namespace that does not win",
        "With namespace delegation an account in the namespace is taken only when its precedence is greater than that of "
            + "the account in Argo's namespace; an equal one is not enough.",
        "Give it a higher precedence than the accounts that people log in with.")
    package static let rulesNotCompared = LintFault(
        "IDM320", .note, "rules of one precedence that are not compared",
        "Whether a person can satisfy both cannot be decided from the text of the rules.",
        "Give each account a precedence of its own.")
    package static let noLoginAccount = LintFault(
        "IDM321", .warning, "namespace delegation without an account for everybody",
        "What has no namespace, such as logging in and the version, is always done as an account of Argo's namespace. "
            + "Before 4.0.0 people without one are denied everything.",
        "Add an account without rights and with the rule \"true\" and the lowest precedence in Argo's namespace.")

    static let ruleFaults = [
        ruleFails, ruleMissesClaim, ruleUnknownClaim, ruleWrongType, ruleEmpty, ruleNotJudged, ruleAlwaysTrue,
        ruleGivesEverybody, ruleNeverTrue, groupUnknown, groupCase, groupForm, groupFiltered, ruleShadowed,
        ruleDuplicate, precedenceTie, precedenceMalformed, precedenceWithoutRule, delegatedBelowLogin,
        rulesNotCompared, noLoginAccount,
    ]
}
