/// The namespace and name of one of Idmon's resources.
package struct ResourceName: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let namespace: String
    package let name: String

    /// Names enter labels (63 characters) and generated names, so they are short; the schema says the same.
    package static let maximumLength = 50

    package init(namespace: String, name: String) {
        self.namespace = namespace
        self.name = name
    }

    /// `argo/argo`
    package var description: String { "\(namespace)/\(name)" }

    package static func < (left: ResourceName, right: ResourceName) -> Bool {
        (left.namespace, left.name) < (right.namespace, right.name)
    }

    /// Reads `metadata.namespace` and `metadata.name`.
    static func read(_ root: FieldReader, _ findings: inout [Finding]) -> ResourceName? {
        guard let metadata = root.required("metadata", &findings) else { return nil }
        let namespace = metadata.required("namespace", &findings)?.label(&findings)
        guard let field = metadata.required("name", &findings), let name = field.objectName(&findings) else {
            return nil
        }
        guard name.utf8.count <= maximumLength else {
            field.note(
                .invalidName, "the name has \(name.utf8.count) characters; at most \(maximumLength) fit", &findings)
            return nil
        }
        return namespace.map { ResourceName(namespace: $0, name: name) }
    }
}
