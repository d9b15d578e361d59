package import JSONTree

/// An object that Idmon wants to exist: its type and its whole content.
package struct KubeObject: Sendable, Hashable {
    package let type: ResourceType
    /// The object with `apiVersion`, `kind`, `metadata` and whatever else its kind has.
    package var content: JSONValue

    /// Builds an object; `apiVersion`, `kind` and `metadata` are written from the arguments.
    ///
    /// - Parameters:
    ///   - namespace: nil for cluster-scoped kinds.
    ///   - fields: the members beside `apiVersion`, `kind` and `metadata`, in the order in which they are printed.
    package init(
        _ type: ResourceType, namespace: String?, name: String, labels: JSONObject = [:],
        annotations: JSONObject = [:], fields: JSONObject = [:]
    ) {
        self.type = type
        var metadata: JSONObject = ["name": .string(name)]
        if let namespace { metadata["namespace"] = .string(namespace) }
        if !labels.isEmpty { metadata["labels"] = .object(labels) }
        if !annotations.isEmpty { metadata["annotations"] = .object(annotations) }
        var content: JSONObject = [
            "apiVersion": .string(type.apiVersion), "kind": .string(type.kind), "metadata": .object(metadata),
        ]
        for field in fields { content[field.name] = field.value }
        self.content = .object(content)
    }

    /// Takes content as it is, for objects that were received.
    package init(_ type: ResourceType, content: JSONValue) {
        self.type = type
        self.content = content
    }

    package var name: String { content["metadata"]?["name"]?.string ?? "" }
    package var namespace: String? { content["metadata"]?["namespace"]?.string }
    package var key: ObjectKey { ObjectKey(type, namespace: namespace, name: name) }
}
