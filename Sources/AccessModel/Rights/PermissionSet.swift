/// What a list of rules permits, taken apart into single rights so that sets of rules can be compared and cut exactly.
package struct PermissionSet: Hashable, Sendable {
    /// One verb on one resource of one API group.
    package struct Right: Hashable, Sendable, Comparable {
        package let group: String
        package let resource: String
        package let verb: String

        package init(_ verb: String, _ resource: String, in group: String) {
            self.group = group
            self.resource = resource
            self.verb = verb
        }

        package static func < (left: Right, right: Right) -> Bool {
            (left.group, left.resource, left.verb) < (right.group, right.resource, right.verb)
        }
    }

    /// The objects on which a right may be used.
    package enum Objects: Hashable, Sendable {
        case all
        case named(Set<String>)
    }

    package private(set) var rights: [Right: Objects]

    package init(_ rules: some Sequence<PolicyRule> = EmptyCollection()) {
        rights = [:]
        for rule in rules { insert(rule) }
    }

    package var isEmpty: Bool { rights.isEmpty }

    /// Whether a right may be used on an object; nil asks for all objects.
    package func permits(_ right: Right, on name: String? = nil) -> Bool {
        switch (rights[right], name) {
        case (.all?, _): true
        case (.named(let names)?, let name?): names.contains(name)
        case (.named?, nil), (nil, _): false
        }
    }

    package func union(_ other: PermissionSet) -> PermissionSet {
        var result = self
        for (right, objects) in other.rights { result.insert(right, objects) }
        return result
    }

    package func intersection(_ other: PermissionSet) -> PermissionSet {
        var result = PermissionSet()
        for (right, mine) in rights {
            guard let theirs = other.rights[right] else { continue }
            switch (mine, theirs) {
            case (.all, let objects), (let objects, .all): result.rights[right] = objects
            case (.named(let some), .named(let others)):
                let both = some.intersection(others)
                if !both.isEmpty { result.rights[right] = .named(both) }
            }
        }
        return result
    }

    package func isSubset(of other: PermissionSet) -> Bool {
        rights.allSatisfy { right, mine in
            switch (mine, other.rights[right]) {
            case (_, .all?): true
            case (.named(let some), .named(let others)?): some.isSubset(of: others)
            case (_, nil), (.all, .named?): false
            }
        }
    }

    private mutating func insert(_ rule: PolicyRule) {
        insert(rule.verbs, rule.resources, in: rule.apiGroups, named: rule.resourceNames)
    }

    /// Adds what a rule of RBAC permits.
    ///
    /// - Parameter names: the objects that the rule is about; empty for all.
    package mutating func insert(_ verbs: [String], _ resources: [String], in groups: [String], named names: [String]) {
        let objects: Objects = names.isEmpty ? .all : .named(Set(names))
        for group in groups {
            for resource in resources {
                for verb in verbs { insert(Right(verb, resource, in: group), objects) }
            }
        }
    }

    private mutating func insert(_ right: Right, _ objects: Objects) {
        switch (rights[right], objects) {
        case (.all?, _): break
        case (.named(let some)?, .named(let others)): rights[right] = .named(some.union(others))
        case (.named?, .all), (nil, _): rights[right] = objects
        }
    }
}
