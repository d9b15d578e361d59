package import JSONTree
package import KubeModel

/// What matters of a namespace.
package struct NamespaceFact: Hashable, Sendable {
    package let labels: JSONObject
    /// Nothing can be created in it any more.
    package let isBeingDeleted: Bool

    package init(labels: JSONObject = [:], isBeingDeleted: Bool = false) {
        self.labels = labels
        self.isBeingDeleted = isBeingDeleted
    }

    package init(_ namespace: LiveObject) {
        labels = namespace.root["metadata"]?["labels"]?.value.object ?? [:]
        isBeingDeleted = namespace.isBeingDeleted
    }
}
