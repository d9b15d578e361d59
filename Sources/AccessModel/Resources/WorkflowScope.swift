package import JSONTree

/// The ceiling of a workload namespace: who may be given what at most, and which bindings belong.
package struct WorkflowScope: Hashable, Sendable {
    /// Where a binding's membership may come from.
    package enum MemberSource: String, CaseIterable, Sendable {
        /// Every binding that names the scope is a member.
        case binding = "Binding"
        /// A binding is a member when its component is listed.
        case components = "Components"
        /// A binding is a member when the v1alpha2 OAM runtime wrote all of its templates into `spec.workloadRefs`.
        case workloadRefs = "WorkloadRefs"
        /// A binding is a member when its component's KubeVela Application names the scope and applied the binding.
        case applications = "Applications"
    }

    /// What happens to a request that a policy objects to.
    package enum Enforcement: String, CaseIterable, Sendable {
        /// It is refused.
        case enforce = "Enforce"
        /// It goes through; who made it is warned, and the API server's audit log is told.
        case audit = "Audit"
    }

    package let name: ResourceName
    /// Must equal the namespace's label `namespace.oam.dev/env` where that exists.
    package let environment: String
    package let installation: ResourceName
    package let ceiling: Ceiling
    /// What pods may be allowed at most.
    package let runnerRules: [PolicyRule]
    package let memberSources: Set<MemberSource>
    package let components: Set<ComponentName>
    /// Whether bindings may name ClusterWorkflowTemplates, which lets their groups see all of them.
    package let allowsClusterTemplates: Bool
    /// The names of the WorkflowTemplates that an OAM runtime put into the scope.
    package let workloadRefs: Set<String>
    /// Whether a component may be in other scopes as well, if they allow it too.
    package let allowsComponentOverlap: Bool
    /// Whom a person asks who is refused; nil when that is not said.
    package let contact: String?
    /// Whether what policies object to is refused, or only told.
    package let enforcement: Enforcement

    package init(
        name: ResourceName, environment: String, installation: ResourceName, ceiling: Ceiling,
        runnerRules: [PolicyRule] = [], memberSources: Set<MemberSource> = [.binding],
        components: Set<ComponentName> = [], allowsClusterTemplates: Bool = false, workloadRefs: Set<String> = [],
        allowsComponentOverlap: Bool = false, contact: String? = nil, enforcement: Enforcement = .enforce
    ) {
        self.name = name
        self.environment = environment
        self.installation = installation
        self.ceiling = ceiling
        self.runnerRules = runnerRules
        self.memberSources = memberSources
        self.components = components
        self.allowsClusterTemplates = allowsClusterTemplates
        self.workloadRefs = workloadRefs
        self.allowsComponentOverlap = allowsComponentOverlap
        self.contact = contact
        self.enforcement = enforcement
    }

    /// Reads an object of kind WorkflowScope.
    ///
    /// - Returns: nil when a finding of severity error was appended.
    package static func decode(_ view: JSONView, findings: inout [Finding]) -> WorkflowScope? {
        var found: [Finding] = []
        defer { findings += found }
        let root = FieldReader(view)
        let name = ResourceName.read(root, &found)
        guard let spec = root.required("spec", &found) else { return nil }
        let environment = spec.required("environment", &found)?.label(&found)
        let reference = spec.required("installationRef", &found)
        let installation = reference?.required("name", &found)?.objectName(&found)
        let installationNamespace = reference?.required("namespace", &found)?.label(&found)
        let groups = spec.required("groups", &found).map { readGroups($0, &found) }
        let rules = spec.optional("runner", &found)?.optional("rules", &found)?.rules(&found)
        let allowsClusterTemplates = spec.optional("allowClusterTemplates", &found)?.bool(&found)
        let (sources, components) = readMembers(spec.optional("members", &found), &found)
        let workloadRefs = spec.optional("workloadRefs", &found).map { readWorkloadRefs($0, &found) }
        let overlap = spec.optional("allowComponentOverlap", &found)?.bool(&found)
        let contact = spec.optional("contact", &found)?.text(&found)
        let enforcement: Enforcement? = spec.optional("enforcement", &found)?.choice(&found)
        guard let name, let environment, let installation, let installationNamespace, let groups,
            !found.contains(where: { $0.severity == .error })
        else { return nil }
        return WorkflowScope(
            name: name, environment: environment,
            installation: ResourceName(namespace: installationNamespace, name: installation), ceiling: groups,
            runnerRules: rules ?? [], memberSources: sources, components: components,
            allowsClusterTemplates: allowsClusterTemplates ?? false, workloadRefs: workloadRefs ?? [],
            allowsComponentOverlap: overlap ?? false, contact: contact, enforcement: enforcement ?? .enforce)
    }

    /// The installation that an object names, even when the rest of it is wrong.
    package static func installation(of view: JSONView) -> ResourceName? {
        guard let reference = view["spec"]?["installationRef"], let name = reference["name"]?.string,
            let namespace = reference["namespace"]?.string
        else { return nil }
        return ResourceName(namespace: namespace, name: name)
    }

    private static func readGroups(_ field: FieldReader, _ findings: inout [Finding]) -> Ceiling {
        var roles: [GroupPath: Role] = [:]
        for entry in field.elements(1...100, &findings) {
            let group = entry.required("path", &findings)?.group(&findings)
            let role = entry.required("maxRole", &findings)?.role(&findings)
            guard let group, let role else { continue }
            if roles.updateValue(role, forKey: group) != nil {
                entry.note(.duplicate, "the group \(group) appears twice", &findings)
            }
        }
        return Ceiling(roles)
    }

    private static func readMembers(
        _ field: FieldReader?, _ findings: inout [Finding]
    ) -> (Set<MemberSource>, Set<ComponentName>) {
        guard let field else { return ([.binding], []) }
        let sources = field.optional("sources", &findings)?.elements(1...4, &findings).compactMap {
            source -> MemberSource? in
            guard let text = source.text(&findings) else { return nil }
            if let known = MemberSource(rawValue: text) { return known }
            let known = MemberSource.allCases.map(\.rawValue).joined(separator: ", ")
            source.note(.unknownSource, "\"\(text)\" is no source; there are \(known)", &findings)
            return nil
        }
        let components = field.optional("components", &findings)?.elements(0...500, &findings).compactMap {
            ComponentName.read($0, &findings)
        }
        return (sources.map { Set($0) } ?? [.binding], Set(components ?? []))
    }

    /// Takes the WorkflowTemplates out of what a runtime wrote; other workloads are its own business.
    private static func readWorkloadRefs(_ field: FieldReader, _ findings: inout [Finding]) -> Set<String> {
        let names = field.elements(0...1000, &findings).compactMap { reference -> String? in
            let group = reference.view["apiVersion"]?.string?.split(separator: "/").first
            guard reference.view["kind"]?.string == "WorkflowTemplate", group == "argoproj.io" else { return nil }
            return reference.view["name"]?.string
        }
        return Set(names)
    }
}
