/// What each role is as RBAC rules, and what pods need at least.
///
/// Source: the permissions that argo-server's handlers ask for, read from Argo Workflows 3.4 to 4.1; the same rules
/// serve all of them.
package enum RoleCatalogue {
    /// The API group of Argo's resources.
    package static let argo = "argoproj.io"
    /// The verb on WorkflowTemplates that says which ones a submitter may run. Argo does not know it; it is there for
    /// `kubectl auth can-i` and for admission policies.
    package static let submitVerb = "submit"

    /// Everything that a role permits in a namespace, except the templates that it may submit.
    package static func rules(of role: Role) -> [PolicyRule] {
        Role.allCases.filter { $0 <= role }.flatMap(addedRules)
    }

    /// What a role permits beyond the role below it.
    ///
    /// Until admission policies restrict it, `create workflows` lets a submitter create any Workflow in the namespace.
    package static func addedRules(of role: Role) -> [PolicyRule] {
        switch role {
        case .viewer:
            [
                PolicyRule(apiGroups: [""], resources: ["events"], verbs: ["list", "watch"]),
                PolicyRule(apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"]),
                PolicyRule(apiGroups: [""], resources: ["pods/log"], verbs: ["get"]),
                PolicyRule(
                    apiGroups: [argo], resources: ["cronworkflows", "workflows", "workflowtemplates"],
                    verbs: ["get", "list", "watch"]),
            ]
        case .submitter:
            [PolicyRule(apiGroups: [argo], resources: ["workflows"], verbs: ["create"])]
        }
    }

    /// The rule that names the templates which a binding's submitters may run.
    package static func submitRule(templates: [TemplateName]) -> PolicyRule {
        PolicyRule(
            apiGroups: [argo], resources: ["workflowtemplates"], verbs: [submitVerb],
            resourceNames: templates.map(\.text))
    }

    /// What the executor beside every step of a Workflow needs.
    package static let executorMinimum = [
        PolicyRule(apiGroups: [argo], resources: ["workflowtaskresults"], verbs: ["create", "patch"])
    ]
}
