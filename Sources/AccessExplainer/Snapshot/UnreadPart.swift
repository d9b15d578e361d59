package import KubeModel

/// Something that decides access and could not be read.
package struct UnreadPart: Hashable, Sendable {
    package let type: ResourceType
    /// nil when it could not be read in any namespace.
    package let namespace: String?
    /// Why, such as the API server's message.
    package let reason: String

    package init(_ type: ResourceType, namespace: String?, reason: String) {
        self.type = type
        self.namespace = namespace
        self.reason = reason
    }

    func concerns(_ type: ResourceType, in namespace: String?) -> Bool {
        self.type == type && (self.namespace == nil || namespace == nil || self.namespace == namespace)
    }
}

extension UnreadPart: CustomStringConvertible {
    /// `secrets of namespace argo: …`
    package var description: String {
        "\(type.qualifiedPlural)\(namespace.map { " of namespace \($0)" } ?? ""): \(reason)"
    }
}
