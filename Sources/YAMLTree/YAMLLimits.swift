/// What a reader of YAML accepts at most.
package struct YAMLLimits: Sendable, Hashable {
    /// Of the whole stream, in bytes.
    package let maximumBytes: Int
    /// How deep sequences and mappings may be nested once aliases are followed; a scalar alone has depth 0.
    package let maximumDepth: Int
    package let maximumDocuments: Int
    /// Of one scalar, in bytes of UTF-8 after escapes and folding.
    package let maximumScalarBytes: Int
    /// How much all aliases of the stream may stand for: the bytes of their scalars and names, and 16 for every node.
    ///
    /// Without a bound a few hundred bytes of nested aliases stand for gigabytes.
    package let maximumAliasedBytes: Int

    /// Takes the figures as they are; a negative one is taken for 0.
    package init(
        maximumBytes: Int = 64 << 20, maximumDepth: Int = 512, maximumDocuments: Int = 100_000,
        maximumScalarBytes: Int = 8 << 20, maximumAliasedBytes: Int = 8 << 20
    ) {
        self.maximumBytes = max(0, maximumBytes)
        self.maximumDepth = max(0, maximumDepth)
        self.maximumDocuments = max(0, maximumDocuments)
        self.maximumScalarBytes = max(0, maximumScalarBytes)
        self.maximumAliasedBytes = max(0, maximumAliasedBytes)
    }

    /// 64 MiB in 100,000 documents, depth 512, scalars of 8 MiB, aliases that stand for 8 MiB.
    package static let standard = YAMLLimits()
}
