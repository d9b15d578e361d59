extension PermissionSet {
    /// The fewest sorted rules that this form allows and that permit exactly this set.
    ///
    /// Rights are joined by verb, then by resource, then by API group; each step only joins what is equal otherwise,
    /// so no rule permits a combination that is not in the set.
    package var rules: [PolicyRule] {
        var verbs: [ResourceOfGroup: Set<String>] = [:]
        for (right, objects) in rights {
            verbs[ResourceOfGroup(right.group, right.resource, objects), default: []].insert(right.verb)
        }
        var resources: [VerbsInGroup: Set<String>] = [:]
        for (key, joined) in verbs {
            resources[VerbsInGroup(key.group, joined, key.objects), default: []].insert(key.resource)
        }
        var groups: [Body: Set<String>] = [:]
        for (key, joined) in resources {
            groups[Body(resources: joined, verbs: key.verbs, objects: key.objects), default: []].insert(key.group)
        }
        return groups.map { body, joined in
            PolicyRule(
                apiGroups: Array(joined), resources: Array(body.resources), verbs: Array(body.verbs),
                resourceNames: body.objects.names)
        }.sorted { left, right in
            [left.apiGroups, left.resources, left.verbs, left.resourceNames].lexicographicallyPrecedes(
                [right.apiGroups, right.resources, right.verbs, right.resourceNames]
            ) { $0.lexicographicallyPrecedes($1) }
        }
    }

    private struct ResourceOfGroup: Hashable {
        let group: String
        let resource: String
        let objects: Objects

        init(_ group: String, _ resource: String, _ objects: Objects) {
            self.group = group
            self.resource = resource
            self.objects = objects
        }
    }

    private struct VerbsInGroup: Hashable {
        let group: String
        let verbs: Set<String>
        let objects: Objects

        init(_ group: String, _ verbs: Set<String>, _ objects: Objects) {
            self.group = group
            self.verbs = verbs
            self.objects = objects
        }
    }

    private struct Body: Hashable {
        let resources: Set<String>
        let verbs: Set<String>
        let objects: Objects
    }
}

extension PermissionSet.Objects {
    /// The names as a rule has them: sorted; empty for all objects.
    fileprivate var names: [String] {
        switch self {
        case .all: []
        case .named(let names): names.sorted()
        }
    }
}
