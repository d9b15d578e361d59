import JSONTree
import KubeModel
import KubeSchema

extension IdmonCRDs {
    /// `WorkflowBinding`: the claim of an application team.
    static let workflowBinding = definition(
        .workflowBinding, shortName: "wfbind",
        description: """
            A claim, made by the team that owns some workflow templates: these groups shall have these roles for them, and \
            their pods these rights. It lies in the namespace of the templates and names the WorkflowScope that limits it. \
            What is granted, and what is not and why, stands in its status.
            """,
        spec: Field(
            "spec", .required, workflowBindingSpec, "Which templates, for whom, with which rights of their pods."),
        status: Field(
            "status", workflowBindingStatus, "What is granted now, grant by grant, and why. Written by Idmon only."),
        columns: [
            .init("Scope", .string, ".spec.scopeRef.name"),
            .init("Grants", .string, ".status.summary", description: "Grants in effect, of all that are claimed"),
            SharedFields.readyColumn,
        ])

    private static let workflowBindingSpec = StructuralSchema.object {
        Field(
            "scopeRef", .required,
            .object {
                Field("name", .required, SharedFields.ownName, "The name of a WorkflowScope in this namespace.")
            },
            "The scope whose ceiling holds for this claim.")
        Field(
            "component", SharedFields.component,
            """
            The OAM component that this binding belongs to. Needed where the scope takes its members from Components or \
            Applications. A component belongs to one scope, unless its scopes allow the overlap.
            """)
        Field(
            "templates", .required,
            .list(of: template, count: 1...50).rule(
                "self.all(t, !has(t.name) || self.exists_one(o, has(o.name) && o.name == t.name && o.kind == t.kind))",
                "a template of one kind and name is listed twice: keep one of the entries"),
            """
            The templates that the grants are about. Submitters get the verb submit, and approvers the verb approve, on \
            exactly these: kubectl auth can-i submit workflowtemplates.argoproj.io/<name> answers for one. At most 64 after \
            selectors are resolved.
            """)
        Field(
            "grants", .list(of: grant, count: 0...100, keyedBy: ["group", "role"]),
            "Who is claimed to have which role, one entry for each group and role.")
        Field(
            "fourEyes", StructuralSchema.boolean.defaulting(to: false),
            """
            Whether nobody may approve a step of these templates who could have submitted the run. It holds for all who \
            hold a group with submitter, whoever submitted the run in fact.
            """)
        Field(
            "runner",
            .object {
                Field(
                    "rules", SharedFields.runnerRules,
                    """
                    What the pods shall be allowed, in the words of RBAC. They get what the scope's ceiling covers, and what \
                    Argo's executor needs; status.runner.cutOff names the rest.
                    """)
            },
            """
            The pods' own rights. Idmon makes a ServiceAccount named idmon-<binding>-runner with them; set it as \
            spec.serviceAccountName of the templates.
            """)
    }

    private static let template = StructuralSchema.object {
        Field(
            "kind",
            StructuralSchema.choice(of: TemplateKind.allCases.map(\.rawValue)).defaulting(to: "WorkflowTemplate"),
            """
            The kind of the template. ClusterWorkflowTemplates need spec.allowClusterTemplates of the scope; everybody with a \
            grant of this binding can then see all of them.
            """)
        Field(
            "name", SharedFields.objectName,
            """
            The name of one template, in this namespace unless it is a ClusterWorkflowTemplate. It need not exist yet: the \
            grant takes effect for it when it does.
            """)
        Field(
            "selector", SharedFields.templateSelector,
            "Instead of a name: all templates of the kind that have these labels, now or later.")
        Field(
            "entrypoints", .set(of: argoName, count: 1...16),
            """
            The templates within the stored one at which a submission may begin. Absent: only at its own entrypoint, so that \
            nobody passes by a step for approval.
            """)
        Field(
            "parameters", .list(of: parameter, count: 0...32, keyedBy: ["name"]),
            """
            The parameters that a submission may give, and what they may be; an empty list for none. Absent: any, by value. \
            A parameter is never read from a ConfigMap.
            """)
    }.rule(
        "has(self.name) != has(self.selector)",
        "an entry has either name (one template) or selector (all templates with these labels): write exactly one of the two"
    )

    private static let argoName = StructuralSchema.string(length: 1...128, pattern: "^[a-zA-Z0-9_-]+$")

