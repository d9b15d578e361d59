/// Ways around the compiler's checks that need a comment, on the line before, which proves them safe.
enum EscapeRule {
    /// The escapes in a source text that have no such comment, with the number of their line.
    static func violations(in source: SourceText) -> [(line: Int, escape: String)] {
        let lines = source.lines
        return lines.indices.flatMap { index in
            let isExplained = index > 0 && lines[index - 1].comment.contains { !$0.isWhitespace }
            return isExplained ? [] : escapes(in: lines[index].code).map { (index + 1, $0) }
        }
    }

    private static func escapes(in code: String) -> [String] {
        let spaced = code.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        var found = ["@unchecked Sendable", "nonisolated(unsafe)", "try!", "fatalError("].filter(spaced.contains)
        let marked = code.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "!") }
        if marked.contains("as!") { found.append("as!") }
        if code.words.contains("Any") { found.append("Any") }
        return found
    }
}
