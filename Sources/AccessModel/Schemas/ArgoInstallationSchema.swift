import JSONTree
import KubeModel
import KubeSchema

extension IdmonCRDs {
    /// `ArgoInstallation`: where argo-server is and how identities are laid out for it.
    static let argoInstallation = definition(
        .argoInstallation, shortName: "argoinst",
        description: """
            An Argo Workflows installation whose single sign-on Idmon looks after. It lies in the namespace of argo-server, \
            because that is where argo-server looks for ServiceAccounts with SSO rules: Idmon creates one there for every \
            Keycloak group that is granted something in any namespace. WorkflowScopes of other namespaces refer to it.
            """,
        spec: Field("spec", .required, argoInstallationSpec, "What runs here, and how identities are laid out for it."),
        status: Field("status", argoInstallationStatus, "What Idmon found and made. Written by Idmon only."),
        columns: [
            .init("Version", .string, ".spec.version"), .init("Realm", .string, ".spec.realmRef.name"),
            .init("Identities", .integer, ".status.identities"), SharedFields.readyColumn,
        ])

    private static let argoInstallationSpec = StructuralSchema.object {
        Field(
            "version", .required,
            .string(length: 5...14, pattern: "^[0-9]+\\.[0-9]+\\.[0-9]+$").rule(
                "!self.matches('^[0-9]+[.][0-9]+[.][0-9]+$') || [self.split('.').map(part, int(part))].all(v, v[0] > 3 || "
                    + "(v[0] == 3 && (v[1] > 5 || (v[1] == 5 && v[2] >= 5) || (v[1] == 4 && v[2] >= 17))))",
                "Argo Workflows before 3.4.17, and 3.5.0 to 3.5.4, cannot evaluate the rules that Idmon writes and would "
                    + "refuse or mix up users: upgrade Argo Workflows, then name the version that runs"),
            """
            The version of Argo Workflows that runs here, as its image tag without "v": 4.1.2. Rules are written for this \
            version. Refused are versions before 3.4.17 and 3.5.0 to 3.5.4, whose rule language is too old.
            """)
        Field(
            "realmRef", .required,
            .object {
                Field("name", .required, SharedFields.ownName, "The name of a KeycloakRealm in this namespace.")
            },
            "The realm that people log in to. It says under which claim, and in which form, tokens carry groups.")
        Field(
            "server",
            .object {
                Field(
                    "deployment", SharedFields.objectName.defaulting(to: "argo-server"),
                    """
                    The name of argo-server's Deployment in this namespace. It is only looked at: the condition ServerFound \
                    tells whether it is there, and whether its image tag disagrees with spec.version.
                    """)
            }.defaulting(to: [:]),
            "Where argo-server is.")
        Field(
            "identities",
            .object {
                Field(
                    "precedenceBase", StructuralSchema.integer(1...1_000_000).defaulting(to: 1000),
                    """
                    The lowest rbac-rule-precedence that Idmon gives a ServiceAccount; others follow upwards, each its own. \
                    Argo takes the matching account with the highest precedence, so hand-made accounts below this number \
                    come after Idmon's and serve as a fallback; those above come first.
                    """)
            }.defaulting(to: [:]),
            "How the ServiceAccounts are laid out that stand for groups of people.")
        Field(
            "workflowActions", StructuralSchema.boolean.defaulting(to: false),
            """
            Whether approvers and operators change runs by creating WorkflowActions, for Argo Workflows 4.2.0 and later. They \
            then get create on workflowactions instead of update and patch on workflows, so that nobody can rewrite a run.
            """)
    }.rule(
        "!self.workflowActions || !self.version.matches('^[0-9]+[.][0-9]+[.][0-9]+$') || "
            + "[self.version.split('.').map(part, int(part))].all(v, v[0] > 4 || (v[0] == 4 && v[1] >= 2))",
        "workflowActions needs Argo Workflows 4.2.0 or later: remove the field, or upgrade Argo Workflows and correct version"
    )

    private static let argoInstallationStatus = StructuralSchema.object {
        SharedFields.observedGeneration
        SharedFields.conditions([
            ("RealmFound", "the KeycloakRealm of spec.realmRef is there and valid."),
            ("VersionSupported", "the rules of spec.version are known."),
            ("ServerFound", "argo-server's Deployment is there; for information, nothing depends on it."),
        ])
        Field(
            "identities", SharedFields.count,
            "How many ServiceAccounts stand for groups in this namespace, with token and rule in place.")
        Field(
            "bindings", SharedFields.count,
            "How many WorkflowBindings, in all namespaces, lead here through their scopes.")
        Field(
            "grants", SharedFields.count,
            "How many grants of those bindings are in effect now: group, role and namespace each.")
    }
}
