import JSONTree

/// One rule of a Role that anybody may have written: unlike those that Idmon writes it may have wildcards.
package struct ForeignRule: Hashable, Sendable {
    package let groups: [String]
    package let resources: [String]
    package let verbs: [String]
    /// The objects that it is about; empty for all.
    package let names: [String]

    init(_ value: JSONValue) {
        func texts(_ name: String) -> [String] { value[name]?.array?.compactMap(\.string) ?? [] }
        groups = texts("apiGroups")
        resources = texts("resources")
        verbs = texts("verbs")
        names = texts("resourceNames")
    }

    /// Whether an API group, a resource or a verb is a wildcard.
    package var hasWildcard: Bool { (groups + resources + verbs).contains { $0.contains("*") } }

    /// Whether it allows a verb, on an object of that name or, for nil, on all objects.
    ///
    /// Source: `pkg/registry/rbac/validation` of Kubernetes: `*/scale` stands for the subresource of every resource.
    package func permits(_ verb: String, _ resource: String, in group: String, named name: String? = nil) -> Bool {
        guard groups.contains(where: { $0 == "*" || $0 == group }), verbs.contains(where: { $0 == "*" || $0 == verb })
        else { return false }
        let subresource = resource.split(separator: "/").dropFirst().first.map { "*/\($0)" }
        guard resources.contains(where: { $0 == "*" || $0 == resource || $0 == subresource }) else { return false }
        return names.isEmpty || name.map(names.contains) ?? false
    }

    /// Whether it allows a verb on at least one object.
    package func permitsSome(_ verb: String, _ resource: String, in group: String) -> Bool {
        permits(verb, resource, in: group, named: names.first)
    }

    /// `get, list secrets` as messages name it.
    package var words: String {
        let named = names.isEmpty ? "" : " named \(names.joined(separator: ", "))"
        return "\(verbs.joined(separator: ", ")) \(resources.joined(separator: ", "))\(named)"
    }
}
