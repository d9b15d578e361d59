/// What every finding code means: the one place from which documentation and messages take it.
package enum FindingCatalogue {
    package struct Entry: Sendable, Hashable {
        package let code: FindingCode
        package let severity: Finding.Severity
        /// A few words for headings.
        package let title: String
        /// What it means and what to do, in plain sentences.
        package let explanation: String
    }

    /// All entries in the order of their codes.
    package static let entries: [Entry] = FindingCode.allCases.map(entry)

    package static func entry(_ code: FindingCode) -> Entry {
        let (severity, title, explanation) = text(code)
        return Entry(code: code, severity: severity, title: title, explanation: explanation)
    }

    /// The catalogue as a Markdown table.
    package static var table: String {
        let rows = entries.map {
            "| `\($0.code.rawValue)` | \($0.severity.rawValue) | \($0.title) | \($0.explanation) |"
        }
        return (["| code | severity | finding | what to do |", "|---|---|---|---|"] + rows).joined(separator: "\n")
            + "\n"
    }

    private static func text(_ code: FindingCode) -> (Finding.Severity, String, String) {
        switch code {
        case .missingField:
            (.error, "a required field is missing", "Add the field that the path names.")
        case .wrongKind:
            (.error, "a field has a value of the wrong kind", "Write the kind of value that the message names.")
        case .invalidName:
            (.error, "a name is malformed", "Names follow DNS; those of Idmon's resources have at most 50 characters.")
        case .invalidVersion:
            (
                .error, "no version",
                "Write the version of Argo Workflows as three numbers without a leading v, such as 3.7.11."
            )
        case .invalidIssuer:
            (
                .error, "no issuer URL",
                "Write the https URL of the realm without a trailing slash, a query or a fragment."
            )
        case .invalidClaim:
            (.error, "no top-level claim", "Argo reads groups from a top-level claim only, so its name has no dot.")
        case .invalidGroup:
            (.error, "no group", "A group has 1 to 255 characters and no control characters.")
        case .unknownRole:
            (.error, "unknown role", "Choose one of the roles of the catalogue.")
        case .unknownSource:
            (.error, "unknown source of members", "Choose among Binding, Components, WorkloadRefs and Applications.")
        case .invalidRule:
            (
                .error, "malformed RBAC rule",
                "A rule names API groups, resources and verbs in ASCII; each list has an entry."
            )
        case .wildcard:
            (.error, "wildcard in an RBAC rule", "Name every API group, resource, verb and object.")
        case .forbiddenVerb:
            (
                .error, "verb that gives more than it says",
                "Pods never get escalate, bind or impersonate; leave the verb out."
            )
        case .invalidTime:
            (.error, "no time", "Write a time as RFC 3339 has it, such as 2027-06-30T00:00:00Z.")
        case .emptyWindow:
            (.error, "a grant that is never active", "notBefore must be earlier than expiresAt.")
        case .duplicate:
            (.error, "an entry appears twice", "Keep one of the entries.")
        case .outOfRange:
            (.error, "too many, too few or out of range", "Stay within the limits that the message names.")
        case .unknownField:
            (.error, "a field that does not exist", "Correct its name; `kubectl explain` lists the fields.")
        case .unknownKind:
            (
                .error, "a kind that does not exist",
                "Correct apiVersion and kind; `kubectl api-resources` lists the kinds."
            )
        case .refusedBySchema:
            (.error, "the API server would refuse the object", "Correct the field as the message says.")
        case .noWorkflowActions:
            (
                .error, "this version of Argo Workflows has no WorkflowActions",
                "Remove spec.workflowActions, or upgrade to 4.2.0 or later."
            )
        case .templateChoice:
            (.error, "a template entry has no name or too much", "Write either name or selector.")
        case .templateKind:
            (
                .error, "unknown kind of template",
                "Choose WorkflowTemplate, ClusterWorkflowTemplate or CronWorkflow."
            )
        case .stepsWithoutApprover:
            (
                .error, "steps of a grant that is not for an approver",
                "Only the role approver can be limited to steps: an operator approves all of them, a submitter none."
            )
        case .unservedVersion:
            (
                .warning, "a version that Kubernetes serves no more",
                "Write rbac.authorization.k8s.io/v1, which has the same fields; the object is not looked at."
            )
        case .limit:
            (
                .error, "a limit that cannot be kept",
                "A pattern is one that RE2 takes, of at most 512 characters, and minLength is not above maxLength."
            )
        case .selector:
            (
                .error, "malformed label selector",
                "Name at least one label, with matchLabels or with matchExpressions as kubectl explain shows them."
            )
        case .invalidSubject:
            (.error, "no subject", "A subject has 1 to 255 characters and no control characters; it is the claim sub.")
        case .loginNeeded:
            (
                .error, "namespace delegation without the login identity",
                "Argo asks as the login identity before it looks into a namespace: remove identities.login: false."
            )
        case .unknownTokenKind:
            (.error, "unknown kind of token", "Choose Requested or Permanent.")
        case .invalidLifetime:
            (
                .error, "no lifetime of a token",
                "Write hours, minutes and seconds from 10m to 720h, such as 24h or 1h30m."
            )
        case .invalidDuration:
            (
                .error, "no duration",
                "Write hours, minutes and seconds with their units, such as 2h or 1h30m; days have none."
            )
        case .invalidAddress:
            (
                .error, "no usable address",
                "Write an https URL, or a path that begins with a slash, as the message says."
            )
        case .invalidScope:
            (.error, "no OIDC scope", "Name scopes in ASCII without spaces, one entry each.")
        case .invalidCertificate:
            (.error, "no certificates", "Give certificates in PEM; private keys do not belong here.")
        case .unsupportedSetting:
            (
                .error, "a setting that this version of Argo Workflows does not know",
                "Remove it or upgrade Argo Workflows."
            )
        case .unknownChoice:
            (.error, "no such choice", "Choose one of the values that the message names.")
        case .testSubject:
            (
                .error, "an access test is about nobody, or in two ways",
                "Write one of groups, outside, person and everyone: true."
            )
        case .testTarget:
            (
                .error, "an access test asks for what its action does not have",
                "submit has a template, an entrypoint and parameters; approve a template and a step; others have none."
            )
        case .testPlace:
            (
                .error, "an access test is about other namespaces",
                "Move it into the installation's namespace, or remove spec.namespaces."
            )
        case .unsupportedVersion:
            (.error, "this version of Argo Workflows cannot evaluate safe rules", "Upgrade to 3.4.17, 3.5.5 or later.")
        case .realmNotFound:
            (
                .error, "the realm does not exist",
                "Create the KeycloakRealm in the installation's namespace or correct its name."
            )
        case .installationNotFound:
            (
                .error, "the installation does not exist",
                "Create the ArgoInstallation or correct its name and namespace."
            )
        case .scopeNotFound:
            (
                .error, "the scope does not exist",
                "Create the WorkflowScope in the binding's namespace or correct its name."
            )
        case .groupNotInScope:
            (.error, "the scope does not allow the group", "Ask the platform team to add the group to the scope.")
        case .roleAboveCeiling:
            (.error, "the role is above what the scope allows", "Claim a lower role or ask for a higher maxRole.")
        case .groupForm:
            (
                .error, "the group cannot appear in this realm's tokens",
                "With full group paths a group begins with a slash; without, it has none."
            )
        case .notAMember:
            (
                .error, "the component is no member of the scope",
                "Ask the platform team to list the component in the scope."
            )
        case .expired:
            (.warning, "the grant has expired", "Remove it or move expiresAt.")
        case .runnerCutOff:
            (
                .warning, "the pods get less than was claimed",
                "Claim less or ask the platform team to raise the scope's ceiling."
            )
        case .scopeBesideInstallation:
            (
                .error, "the scope lies in the namespace of the installation",
                "Whoever may create Workflows beside the identities could run pods as them; use another namespace."
            )
        case .anotherInstallation:
            (.error, "two installations in one namespace", "Delete one: argo-server tells their identities not apart.")
        case .delegatedElsewhere:
            (
                .error, "two installations delegate to one namespace",
                "argo-server tells their identities not apart there: use another namespace, or layout Installation."
            )
        case .templateNotFound:
            (
                .warning, "the template does not exist",
                "Correct its name or its labels, or create it; the grant takes effect for it at once then."
            )
        case .tooManyTemplates:
            (
                .warning, "more templates than one binding can have",
                "Select fewer, or spread them over several bindings; those that are named get nothing."
            )
        case .clusterTemplatesNotAllowed:
            (
                .error, "the scope does not allow ClusterWorkflowTemplates",
                "Ask the platform team to set spec.allowClusterTemplates of the scope, or use a WorkflowTemplate."
            )
        case .clusterTemplatesNotDelegated:
            (
                .error, "ClusterWorkflowTemplates cannot be granted with namespace delegation",
                "Use a WorkflowTemplate, or set identities.layout of the ArgoInstallation to Installation."
            )
        case .parameterNotFound:
            (
                .warning, "a limit on a parameter that the template does not have",
                "Correct the parameter's name; what is listed stays all that can be given."
            )
        case .entrypointNotFound:
            (
                .warning, "an entrypoint that the template does not have",
                "Correct its name; a run begins at one of the templates within the stored one."
            )
        case .stepNotFound:
            (
                .warning, "a step that no template of the binding has",
                "Name a template with suspend, or one of another stored template that is referred to."
            )
        case .lostCombinations:
            (
                .warning, "some people get less than their groups together",
                "Raise identities.combinations.limit of the ArgoInstallation, or list who holds which groups under "
                    + "members of the KeycloakRealm."
            )
        case .sessionsBroken:
            (.error, "nobody can log in with this version of Argo Workflows", "Upgrade to 4.1.2 or later.")
        case .versionInsecure:
            (.warning, "an advisory concerns this version of Argo Workflows", "Upgrade to a release without it.")
        case .delegationUnsupported:
            (
                .error, "this version of Argo Workflows does not delegate to namespaces safely",
                "Upgrade to 4.0.5 or later, or set identities.layout to Installation."
            )
        case .componentOverlap:
            (
                .error, "the component belongs to another scope",
                "Take it out of one of the scopes, or set allowComponentOverlap in both."
            )
        case .applicationNotFound:
            (.error, "the Application does not exist", "Create the KubeVela Application or correct the component.")
        case .notAppliedByApplication:
            (
                .error, "the Application has not applied the binding",
                "Let the Application render the binding or all of its templates."
            )
        case .environmentMismatch:
            (.error, "the namespace belongs to another environment", "Correct the environment, or move the scope.")
        }
    }
}
