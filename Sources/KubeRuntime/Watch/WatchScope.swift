package import KubeModel

/// Which objects an informer follows.
package struct WatchScope: Sendable {
    package let type: ResourceType
    /// nil for all namespaces.
    package let namespace: String?
    package let labelSelector: String?
    /// Whether only names and labels are asked for and kept.
    package let namesOnly: Bool
    /// Whether the resource need not exist on the server: while it does not, it counts as one without objects.
    package let mayBeAbsent: Bool

    package init(
        _ type: ResourceType, namespace: String? = nil, labelSelector: String? = nil, namesOnly: Bool = false,
        mayBeAbsent: Bool = false
    ) {
        self.type = type
        self.namespace = namespace
        self.labelSelector = labelSelector
        self.namesOnly = namesOnly
        self.mayBeAbsent = mayBeAbsent
    }
}
