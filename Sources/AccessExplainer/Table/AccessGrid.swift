import AccessCompiler
import AccessModel
import KubeModel

/// What one ServiceAccount may do in one namespace.
struct AccessGrid: Hashable, Sendable {
    /// A row: an action, and the template that it is about.
    struct Row: Hashable, Sendable {
        let action: AccessAction
        let template: TemplateTarget?

        init(_ action: AccessAction, _ template: TemplateTarget? = nil) {
            self.action = action
            self.template = template
        }
    }

    private(set) var extents: [Row: AccessExtent] = [:]

    static let nothing = AccessGrid()

    /// How far something is permitted; nil where it is not.
    subscript(row: Row) -> AccessExtent? {
        if let extent = extents[row] { return extent }
        // Who may do it with anything may do it with each template.
        return switch row.action {
        case .submit: extents[Row(.submitAnything)]
        case .approve: extents[Row(.approveAnything)]
        default: nil
        }
    }

    private init() {}

    /// - Parameters:
    ///   - namespace: nil for what is asked about the cluster as a whole.
    ///   - permits: what RBAC says of the account there.
    init(
        of account: ObjectKey, in namespace: String?, _ review: GrantedAccess,
        permits: (_ right: PermissionSet.Right, _ name: String?) -> Bool
    ) {
        guard let namespace else {
            let sees = AccessAction.viewClusterTemplates.needs(review.installation.roles).allSatisfy {
                permits($0, nil)
            }
            if sees || review.seeClusterTemplates.contains(account) { extents[Row(.viewClusterTemplates)] = .whole }
            return
        }
        let entries = review.entries[namespace]
        let isLimited = review.governs(account) && !review.audited.contains(namespace)
        // Without a binding in effect the policies refuse every run and every change of one.
        let isClosed = isLimited && entries == nil
        let operates = permits(PermissionSet.Right("patch", "workflows", in: RoleCatalogue.argo), nil)
        // The policies do not look at WorkflowActions.
        let isActing = review.installation.roles.usesWorkflowActions
        for action in AccessAction.allCases where action != .viewClusterTemplates {
            let needs = action.needs(review.installation.roles)
            // Who may only update a template decides as well what runs; Idmon gives all of it, Roles of others may not.
            let isHeld =
                action.isEditing
                ? needs.contains { $0.verb != "get" && permits($0, nil) } : needs.allSatisfy { permits($0, nil) }
            guard isHeld else { continue }
            switch action {
            case .submitAnything: if !isLimited { extents[Row(action)] = .whole }
            case .approveAnything: if !isLimited || isActing { extents[Row(action)] = .whole }
            case .submit: if isLimited { for entry in entries ?? [] { addSubmissions(entry, permits) } }
            case .approve:
                if isLimited, !isActing { for entry in entries ?? [] { addApprovals(entry, account, permits) } }
            case .suspend, .resume, .stop, .terminate, .retry:
                if !isLimited || isActing || operates && !isClosed { extents[Row(action)] = .whole }
            case .editCron, .editEventBinding: if !isClosed { extents[Row(action)] = .whole }
            default: extents[Row(action)] = .whole
            }
        }
    }

    private mutating func addSubmissions(
        _ entry: GrantedAccess.Entry, _ permits: (PermissionSet.Right, String?) -> Bool
    ) {
        guard permits(Self.submitsBinding, entry.binding.name) else { return }
        for template in entry.templates where permits(Self.submits(template), template.name) {
            // What a schedule runs has limits of its own.
            add(template.kind == .cronWorkflow ? .whole : AccessExtent([entry.limits]), .submit, template)
        }
    }

    private mutating func addApprovals(
        _ entry: GrantedAccess.Entry, _ account: ObjectKey, _ permits: (PermissionSet.Right, String?) -> Bool
    ) {
        let isWhole = permits(Self.approvesBinding, entry.binding.name)
        let steps = entry.steps.filter {
            isWhole || permits(Self.approvesBinding, BindingVerb.name(ofStep: $0, binding: entry.binding.name))
        }
        guard isWhole || !steps.isEmpty else { return }
        for template in entry.templates where template.kind != .cronWorkflow {
            // A person with an account of their own approves at least the runs of others.
            if let fourEyes = entry.fourEyes, !fourEyes.tellsApart(account),
                permits(Self.submits(template), template.name)
            {
                continue
            }
            add(isWhole ? .whole : .steps(Set(steps)), .approve, template)
        }
    }

    private mutating func add(_ extent: AccessExtent, _ action: AccessAction, _ template: TemplateTarget) {
        let row = Row(action, template)
        extents[row] = extents[row]?.union(extent) ?? extent
    }

    // MARK: - Rights of Idmon's own

    private static let submitsBinding = verb(.submit, .workflowBinding)
    private static let approvesBinding = verb(.approve, .workflowBinding)

    private static func submits(_ template: TemplateTarget) -> PermissionSet.Right {
        verb(.submit, template.kind.resourceType)
    }

    private static func verb(_ verb: TemplateVerb, _ type: ResourceType) -> PermissionSet.Right {
        PermissionSet.Right(verb.rawValue, type.plural, in: type.group)
    }
}
