extension LintFault {
    package static let settingsMixed = LintFault(
        "IDM370", .error, "a ConfigMap in two forms",
        "With the key `config` Argo takes no other key, and neither the controller nor argo-server starts.",
        "Move all settings into `config`, or each into a key of its own.")
    package static let settingsMalformed = LintFault(
        "IDM371", .error, "a setting that is no YAML",
        "The controller watches the ConfigMap and ends at once when it cannot be read.", "Correct the YAML.")
    package static let settingUnknown = LintFault(
        "IDM372", .error, "a setting that Argo does not know",
        "Argo reads its settings strictly: one unknown name ends the controller and keeps argo-server from starting.",
        "Correct the name, remove the setting, or upgrade Argo Workflows.")
    package static let settingWrongType = LintFault(
        "IDM373", .error, "a setting of the wrong kind",
        "Argo cannot read it, and neither the controller nor argo-server starts.",
        "Write the kind of value that the message names.")
    package static let rbacOff = LintFault(
        "IDM374", .error, "rules that are not used",
        "Without `rbac.enabled: true` everybody who can log in acts as argo-server itself.",
        "Write `rbac: {enabled: true}` under `sso`, and restart argo-server.")
    package static let issuerMissing = LintFault(
        "IDM375", .error, "single sign-on without an issuer", "argo-server does not start.",
        "Write the URL of the realm, such as https://keycloak.example.org/realms/production.")
    package static let issuerInsecure = LintFault(
        "IDM376", .error, "an issuer without TLS",
        "Who is on the way can read and change tokens and keys, and so log in as anybody.",
        "Use the https URL of the realm.")
    package static let issuerDiffers = LintFault(
        "IDM377", .error, "an issuer that tokens do not have",
        "The issuer must equal the claim `iss` to the letter; Keycloak's has no slash at its end. Nobody can log in.",
        "Write the issuer as the realm's discovery document has it.")
    package static let clientMissing = LintFault(
        "IDM378", .error, "single sign-on without a client", "argo-server does not start.",
        "Name Secret and key under both `clientId` and `clientSecret`.")
    package static let clientSecretMissing = LintFault(
        "IDM379", .error, "a client whose Secret is not there",
        "argo-server reads it in its own namespace when it starts, and ends without it.",
        "Create the Secret with the key beside argo-server.")
    package static let redirectMissing = LintFault(
        "IDM380", .warning, "no address to come back to",
        "argo-server then makes it up from the host of each request, which whoever sends the request chooses.",
        "Write `redirectUrl` with the address of argo-server and /oauth2/callback.")
    package static let redirectWrong = LintFault(
        "IDM381", .warning, "an address at which argo-server does not answer",
        "People come back from logging in under its own address and /oauth2/callback only, and in the clear without TLS.",
        "Write an https URL that ends with /oauth2/callback.")
    package static let scopeMissing = LintFault(
        "IDM382", .warning, "groups that are not asked for",
        "Rules ask for groups, and the scope `groups` is not requested. Tokens have them only when the client of Keycloak "
            + "adds them by itself.",
        "Add `groups` to `scopes`, and a client scope of that name in Keycloak.")
    package static let expiryMalformed = LintFault(
        "IDM383", .error, "no duration",
        "Argo cannot read it, and neither the controller nor argo-server starts. Days are no unit.",
        "Write hours and minutes, such as 8h or 1h30m.")
    package static let expiryOdd = LintFault(
        "IDM384", .warning, "sessions that are very long or very short",
        "Groups are read at login only: who is taken out of a group keeps what it gave until the session ends. Very short "
            + "sessions throw people out of what they do.",
        "Write a time between 15 minutes and a day, such as 8h.")
    package static let skipsVerification = LintFault(
        "IDM385", .warning, "certificates that are not verified",
        "Who is on the way can pass himself off as the realm, and so log in as anybody.",
        "Remove insecureSkipVerify, and give the certificate of the realm in rootCA (4.0.0 and later).")
    package static let filterMalformed = LintFault(
        "IDM386", .error, "an expression that is none", "argo-server does not start.",
        "Write an expression of RE2, such as ^/team/.*$.")
    package static let filterLoose = LintFault(
        "IDM387", .note, "an expression that matches more than it says",
        "Expressions match anywhere in a group unless they begin with ^ and end with $.", "Anchor the expression.")
    package static let groupsClaim = LintFault(
        "IDM388", .error, "a claim that holds no groups",
        "Argo reads groups from one top-level claim, and it must be the one that the realm writes. Rules for groups match "
            + "nobody.",
        "Name the top-level claim under `customGroupClaimName`, or leave it out when the claim is `groups`.")
    package static let userInfoPath = LintFault(
        "IDM389", .error, "a path that cannot be asked",
        "Argo appends it to the issuer as it is; nobody can log in when that is no address.",
        "Begin it with a slash; Keycloak's is /protocol/openid-connect/userinfo.")
    package static let sessionTooLarge = LintFault(
        "IDM390", .warning, "sessions that may not fit into a cookie",
        "A browser drops a cookie of more than 4096 bytes, and who is in many groups logs in for ever.",
        "Write filterGroupsRegex with the groups that rules ask for, or give fewer groups access.")
    package static let referencingLoose = LintFault(
        "IDM391", .warning, "people who may run whatever they write",
        "Without `templateReferencing: Strict` who may create Workflows may run any image as any account of the namespace.",
        "Write `workflowRestrictions: {templateReferencing: Strict}`, or use Idmon's admission policies.")
    package static let overridesAllowed = LintFault(
        "IDM392", .warning, "Strict with exceptions",
        "WORKFLOW_USER_OVERRIDE_ALLOWLIST lets people set what templateReferencing forbids.", "Remove the variable.")

    static let settingFaults = [
        settingsMixed, settingsMalformed, settingUnknown, settingWrongType, rbacOff, issuerMissing, issuerInsecure,
        issuerDiffers, clientMissing, clientSecretMissing, redirectMissing, redirectWrong, scopeMissing,
        expiryMalformed, expiryOdd, skipsVerification, filterMalformed, filterLoose, groupsClaim, userInfoPath,
        sessionTooLarge, referencingLoose, overridesAllowed,
    ]
}
