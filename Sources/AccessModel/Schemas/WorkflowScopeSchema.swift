import JSONTree
import KubeModel
import KubeSchema

extension IdmonCRDs {
    /// `WorkflowScope`: the ceiling of a namespace.
    static let workflowScope = definition(
        .workflowScope, shortName: "wfscope",
        description: """
            The ceiling for a namespace with workflows, set by the platform: which groups may be given which role at most, and \
            what pods may be allowed at most. It grants nothing by itself. A WorkflowBinding claims, and what it gets is \
            claim and ceiling together; what the ceiling cuts off is named in the binding's status.
            """,
        spec: Field("spec", .required, workflowScopeSpec, "What may be granted at most, and where."),
        status: Field("status", workflowScopeStatus, "What Idmon found. Written by Idmon only."),
        columns: [
            .init("Environment", .string, ".spec.environment"), .init("Installation", .string, ".status.installation"),
            .init("Bindings", .integer, ".status.bindings"), SharedFields.readyColumn,
        ])

    private static let workflowScopeSpec = StructuralSchema.object {
        Field(
            "environment", .required, SharedFields.label,
            """
            The environment that this scope is meant for, such as production. Where the namespace has the label \
            namespace.oam.dev/env, the two must be equal, else nothing is granted: so a scope that was copied from staging \
            does nothing in production.
            """)
        Field(
            "installationRef", .required,
            .object {
                Field("name", .required, SharedFields.ownName, "The name of the ArgoInstallation.")
                Field(
                    "namespace", .required, SharedFields.label,
                    "The namespace of the ArgoInstallation, that of argo-server.")
            },
            "The ArgoInstallation through which people reach the workflows of this namespace.")
        Field(
            "groups", .required,
            .list(
                of: .object {
                    Field(
                        "path", .required, SharedFields.groupPath,
                        """
                        The group as tokens name it, compared exactly, capital letters included: /payments/leads. Whether it \
                        begins with "/" is up to the realm (spec.groups.fullPath of the KeycloakRealm).
                        """)
                    Field(
                        "maxRole", .required, SharedFields.role,
                        """
                        The most that a binding may give the group. \(SharedFields.roleMeanings)
                        """)
                }, count: 1...100, keyedBy: ["path"]),
            "The groups that bindings may give a role here, each once. A group that is not listed gets nothing.")
        Field(
            "allowClusterTemplates", StructuralSchema.boolean.defaulting(to: false),
            """
            Whether bindings may name ClusterWorkflowTemplates. Everybody who is granted something by such a binding can then \
            see all ClusterWorkflowTemplates of the cluster, because Argo has no narrower way to show one.
            """)
        Field(
            "runner",
            .object {
                Field(
                    "rules", SharedFields.runnerRules,
                    """
                    The most that pods may be allowed, in the words of RBAC. A right that a binding claims and no rule here \
                    covers is cut off. The executor's own need (create and patch workflowtaskresults) is always granted.
                    """)
            },
            "The ceiling for pods. Without it pods get what Argo's executor needs, and nothing else.")
        Field(
            "members",
            .object {
                Field(
                    "sources",
                    StructuralSchema.set(of: .choice(of: ["Binding", "Components"]), count: 1...2)
                        .defaulting(to: ["Binding"]),
                    """
                    Who decides what belongs to the scope. Binding: every WorkflowBinding that names the scope. Components \
                    alone: only bindings whose spec.component is listed in components. With both, Binding suffices.
                    """)
                Field(
                    "components",
                    .list(of: SharedFields.component, count: 0...200, keyedBy: ["application", "name"]),
                    "The OAM components that belong to the scope, for the source Components.")
            }.defaulting(to: [:]),
            "Which bindings count as members of the scope.")
    }

    private static let workflowScopeStatus = StructuralSchema.object {
        SharedFields.observedGeneration
        SharedFields.conditions([
            ("InstallationFound", "the ArgoInstallation of spec.installationRef is there."),
            ("EnvironmentMatches", "the namespace's label namespace.oam.dev/env is absent or equals spec.environment."),
        ])
        Field(
            "installation", .string(length: 0...320),
            "The ArgoInstallation that was found, as namespace/name: argo/main.")
        Field("bindings", SharedFields.count, "How many WorkflowBindings belong to the scope.")
        Field("grants", SharedFields.count, "How many of their grants are in effect now.")
    }
}
