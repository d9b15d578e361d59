package import KubeModel

/// What Idmon reads of OAM runtimes, where there is one.
extension ResourceType {
    /// KubeVela's Application. Source: `core.oam.dev/v1beta1`, KubeVela 1.0 and later.
    package static let application = ResourceType(
        group: "core.oam.dev", version: "v1beta1", plural: "applications", kind: "Application", isNamespaced: true)
}
