/// A value as its text: a sixth of the memory, for values that are kept long and looked at rarely.
package struct CompactJSON: Sendable, Hashable {
    private let bytes: [UInt8]

    package init(_ value: JSONValue) { bytes = value.bytes }

    /// The value that it was made from.
    package var value: JSONValue {
        // What a value writes can be read, however deep it is.
        let limits = JSONLimits(maximumDepth: .max, maximumBytes: .max)
        return (try? JSONValue(parsing: bytes, limits: limits)) ?? .null
    }
}
