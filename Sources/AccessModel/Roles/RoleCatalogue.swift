import KubeModel

/// What each role is as RBAC rules for one version of Argo Workflows, and what pods need at least.
///
/// Every rule is spelled out; none has a wildcard, and none gives Secrets, ServiceAccounts, Roles or a shell in a pod.
/// Source: the permissions that argo-server's handlers ask for, read from Argo Workflows 3.4 to 4.1. The same rules
/// serve all of them: what older ones ask for besides (before 3.7.0 a submission reads its templates as the person),
/// `viewer` has anyway. WorkflowActions are those proposed upstream for 4.2.
package struct RoleCatalogue: Hashable, Sendable {
    /// The API group of Argo's resources.
    package static let argo = "argoproj.io"

    package let version: ArgoVersion
    /// Whether argo-server suspends, resumes, stops and retries runs by creating a WorkflowAction rather than by writing the
    /// Workflow.
    package let usesWorkflowActions: Bool

    /// - Parameter usesWorkflowActions: counts only where the version has them.
    package init(version: ArgoVersion, usesWorkflowActions: Bool = false) {
        self.version = version
        self.usesWorkflowActions = usesWorkflowActions && version.hasWorkflowActions
    }

    /// Everything that a role permits in a namespace, except the verbs on templates.
    package func rules(of role: Role) -> [PolicyRule] {
        role.included.flatMap(addedRules)
    }

    /// What a role permits beyond the roles that it includes; a Role object of the cluster has these rules.
    ///
    /// `create workflows` alone would let a submitter create any Workflow in the namespace, and `update workflows` an
    /// approver change any: admission policies say which. A WorkflowAction names a run and nothing of it, so no policy can
    /// tell of which template and step it is; it is for those who write the templates anyway.
    package func addedRules(of role: Role) -> [PolicyRule] { added(by: role)?.rules ?? [] }

    /// The same rules taken apart.
    package func addedPermissions(of role: Role) -> PermissionSet { added(by: role)?.permissions ?? PermissionSet() }

    private typealias Added = (rules: [PolicyRule], permissions: PermissionSet)

    private func added(by role: Role) -> Added? { (usesWorkflowActions ? Self.withActions : Self.withoutActions)[role] }

    /// The rules of all roles, written once: each is asked for with every grant.
    private static let withActions = table(usingActions: true)
    private static let withoutActions = table(usingActions: false)

    private static func table(usingActions: Bool) -> [Role: Added] {
        Dictionary(
            uniqueKeysWithValues: Role.allCases.map { role in
                let rules = rules(addedBy: role, usingActions: usingActions)
                return (role, (rules, PermissionSet(rules)))
            })
    }

    private static func rules(addedBy role: Role, usingActions: Bool) -> [PolicyRule] {
        switch role {
        case .viewer:
            [
                PolicyRule(apiGroups: [""], resources: ["events"], verbs: ["list", "watch"]),
                PolicyRule(apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"]),
                PolicyRule(apiGroups: [""], resources: ["pods/log"], verbs: ["get"]),
                rule("cronworkflows", "workflows", "workflowtemplates", may: "get", "list", "watch"),
            ]
        case .submitter: [rule("workflows", may: "create")]
        case .approver: [rule("workflows", may: "update")]
        case .operator:
            // A retry deletes the pods of the steps that it runs again.
            [
                PolicyRule(apiGroups: [""], resources: ["pods"], verbs: ["delete"]), rule("workflows", may: "patch"),
            ]
        case .maintainer:
            [
                rule("workflows", may: "delete"),
                rule("cronworkflows", "workflowtemplates", may: "create", "delete", "patch", "update"),
            ] + (usingActions ? [actions] : [])
        case .admin:
            [
                rule("workflows", may: "deletecollection"),
                rule(
                    "workfloweventbindings", may: "create", "delete", "get", "list", "patch", "update", "watch"),
                rule(
                    "workflowartifactgctasks", "workflowtaskresults", "workflowtasksets", may: "get", "list", "watch"),
            ]
        }
    }

    /// The rules that name the templates on which somebody has a verb, one for each kind, and the binding that says so:
    /// by it policies know whose limits hold.
    ///
    /// They stand in a Role of the workload namespace for all kinds: asked about a resource of the cluster together
    /// with a namespace, the API server's authorizer looks into the Roles of that namespace too.
    package static func rules(
        _ verb: BindingVerb, of binding: String, on templates: [TemplateKind: Set<TemplateName>]
    ) -> [PolicyRule] {
        let rules = templates.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }.map { kind, names in
            PolicyRule(
                apiGroups: [argo], resources: [kind.resourceType.plural], verbs: [verb.verb.rawValue],
                resourceNames: names.map(\.text))
        }
        guard !rules.isEmpty else { return [] }
        let names = verb.steps.isEmpty ? [binding] : verb.steps.map { BindingVerb.name(ofStep: $0, binding: binding) }
        return rules + [
            PolicyRule(
                apiGroups: [ResourceType.workflowBinding.group], resources: [ResourceType.workflowBinding.plural],
                verbs: [verb.verb.rawValue], resourceNames: names)
        ]
    }

    /// Seeing all ClusterWorkflowTemplates: argo-server reads them as the person, and without a namespace.
    package static let clusterTemplates = rule("clusterworkflowtemplates", may: "get", "list", "watch")

    /// What the executor beside every step of a Workflow needs.
    package static let executorMinimum = [rule("workflowtaskresults", may: "create", "patch")]

    /// All that Idmon generates by itself for any version: the least that it must be allowed to hand out.
    package static let grantable: PermissionSet = {
        let newest = ArgoVersion.firstWithWorkflowActions
        let catalogues = [false, true].map { RoleCatalogue(version: newest, usesWorkflowActions: $0) }
        let verbs = PolicyRule(
            apiGroups: [argo], resources: TemplateKind.allCases.map(\.resourceType.plural),
            verbs: TemplateVerb.allCases.map(\.rawValue))
        let bindings = PolicyRule(
            apiGroups: [ResourceType.workflowBinding.group], resources: [ResourceType.workflowBinding.plural],
            verbs: TemplateVerb.allCases.map(\.rawValue))
        return PermissionSet(
            catalogues.flatMap { $0.rules(of: .admin) } + executorMinimum + [verbs, bindings, clusterTemplates])
    }()

    private static let actions = rule("workflowactions", may: "create")

    private static func rule(_ resources: String..., may verbs: String...) -> PolicyRule {
        PolicyRule(apiGroups: [argo], resources: resources, verbs: verbs)
    }
}
