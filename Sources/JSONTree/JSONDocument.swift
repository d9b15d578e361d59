/// A JSON text that was read once, checked wholly, and is only looked at from then on.
///
/// It keeps the text and one or two words for each value and name, so it costs a few allocations whatever it holds,
/// nothing is counted when it is read, and freeing it takes no time. Of members of one name only the last is there.
package struct JSONDocument: Sendable {
    let arena: JSONArena

    /// Reads a text that is one JSON value (RFC 8259), with nothing but white space around it.
    ///
    /// - Parameter bytes: UTF-8 without byte order mark.
    /// - Throws: ``JSONError`` with the offset of the first byte that is wrong.
    package init(parsing bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        let words = try bytes.withUnsafeBufferPointer { buffer throws(JSONError) -> [UInt64] in
            do throws(ScanFailure) {
                return try Self.parse(buffer, limits: limits)
            } catch {
                throw JSONError(error, in: buffer, limits: limits)
            }
        }
        arena = JSONArena(bytes: bytes, words: words)
    }

    init(arena: JSONArena) { self.arena = arena }

    /// Turns a value of the program into a document.
    package init(_ value: JSONValue) {
        do {
            try self.init(
                parsing: value.bytes, limits: JSONLimits(maximumDepth: .max, maximumBytes: JSONLimits.largestText))
        } catch {
            // What the writer writes is JSON, and depth is not limited here; what is left is a text of 256 MiB, a
            // hundred times what an API server stores.
            preconditionFailure("a value whose text has 256 MiB or more cannot become a document")
        }
    }

    /// Cuts a part out of another document: the text and the words of that part are copied, nothing is read again.
    package init(_ view: JSONView) { arena = view.extracted() }

    /// The text, as it was received.
    package var bytes: [UInt8] { arena.bytes }

    package var root: JSONView { JSONView(arena: arena, index: 0) }

    private static func parse(
        _ buffer: UnsafeBufferPointer<UInt8>, limits: JSONLimits
    ) throws(ScanFailure) -> [UInt64] {
        guard buffer.count <= limits.maximumBytes else { throw ScanFailure(.tooLarge, at: limits.maximumBytes) }
        guard let base = buffer.baseAddress, buffer.count > 0 else { throw ScanFailure(.unexpectedEnd, at: 0) }
        if buffer.starts(with: [0xef, 0xbb, 0xbf]) { throw ScanFailure(.byteOrderMark, at: 0) }
        var scanner = JSONScanner(base, count: buffer.count)
        var builder = JSONTreeBuilder(
            text: base, count: buffer.count, allowsDuplicateNames: limits.allowsDuplicateNames)
        try JSONGrammar.value(&scanner, into: &builder, maximumDepth: limits.maximumDepth)
        guard scanner.isAtEnd() else { throw ScanFailure(.trailingContent, at: scanner.offset) }
        return builder.finish()
    }
}

extension JSONDocument: Equatable {
    /// Two documents are equal when their values are, whatever the order of members and the white space.
    package static func == (left: JSONDocument, right: JSONDocument) -> Bool {
        left.arena === right.arena || left.bytes == right.bytes || left.root.isEqual(to: right.root)
    }
}
