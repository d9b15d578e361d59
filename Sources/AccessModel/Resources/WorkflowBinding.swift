package import JSONTree
import KubeModel

/// The claim of an application team: these templates, for these groups with these roles, and what the pods need.
package struct WorkflowBinding: Hashable, Sendable {
    package let name: ResourceName
    /// The WorkflowScope in the same namespace.
    package let scopeName: String
    package let component: ComponentName?
    /// In the order in which they are written.
    package let templates: [TemplateReference]
    /// In the order in which they are written.
    package let grants: [GrantClaim]
    package let runnerRules: [PolicyRule]
    /// Whether nobody approves a run of the templates who could have submitted it.
    package let needsFourEyes: Bool

    package init(
        name: ResourceName, scopeName: String, component: ComponentName? = nil, templates: [TemplateReference],
        grants: [GrantClaim], runnerRules: [PolicyRule] = [], needsFourEyes: Bool = false
    ) {
        self.name = name
        self.scopeName = scopeName
        self.component = component
        self.templates = templates
        self.grants = grants
        self.runnerRules = runnerRules
        self.needsFourEyes = needsFourEyes
    }

    /// Reads an object of kind WorkflowBinding.
    ///
    /// - Returns: nil when a finding of severity error was appended.
    package static func decode(_ view: JSONView, findings: inout [Finding]) -> WorkflowBinding? {
        var found: [Finding] = []
        defer { findings += found }
        let root = FieldReader(view)
        let name = ResourceName.read(root, &found)
        guard let spec = root.required("spec", &found) else { return nil }
        let scope = spec.required("scopeRef", &found)?.required("name", &found)?.objectName(&found)
        let component = spec.optional("component", &found).flatMap { ComponentName.read($0, &found) }
        let templates = spec.required("templates", &found).map { readTemplates($0, &found) }
        let grants = spec.optional("grants", &found).map { readGrants($0, &found) }
        let rules = spec.optional("runner", &found)?.optional("rules", &found)?.rules(&found)
        let fourEyes = spec.optional("fourEyes", &found)?.bool(&found)
        guard let name, let scope, let templates, !found.contains(where: { $0.severity == .error }) else { return nil }
        return WorkflowBinding(
            name: name, scopeName: scope, component: component, templates: templates, grants: grants ?? [],
            runnerRules: rules ?? [], needsFourEyes: fourEyes ?? false)
    }

    /// Whether an object names a kind of template, even when the rest of it is wrong.
    package static func mentions(_ kind: TemplateKind, in view: JSONView) -> Bool {
        view["spec"]?["templates"]?.elements.contains { entry in
            entry["kind"].map { $0.string == kind.rawValue } ?? (kind == .workflowTemplate)
        } ?? false
    }

    /// The scope that an object names, even when the rest of it is wrong.
    package static func scopeName(of view: JSONView) -> String? { view["spec"]?["scopeRef"]?["name"]?.string }

    /// The component that an object names, even when the rest of it is wrong.
    package static func component(of view: JSONView) -> ComponentName? {
        var findings: [Finding] = []
        let field = view["spec"]?["component"].map { FieldReader($0) }
        return field.flatMap { $0.view.kind == .object ? ComponentName.read($0, &findings) : nil }
    }

    private static func readTemplates(_ field: FieldReader, _ findings: inout [Finding]) -> [TemplateReference] {
        var references: [TemplateReference] = []
        for entry in field.elements(1...50, &findings) {
            guard let reference = TemplateReference.read(entry, &findings) else { continue }
            if references.contains(where: { $0.kind == reference.kind && $0.choice == reference.choice }) {
                entry.note(.duplicate, "\(reference) appears twice", &findings)
            } else {
                references.append(reference)
            }
        }
        return references
    }

    private static func readGrants(_ field: FieldReader, _ findings: inout [Finding]) -> [GrantClaim] {
        var grants: [GrantClaim] = []
        var roles: [GroupPath: Set<Role>] = [:]
        for entry in field.elements(0...100, &findings) {
            let group = entry.required("group", &findings)?.group(&findings)
            let role = entry.required("role", &findings)?.role(&findings)
            let notBefore = entry.optional("notBefore", &findings).flatMap { readTime($0, &findings) }
            let expiresAt = entry.optional("expiresAt", &findings).flatMap { readTime($0, &findings) }
            let steps = entry.optional("steps", &findings)?.elements(1...16, &findings).compactMap {
                $0.parameterName(&findings)
            }
            if steps != nil, let role, role != .approver {
                entry.note(.stepsWithoutApprover, "only an approver has steps; \(role) is more or less", &findings)
            }
            if let notBefore, let expiresAt, notBefore >= expiresAt {
                entry.note(.emptyWindow, "notBefore \(notBefore) is not before expiresAt \(expiresAt)", &findings)
            }
            guard let group, let role else { continue }
            if !roles[group, default: []].insert(role).inserted {
                entry.note(.duplicate, "the grant of \(role) to \(group) appears twice", &findings)
            }
            grants.append(
                GrantClaim(group: group, role: role, notBefore: notBefore, expiresAt: expiresAt, steps: steps ?? []))
        }
        return grants
    }

    private static func readTime(_ field: FieldReader, _ findings: inout [Finding]) -> KubeTime? {
        guard let text = field.text(&findings) else { return nil }
        if let time = KubeTime(text) { return time }
        field.note(.invalidTime, "\"\(text)\" is no time such as 2027-06-30T00:00:00Z", &findings)
        return nil
    }
}
