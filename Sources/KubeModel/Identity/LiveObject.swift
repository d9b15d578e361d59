package import JSONTree

/// An object as the API server last showed it: immutable, with the metadata that every reader needs at hand.
///
/// It is one reference, whatever it says: thousands are handed from the stores to each plan, and kept for the next one.
package struct LiveObject: Sendable {
    private final class Content: Sendable {
        let key: ObjectKey
        let uid: String
        let resourceVersion: String
        let generation: Int64
        let isBeingDeleted: Bool
        let document: JSONDocument

        init?(_ type: ResourceType, _ document: JSONDocument) {
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
    }

    private let content: Content

    /// Reads the metadata of an object of a known type.
    ///
    /// - Returns: nil when the document is no object with a name, UID and resource version.
    package init?(_ type: ResourceType, document: JSONDocument) {
        guard let content = Content(type, document) else { return nil }
        self.content = content
    }

    package var key: ObjectKey { content.key }
    package var uid: String { content.uid }
    /// Opaque; equal texts mean equal content.
    package var resourceVersion: String { content.resourceVersion }
    /// 0 for kinds without a generation.
    package var generation: Int64 { content.generation }
    package var isBeingDeleted: Bool { content.isBeingDeleted }
    package var document: JSONDocument { content.document }

    /// Whether both say the same, byte for byte; costs nothing where a store holds one for both.
    package func isSame(as other: LiveObject) -> Bool {
        content === other.content
            || content.document.bytes == other.content.document.bytes && content.key == other.content.key
    }

    package var root: JSONView { document.root }

    package func label(_ name: String) -> String? { root["metadata"]?["labels"]?[name]?.string }

    package func annotation(_ name: String) -> String? { root["metadata"]?["annotations"]?[name]?.string }

    package var finalizers: [String] { root["metadata"]?["finalizers"]?.elements.compactMap(\.string) ?? [] }
}
