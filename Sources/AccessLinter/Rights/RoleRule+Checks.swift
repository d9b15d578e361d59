package import AccessModel

/// What checks ask of a rule.
extension RoleRule {
    /// Whether an API group, a resource or a verb is a wildcard.
    package var hasWildcard: Bool { (apiGroups + resources + verbs).contains { $0.contains("*") } }

    /// Whether it allows a verb, on an object of that name or, for nil, on all objects.
    package func permits(_ verb: String, _ resource: String, in group: String, named name: String? = nil) -> Bool {
        permits(PermissionSet.Right(verb, resource, in: group), on: name)
    }

    /// Whether it allows a verb on at least one object.
    package func permitsSome(_ verb: String, _ resource: String, in group: String) -> Bool {
        permits(verb, resource, in: group, named: resourceNames.first)
    }

    /// `get, list secrets` as messages name it.
    package var words: String {
        let named = resourceNames.isEmpty ? "" : " named \(resourceNames.joined(separator: ", "))"
        return "\(verbs.joined(separator: ", ")) \(resources.joined(separator: ", "))\(named)"
    }
}
