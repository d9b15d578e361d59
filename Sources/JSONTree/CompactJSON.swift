/// A value as its text: a sixth of the memory, for values that are kept long and looked at rarely.
package struct CompactJSON: Sendable, Hashable {
    private let bytes: [UInt8]

    package init(_ value: JSONValue) {
        // A copy is as long as the text, where what was written to has room for more.
        let text = value.bytes
        bytes = [UInt8](unsafeUninitializedCapacity: text.count) { buffer, count in
            count = buffer.initialize(fromContentsOf: text)
        }
    }

    /// The value that it was made from.
    package var value: JSONValue {
        // What a value writes can be read, however deep it is.
        let limits = JSONLimits(maximumDepth: .max, maximumBytes: .max)
        return (try? JSONValue(parsing: bytes, limits: limits)) ?? .null
    }
}
