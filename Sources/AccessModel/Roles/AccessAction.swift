/// What somebody may do or may not do, as tables of access and access tests say it; the gravest first.
///
/// The raw values are the words of `idmon plan --fail-on` and of AccessTests.
package enum AccessAction: String, CaseIterable, Sendable, Hashable {
    case readSecrets = "read-secrets"
    case impersonate
    case grantRights = "grant-rights"
    case exec
    case createPods = "create-pods"
    case submitAnything = "submit-anything"
    case approveAnything = "approve-anything"
    case editTemplate = "edit-template"
    case editCron = "edit-cron"
    case editEventBinding = "edit-event-binding"
    case deleteMany = "delete-many"
    case approve
    case submit
    case sendEvent = "send-event"
    case delete
    case terminate
    case stop
    case retry
    case suspend
    case resume
    case suspendCron = "suspend-cron"
    case readInternals = "read-internals"
    case viewClusterTemplates = "view-cluster-templates"
    case logs
    case view
    case viewTemplates = "view-templates"

    /// The rights that must all be there; of what runs and approvals they are not enough.
    package func needs(_ catalogue: RoleCatalogue) -> [PermissionSet.Right] {
        switch self {
        case .readSecrets: [.init("get", "secrets", in: "")]
        case .impersonate: [.init("impersonate", "serviceaccounts", in: "")]
        case .grantRights: [.init("create", "rolebindings", in: "rbac.authorization.k8s.io")]
        case .exec: [.init("create", "pods/exec", in: "")]
        case .createPods: [.init("create", "pods", in: "")]
        case .viewClusterTemplates: [.init("get", "clusterworkflowtemplates", in: RoleCatalogue.argo)]
        default: argoActions.flatMap { $0.needs(catalogue) }
        }
    }

    /// Whether it is to create, change and delete what says what runs.
    package var isEditing: Bool { [.editTemplate, .editCron, .editEventBinding].contains(self) }

    /// What it is in Argo's user interface; empty for what is outside of it.
    private var argoActions: [ArgoAction] {
        switch self {
        case .readSecrets, .impersonate, .grantRights, .exec, .createPods, .viewClusterTemplates: []
        case .submitAnything, .submit: [.submitTemplate]
        case .editTemplate: [.changeTemplate]
        case .editCron: [.changeCronWorkflow]
        case .editEventBinding: [.changeEventBinding]
        case .deleteMany: [.deleteManyWorkflows]
        case .approve, .approveAnything, .suspend, .resume: [.suspendOrResume]
        case .sendEvent: [.sendEvent]
        case .delete: [.deleteWorkflow]
        case .terminate, .stop: [.stopOrTerminate]
        case .retry: [.retry]
        case .suspendCron: [.suspendCronWorkflow]
        case .readInternals: [.readInternals]
        case .logs: [.readLogs]
        case .view: [.listWorkflows, .watchWorkflows, .readWorkflow]
        case .viewTemplates: [.listTemplates, .readTemplate, .listCronWorkflows, .readCronWorkflow]
        }
    }

    /// Whether it is about one template.
    package var isOfTemplate: Bool { self == .submit || self == .approve }

    /// Whether it leaves the namespace, the pods or the templates of others at somebody's mercy.
    package var isGrave: Bool { self < .approve || self == .approve }

    /// The least role that gives it; nil for what no role gives.
    package var role: Role? {
        switch self {
        case .readSecrets, .impersonate, .grantRights, .exec, .createPods, .submitAnything, .approveAnything: nil
        case .editEventBinding, .deleteMany, .sendEvent, .readInternals: .admin
        case .editTemplate, .editCron, .suspendCron, .delete: .maintainer
        case .terminate, .stop, .retry, .suspend, .resume: .operator
        case .approve: .approver
        case .submit: .submitter
        case .viewClusterTemplates, .logs, .view, .viewTemplates: .viewer
        }
    }

    /// What it is, for people: `edit templates`.
    package var words: String {
        switch self {
        case .readSecrets: "read Secrets"
        case .impersonate: "act as ServiceAccounts"
        case .grantRights: "give rights to others"
        case .exec: "open a shell in pods"
        case .createPods: "create pods"
        case .submitAnything: "submit anything, inline too"
        case .approveAnything: "approve any step"
        case .editTemplate: "edit templates"
        case .editCron: "edit scheduled workflows"
        case .editEventBinding: "edit event bindings"
        case .deleteMany: "delete runs in one go"
        case .sendEvent: "send events"
        case .suspendCron: "suspend scheduled workflows"
        case .readInternals: "read task sets and results"
        case .viewClusterTemplates: "view cluster templates"
        case .viewTemplates: "view templates"
        case .approve, .submit, .delete, .terminate, .stop, .retry, .suspend, .resume, .logs, .view: rawValue
        }
    }
}

extension AccessAction: Comparable {
    /// The graver one comes first.
    package static func < (left: AccessAction, right: AccessAction) -> Bool { left.rank < right.rank }

    private var rank: Int { Self.ranks[self] ?? 0 }

    private static let ranks = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })
}
