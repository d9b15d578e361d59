extension JSONValue {
    /// Reads a text that is one JSON value; see ``JSONDocument/init(parsing:limits:)``.
    package init(parsing bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        self = try JSONDocument(parsing: bytes, limits: limits).root.value
    }

    /// Reads a text that is one JSON value.
    package init(parsing text: String, limits: JSONLimits = .standard) throws(JSONError) {
        try self.init(parsing: Array(text.utf8), limits: limits)
    }

    /// The compact text in UTF-8, members in their order.
    package var bytes: [UInt8] { bytes(.compact) }

    /// The compact text, members in their order.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The compact text in UTF-8, members in the order of their names' bytes: equal values have equal bytes.
    package var canonicalBytes: [UInt8] { bytes(.canonical) }

    /// A text for people: a line for each member and element, no line break at its end.
    ///
    /// - Parameter indent: how many spaces a level is moved to the right.
    package func prettyText(indent: Int = 2) -> String {
        String(decoding: bytes(.pretty(indent: indent)), as: UTF8.self)
    }

    private func bytes(_ style: JSONWriter.Style) -> [UInt8] {
        var writer = JSONWriter(style, capacity: 1024)
        writer.write(self)
        return writer.bytes
    }
}
