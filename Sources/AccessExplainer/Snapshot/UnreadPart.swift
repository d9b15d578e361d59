package import KubeModel

/// Something that decides access and could not be read.
package struct UnreadPart: Hashable, Sendable {
    package let type: ResourceType
    /// nil when all namespaces could not be read together.
    package let namespace: String?
    /// The namespaces that could be read by themselves, where all together could not.
    package let except: Set<String>
    /// Why, such as the API server's message.
    package let reason: String

    package init(_ type: ResourceType, namespace: String?, except: Set<String> = [], reason: String) {
        self.type = type
        self.namespace = namespace
        self.except = except
        self.reason = reason
    }

    func concerns(_ type: ResourceType, in namespace: String?) -> Bool {
        guard self.type == type, let namespace else { return self.type == type }
        return self.namespace.map { $0 == namespace } ?? !except.contains(namespace)
    }
}

extension UnreadPart: CustomStringConvertible {
    /// `secrets of namespace argo: …`, `roles outside of argo, payments: …`
    package var description: String {
        let others = except.isEmpty ? "" : " outside of \(except.sorted().joined(separator: ", "))"
        return "\(type.qualifiedPlural)\(namespace.map { " of namespace \($0)" } ?? others): \(reason)"
    }
}
