package import JSONTree

/// An object as the API server last showed it: immutable, with the metadata that every reader needs at hand.
package struct LiveObject: Sendable {
    package let key: ObjectKey
    package let uid: String
    /// Opaque; equal texts mean equal content.
    package let resourceVersion: String
    /// 0 for kinds without a generation.
    package let generation: Int64
    package let isBeingDeleted: Bool
    package let document: JSONDocument

    /// Reads the metadata of an object of a known type.
    ///
    /// - Returns: nil when the document is no object with a name, UID and resource version.
    package init?(_ type: ResourceType, document: JSONDocument) {
        guard let metadata = document.root["metadata"], let name = metadata["name"]?.string,
            let uid = metadata["uid"]?.string, let version = metadata["resourceVersion"]?.string
        else { return nil }
        key = ObjectKey(type, namespace: metadata["namespace"]?.string, name: name)
        self.uid = uid
        resourceVersion = version
        generation = metadata["generation"]?.integer ?? 0
        isBeingDeleted = metadata["deletionTimestamp"] != nil
        self.document = document
    }

    package var root: JSONView { document.root }

    package func label(_ name: String) -> String? { root["metadata"]?["labels"]?[name]?.string }

    package func annotation(_ name: String) -> String? { root["metadata"]?["annotations"]?[name]?.string }

    package var finalizers: [String] { root["metadata"]?["finalizers"]?.elements.compactMap(\.string) ?? [] }
}
