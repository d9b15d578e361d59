import AccessModel
import KubeModel
import ReconcileCore

/// Whether a binding belongs to the scope that it names.
enum Membership {
    case member(WorkflowScope.MemberSource)
    case refused(Impediment)

    var obstacle: Impediment? { if case .refused(let impediment) = self { impediment } else { nil } }

    /// Asks the scope's sources one after the other; one that admits the binding is enough.
    ///
    /// What is a member is a component, or with WorkloadRefs a template; a binding belongs if its component does, or all
    /// of its templates do.
    ///
    /// - Parameter applications: those of the namespace by name; nil when they are not known, as in files, where they
    ///   have no status: then what an Application would confirm counts as confirmed.
    init(_ binding: WorkflowBinding, in scope: WorkflowScope, applications: [String: ApplicationFact]?) {
        let sources = scope.memberSources
        if sources.contains(.binding) {
            self = .member(.binding)
        } else if sources.contains(.components), let component = binding.component,
            scope.components.contains(component)
        {
            self = .member(.components)
        } else if sources.contains(.workloadRefs), binding.areTemplates(within: scope.workloadRefs.contains) {
            self = .member(.workloadRefs)
        } else if sources.contains(.applications), let component = binding.component {
            self = Self.confirmation(of: binding, component, in: scope, applications)
        } else {
            let component = binding.component.map { "the component \($0) is" } ?? "without a component the binding is"
            self = .refused(
                Impediment(
                    .stalled, reason: "NotAMember",
                    message: "\(component) no member of WorkflowScope \(scope.name.name); "
                        + "ask its owner to list the component"))
        }
    }

    /// What the binding's Application says: that its component is in the scope, and that it applied the binding itself
    /// or all of its templates. The second is KubeVela's word; labels would be anybody's.
    private static func confirmation(
        of binding: WorkflowBinding, _ component: ComponentName, in scope: WorkflowScope,
        _ applications: [String: ApplicationFact]?
    ) -> Membership {
        guard let applications else { return .member(.applications) }
        func refused(_ reason: String, _ message: String) -> Membership {
            .refused(Impediment(.stalled, reason: reason, message: message))
        }
        guard let application = applications[component.application] else {
            let meant = NearestName.suggestion(for: component.application, among: applications.keys.sorted())
            return refused(
                "ApplicationNotFound",
                "Application \(binding.name.namespace)/\(component.application) does not exist" + Words.meant(meant))
        }
        guard application.scopes[component.name] == scope.name.name else {
            guard application.components.contains(component.name) else {
                let meant = NearestName.suggestion(for: component.name, among: application.components.sorted())
                return refused(
                    "NotAMember",
                    "Application \(application.name) has no component \(component.name)" + Words.meant(meant))
            }
            return refused(
                "NotAMember",
                "the component \(component.name) of Application \(application.name) is not in the scope: its scopes need "
                    + "\(WellKnown.scopeDefinition): \(scope.name.name)")
        }
        guard
            application.hasApplied(binding: binding.name.name)
                || binding.areTemplates(within: { application.hasApplied(template: $0) })
        else {
            return refused(
                "NotAppliedByApplication",
                "Application \(application.name) names the scope, but by its status it applied neither this "
                    + "WorkflowBinding nor all of its templates; wait for KubeVela, or let the Application render them")
        }
        return .member(.applications)
    }
}

extension WorkflowBinding {
    /// The names of its templates if they are WorkflowTemplates that it names; nil when it is about others too, of which
    /// an OAM runtime says nothing.
    var workflowTemplates: [String]? {
        let names = templates.compactMap { reference -> String? in
            guard reference.kind == .workflowTemplate, case .named(let name) = reference.choice else { return nil }
            return name.text
        }
        return names.count == templates.count ? names : nil
    }

    fileprivate func areTemplates(within isMember: (String) -> Bool) -> Bool {
        workflowTemplates.map { !$0.isEmpty && $0.allSatisfy(isMember) } ?? false
    }
}
