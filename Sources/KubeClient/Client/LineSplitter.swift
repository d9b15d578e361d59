/// Cuts a stream of bytes into lines, whatever the pieces in which it arrives.
struct LineSplitter: Sendable {
    /// A line became longer than its bound.
    struct LineTooLong: Error, Sendable, Hashable {
        /// In bytes.
        let limit: Int
    }

    /// The bytes after the last line end.
    private(set) var partial: [UInt8] = []
    private let limit: Int

    /// - Parameter limit: how many bytes a line may have, without its end.
    init(limit: Int) { self.limit = limit }

    /// Takes the next piece.
    ///
    /// - Returns: the lines that it completes, without their `\n`; empty lines are left out.
    mutating func append(_ piece: [UInt8]) throws(LineTooLong) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var start = piece.startIndex
        while let end = piece[start...].firstIndex(of: UInt8(ascii: "\n")) {
            try check(adding: end - start)
            if partial.isEmpty {
                if end > start { lines.append(Array(piece[start..<end])) }
            } else {
                partial += piece[start..<end]
                lines.append(partial)
                partial = []
            }
            start = end + 1
        }
        try check(adding: piece.endIndex - start)
        partial += piece[start...]
        return lines
    }

    private func check(adding count: Int) throws(LineTooLong) {
        guard partial.count + count <= limit else { throw LineTooLong(limit: limit) }
    }
}
