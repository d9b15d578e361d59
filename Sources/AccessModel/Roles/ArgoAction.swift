/// Something that a person does in Argo's user interface, and what the API server must allow for it.
///
/// Source: argo-server's handlers in Argo Workflows 3.4 to 4.1; with WorkflowActions the proposal for 4.2.
package enum ArgoAction: String, CaseIterable, Sendable {
    case listWorkflows = "list workflows"
    case watchWorkflows = "see workflows change"
    case readWorkflow = "open a workflow"
    case readEvents = "read a workflow's events"
    case readLogs = "follow a step's logs"
    case listTemplates = "list templates"
    case readTemplate = "open a template"
    case listCronWorkflows = "list cron workflows"
    case readCronWorkflow = "open a cron workflow"
    case submitTemplate = "submit a template"
    case submitCronWorkflow = "run a cron workflow now"
    case resubmit = "resubmit a workflow"
    case suspendOrResume = "suspend, resume, approve a step"
    case stopOrTerminate = "stop or terminate a workflow"
    case retry = "retry a workflow"
    case deleteWorkflow = "delete a workflow"
    case changeTemplate = "create, change or delete a template"
    case changeCronWorkflow = "create, change or delete a cron workflow"
    case suspendCronWorkflow = "suspend or resume a cron workflow"
    case listEventBindings = "list event bindings"
    case changeEventBinding = "create, change or delete an event binding"
    case sendEvent = "send an event"
    case deleteManyWorkflows = "delete many workflows at once"
    case readInternals = "read task sets, task results and artifact collections"

    /// The rights that must all be there.
    package func needs(_ catalogue: RoleCatalogue) -> [PermissionSet.Right] {
        switch self {
        case .listWorkflows: argo("workflows", "list")
        case .watchWorkflows: argo("workflows", "watch")
        case .readWorkflow: argo("workflows", "get")
        case .readEvents: core("events", "watch")
        case .readLogs: argo("workflows", "get", "watch") + core("pods", "list", "watch") + core("pods/log", "get")
        case .listTemplates: argo("workflowtemplates", "list")
        case .readTemplate: argo("workflowtemplates", "get")
        case .listCronWorkflows: argo("cronworkflows", "list")
        case .readCronWorkflow: argo("cronworkflows", "get")
        case .submitTemplate:
            // From 3.7.0 argo-server reads templates with its own account.
            catalogue.version < ArgoVersion(3, 7, 0)
                ? argo("workflowtemplates", "get") + argo("workflows", "create") : argo("workflows", "create")
        case .submitCronWorkflow: argo("cronworkflows", "get") + argo("workflows", "create")
        case .resubmit: argo("workflows", "get", "create") + argo("workflowtemplates", "get")
        case .suspendOrResume: argo("workflows", "get") + change("update", catalogue)
        case .stopOrTerminate: argo("workflows", "get") + change("patch", catalogue)
        case .retry: argo("workflows", "get") + change("update", catalogue) + core("pods", "delete")
        case .deleteWorkflow: argo("workflows", "get", "delete")
        case .changeTemplate: argo("workflowtemplates", "create", "update", "delete")
        case .changeCronWorkflow: argo("cronworkflows", "create", "get", "update", "delete")
        case .suspendCronWorkflow: argo("cronworkflows", "patch")
        case .listEventBindings: argo("workfloweventbindings", "list")
        case .changeEventBinding: argo("workfloweventbindings", "create", "get", "update", "delete")
        case .sendEvent:
            argo("workfloweventbindings", "list") + argo("workflowtemplates", "get") + argo("workflows", "create")
        case .deleteManyWorkflows: argo("workflows", "deletecollection")
        case .readInternals:
            argo("workflowtasksets", "get") + argo("workflowtaskresults", "get")
                + argo("workflowartifactgctasks", "get")
        }
    }

    package func isPermitted(to role: Role, _ catalogue: RoleCatalogue) -> Bool {
        let permissions = PermissionSet(catalogue.rules(of: role))
        return needs(catalogue).allSatisfy { permissions.permits($0) }
    }

    /// The table of actions and roles for the documentation, in Markdown; a role's rules decide what it says.
    package static func table(_ catalogue: RoleCatalogue) -> String {
        let roles = Role.allCases
        let heading = "| action | needs | \(roles.map(\.rawValue).joined(separator: " | ")) |"
        let ruler = "|---|---|" + String(repeating: "---|", count: roles.count)
        let rows = allCases.map { action in
            let marks = roles.map { action.isPermitted(to: $0, catalogue) ? "yes" : "no" }
            return "| \(action.rawValue) | \(words(action.needs(catalogue))) | \(marks.joined(separator: " | ")) |"
        }
        return ([heading, ruler] + rows).joined(separator: "\n") + "\n"
    }

    private static func words(_ rights: [PermissionSet.Right]) -> String {
        var resources: [(name: String, verbs: [String])] = []
        for right in rights {
            if let last = resources.indices.last, resources[last].name == right.resource {
                resources[last].verbs.append(right.verb)
            } else {
                resources.append((right.resource, [right.verb]))
            }
        }
        return resources.map { "`\($0.name)`: \($0.verbs.joined(separator: ", "))" }.joined(separator: "; ")
    }

    private func argo(_ resource: String, _ verbs: String...) -> [PermissionSet.Right] {
        verbs.map { PermissionSet.Right($0, resource, in: RoleCatalogue.argo) }
    }

    /// The right to change a run.
    private func change(_ verb: String, _ catalogue: RoleCatalogue) -> [PermissionSet.Right] {
        catalogue.usesWorkflowActions ? argo("workflowactions", "create") : argo("workflows", verb)
    }

    private func core(_ resource: String, _ verbs: String...) -> [PermissionSet.Right] {
        verbs.map { PermissionSet.Right($0, resource, in: "") }
    }
}
