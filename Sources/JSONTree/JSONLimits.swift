/// What a reader of JSON accepts at most.
package struct JSONLimits: Sendable, Hashable {
    /// How deep arrays and objects may be nested; a scalar alone has depth 0.
    package let maximumDepth: Int
    /// How many bytes a text may have.
    package let maximumBytes: Int
    /// Whether an object may have two members of one name.
    ///
    /// Where it may, the last one wins and the earlier ones are as if they had never been there: that is what the API
    /// server and every other reader written in Go do (`encoding/json`, sigs.k8s.io/json without strict checks).
    package let allowsDuplicateNames: Bool

    /// The largest text a document can index: its nodes have 28 bits for a length.
    package static let largestText = 1 << 28 - 1

    /// - Parameters:
    ///   - maximumDepth: at least 0.
    ///   - maximumBytes: in bytes; at most ``largestText``, a larger figure is taken for that.
    package init(maximumDepth: Int = 512, maximumBytes: Int = 64 << 20, allowsDuplicateNames: Bool = true) {
        self.maximumDepth = max(0, maximumDepth)
        self.maximumBytes = min(max(0, maximumBytes), Self.largestText)
        self.allowsDuplicateNames = allowsDuplicateNames
    }

    /// Depth 512, 64 MiB, the last of two members of one name wins.
    package static let standard = JSONLimits()
    /// As ``standard``, but an object with two members of one name is refused: for what people write.
    package static let strict = JSONLimits(allowsDuplicateNames: false)
}
