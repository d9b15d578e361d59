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
                    StructuralSchema.set(
                        of: .choice(of: ["Binding", "Components", "WorkloadRefs", "Applications"]), count: 1...4
                    )
                    .defaulting(to: ["Binding"]),
                    """
                    Who decides what belongs to the scope; any of them is enough. Binding: every WorkflowBinding that \
                    names the scope. Components: bindings whose spec.component is listed in components. WorkloadRefs: \
                    bindings all of whose templates an OAM runtime (ApplicationConfiguration) wrote into workloadRefs. \
                    Applications: bindings whose spec.component is in a KubeVela Application of this namespace that names \
                    this scope for it and that applied the binding, or all of its templates.
                    """)
                Field(
                    "components",
                    .list(of: SharedFields.component, count: 0...200, keyedBy: ["application", "name"]),
                    "The OAM components that belong to the scope, for the source Components.")
            }.defaulting(to: [:]),
            "Which bindings count as members of the scope.")
        Field(
            "allowComponentOverlap", StructuralSchema.boolean.defaulting(to: false),
            """
            Whether a component may belong to several scopes of this namespace; all of them have to allow it. Otherwise the \
            scope that was there first keeps it, and bindings of the component that name another one get nothing.
            """)
        Field(
            "contact", .string(length: 1...256),
            """
            Whom people ask who are refused something here: an address, a channel, a team. Argo's user interface shows it \
            with the reason.
            """)
        Field(
            "enforcement", StructuralSchema.choice(of: ["Enforce", "Audit"]).defaulting(to: "Enforce"),
            """
            What happens to a request for this namespace that an admission policy objects to. Enforce: it is refused. \
            Audit: it goes through, and who made it gets a warning; for the time of introduction. A namespace is enforced as \
            soon as one of its scopes is.
            """)
        Field(
            "workloadRefs",
            StructuralSchema.list(
                of: .object {
                    Field("apiVersion", .required, .string(length: 1...253), "The API version: argoproj.io/v1alpha1.")
                    Field("kind", .required, .string(length: 1...63), "The kind; only WorkflowTemplates count.")
                    Field("name", .required, .string(length: 1...253), "The name, in this namespace.")
                    Field("uid", .string(length: 0...64), "The UID, where the runtime writes it.")
                }, count: 0...1000
            ).defaulting(to: []),
            """
            The workloads in the scope, for the source WorkloadRefs. Written by the OAM v1alpha2 runtime: leave it out of \
            your files, else they empty it again and again.
            """)
    }

    private static let workflowScopeStatus = StructuralSchema.object {
        SharedFields.observedGeneration
        SharedFields.conditions([
            ("InstallationFound", "the ArgoInstallation of spec.installationRef is there."),
            ("ComponentsUnique", "no component of this scope belongs to another one that comes before it."),
            ("EnvironmentMatches", "the namespace's label namespace.oam.dev/env is absent or equals spec.environment."),
        ])
        Field(
            "installation", .string(length: 0...320),
            "The ArgoInstallation that was found, as namespace/name: argo/main.")
        Field("bindings", SharedFields.count, "How many WorkflowBindings belong to the scope.")
        Field("grants", SharedFields.count, "How many of their grants are in effect now.")
    }
}
