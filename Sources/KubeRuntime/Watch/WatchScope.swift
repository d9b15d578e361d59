package import KubeModel

/// Which objects an informer follows.
package struct WatchScope: Sendable {
    package let type: ResourceType
    /// nil for all namespaces.
    package let namespace: String?
    package let labelSelector: String?

    package init(_ type: ResourceType, namespace: String? = nil, labelSelector: String? = nil) {
        self.type = type
        self.namespace = namespace
        self.labelSelector = labelSelector
    }
}
