import KubeModel

/// A kind of object regardless of its version: what storage and authorization are keyed by.
struct ResourceName: Hashable, Sendable {
    let group: String
    let plural: String

    init(group: String, plural: String) {
        self.group = group
        self.plural = plural
    }

    init(_ type: ResourceType) {
        group = type.group
        plural = type.plural
    }

    /// The form of messages: `roles.rbac.authorization.k8s.io`.
    var qualified: String { group.isEmpty ? plural : "\(plural).\(group)" }
}

/// What names an object among those of its kind; ordered as lists are.
struct ObjectName: Hashable, Comparable, Sendable {
    /// Empty for cluster-scoped objects.
    let namespace: String
    let name: String

    /// The key that list positions carry: `namespace/name`, or the name alone.
    var path: String { namespace.isEmpty ? name : "\(namespace)/\(name)" }

    static func < (left: ObjectName, right: ObjectName) -> Bool {
        // By bytes, as etcd orders keys. The slash behind a namespace takes part: "a-b/x" stands before "a/x".
        if left.namespace == right.namespace { return left.name.utf8.lexicographicallyPrecedes(right.name.utf8) }
        return left.path.utf8.lexicographicallyPrecedes(right.path.utf8)
    }
}