    private static let parameter = StructuralSchema.object {
        Field("name", .required, argoName, "The name of the parameter, as the template has it.")
        Field("values", .list(of: .string(length: 0...1024), count: 1...100), "The only values it may have.")
        Field(
            "pattern", .string(length: 1...512),
            "An RE2 pattern that the whole value matches: [0-9]{4}-(0[1-9]|1[0-2]) for a month.")
        Field("minLength", .integer(0...32768), "How many characters it has at least.")
        Field("maxLength", .integer(0...32768), "How many characters it has at most.")
        Field("required", StructuralSchema.boolean.defaulting(to: false), "Whether a submission has to give it.")
    }.rule(
        "!has(self.minLength) || !has(self.maxLength) || self.minLength <= self.maxLength",
        "minLength is above maxLength, so that no value fits: correct one of the two")

    private static let grant = StructuralSchema.object {
        Field(
            "group", .required, SharedFields.groupPath,
            "The Keycloak group as tokens name it, such as /payments/leads. It must be listed in the scope.")
        Field(
            "role", .required, SharedFields.role,
            """
            \(SharedFields.roleMeanings) What of a role goes beyond the group's maxRole in the scope is cut off: of a \
            submitter under a maxRole of approver a viewer is left.
            """)
        Field(
            "notBefore", .time,
            "From when on the grant is in effect, in RFC 3339: 2027-01-01T00:00:00Z. Absent: at once.")
        Field(
            "expiresAt", .time,
            """
            When the grant ends and its access is taken away, in RFC 3339: 2027-06-30T00:00:00Z. Absent: never.
            """)
        Field(
            "steps", .set(of: argoName, count: 1...16),
            """
            The only steps that an approver may approve, by the names of their suspend templates. Absent: all of them.
            """)
    }.rule(
        "!has(self.steps) || self.role == 'approver'",
        "only an approver can be limited to steps: an operator approves all of them, a submitter none"
    ).rule(
        "!has(self.notBefore) || !has(self.expiresAt) || self.notBefore < self.expiresAt",
        "expiresAt must be later than notBefore, else the grant is never in effect: correct one of the two or remove the grant"
    )

    private static let workflowBindingStatus = StructuralSchema.object {
        SharedFields.observedGeneration
        SharedFields.conditions([
            ("ScopeFound", "the WorkflowScope of spec.scopeRef is there and takes this binding as a member."),
            ("TemplatesFound", "all of spec.templates exist; for information, nothing depends on it."),
            ("MemberOfScope", "the scope takes this binding as a member; the reason is the source that says so."),
            ("WithinCeiling", "nothing that is claimed here goes beyond the scope."),
            ("IdentitiesReady", "the groups' ServiceAccounts have their tokens and rules."),
        ])
        Field(
            "summary", .string(length: 0...32),
            "Grants in effect, of all that are claimed: 2/3. What kubectl get shows under Grants.")
        Field(
            "grants",
            .list(of: grantStatus, count: 0...100, keyedBy: ["group", "role"]),
            "Each claimed grant, and what became of it.")
        Field(
            "runner",
            .object {
                Field(
                    "serviceAccount", .string(length: 0...320),
                    "The ServiceAccount for the pods, as namespace/name: payments/idmon-nightly-report-runner.")
                Field("rules", SharedFields.count, "How many RBAC rules it has, the executor's included.")
                Field(
                    "cutOff", .list(of: .string(length: 0...1024), count: 0...200),
                    """
                    The rights that were claimed and lie above the scope's ceiling, one each: \
                    delete secrets. Remove them from the claim, or ask for the ceiling to be raised.
                    """)
            },
            "What became of the pods' rights.")
    }

    private static let grantStatus = StructuralSchema.object {
        Field("group", .required, SharedFields.groupPath, "The group of the grant.")
        Field("role", .required, .string(length: 1...63), "The role of the grant.")
        Field(
            "effective", .required, .boolean,
            "Whether people of the group have the role now: seen in the cluster, not hoped for.")
        Field(
            "reason", .required, .string(length: 1...1024), "Why, as one word for programs, such as Granted or Expired."
        )
        Field("message", .string(length: 0...32768), "Why, in a sentence for people, and what to do about it.")
        Field(
            "serviceAccount", .string(length: 0...320),
            "The ServiceAccount that stands for the group at argo-server, as namespace/name.")
    }
}
