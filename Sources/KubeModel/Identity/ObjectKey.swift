/// What names one object in a cluster: its type, namespace and name.
package struct ObjectKey: Hashable, Sendable, CustomStringConvertible {
    package let type: ResourceType
    /// The namespace; nil for cluster-scoped objects.
    package let namespace: String?
    package let name: String

    package init(_ type: ResourceType, namespace: String?, name: String) {
        self.type = type
        self.namespace = namespace
        self.name = name
    }

    /// `ServiceAccount argo/idmon-a`: the form that people read in messages.
    package var description: String {
        guard let namespace else { return "\(type.kind) \(name)" }
        return "\(type.kind) \(namespace)/\(name)"
    }
}

extension ObjectKey: Comparable {
    /// Orders by group, kind, namespace and name, so that lists of keys are stable.
    package static func < (left: ObjectKey, right: ObjectKey) -> Bool {
        // Most are of one type, which is one reference.
        if left.type != right.type {
            if left.type.group != right.type.group { return left.type.group < right.type.group }
            if left.type.kind != right.type.kind { return left.type.kind < right.type.kind }
        }
        let (namespace, other) = (left.namespace ?? "", right.namespace ?? "")
        return namespace == other ? left.name < right.name : namespace < other
    }
}
