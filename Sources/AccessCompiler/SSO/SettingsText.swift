import YAMLTree

/// The text of a YAML document by its lines, numbered from 1.
struct SettingsText {
    /// Without a byte order mark.
    let bytes: [UInt8]
    private let mark: [UInt8]
    /// Where each line begins; the last entry is the end of the text.
    private let starts: [Int]
    /// The line before which what is added at the end belongs: the marker of the document's end, or the end of the text.
    let endLine: Int
    private let lineBreak: [UInt8]

    /// - Throws: for texts of several documents, and for line breaks that editors do not agree on.
    init(_ string: String) throws(ConfigurationFault) {
        let all = Array(string.utf8)
        mark = all.starts(with: [0xef, 0xbb, 0xbf]) ? Array(all.prefix(3)) : []
        let bytes = Array(all.dropFirst(mark.count))
        self.bytes = bytes
        var starts = [0]
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") && index + 1 < bytes.count {
            starts.append(index + 1)
        }
        if !bytes.isEmpty { starts.append(bytes.count) }
        self.starts = starts
        let first = bytes.firstIndex(of: UInt8(ascii: "\n"))
        let usesCarriageReturns = first.map { $0 > 0 && bytes[$0 - 1] == UInt8(ascii: "\r") } ?? false
        lineBreak = usesCarriageReturns ? [0x0d, 0x0a] : [0x0a]
        endLine = try Self.endLine(bytes, starts)
        guard !Self.hasUnusualLineBreak(bytes) else {
            throw ConfigurationFault(
                .notEditable,
                "key config has line breaks other than line feeds (a lone carriage return, U+0085, U+2028 or U+2029); "
                    + "remove them")
        }
    }

    /// YAML 1.1 has more line breaks than editors have.
    private static func hasUnusualLineBreak(_ bytes: [UInt8]) -> Bool {
        for (index, byte) in bytes.enumerated() {
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            if byte == 0x0d && next != 0x0a || byte == 0xc2 && next == 0x85 { return true }
            if byte == 0xe2, next == 0x80, index + 2 < bytes.count, bytes[index + 2] & 0xfe == 0xa8 { return true }
        }
        return false
    }

    /// Finds the end of the one document; Argo reads the first and passes over the rest, which helps nobody.
    private static func endLine(_ bytes: [UInt8], _ starts: [Int]) throws(ConfigurationFault) -> Int {
        var end: Int?
        var hasContent = false
        for line in 1..<max(1, starts.count) {
            let content = bytes[starts[line - 1]..<starts[line]]
            let isMarker = content.starts(with: "---".utf8) && Self.endsMarker(content)
            let isEnd = content.starts(with: "...".utf8) && Self.endsMarker(content)
            let isEmpty = Self.isBlankOrComment(content) || content.first == UInt8(ascii: "%") && !hasContent
            if isMarker && hasContent || end != nil && !isEmpty && !isEnd {
                throw ConfigurationFault(
                    .notEditable, "key config, line \(line): a second document begins here; Argo reads only the first")
            }
            if isEnd { end = end ?? line }
            if !isEmpty && !isEnd { hasContent = true }
        }
        return end ?? starts.count
    }

    private static func endsMarker(_ line: ArraySlice<UInt8>) -> Bool {
        guard let next = line.dropFirst(3).first else { return true }
        return next == 0x20 || next == 0x09 || next == 0x0a || next == 0x0d
    }

    private static func isBlankOrComment(_ line: ArraySlice<UInt8>) -> Bool {
        let rest = line.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0a || $0 == 0x0d }
        return rest.isEmpty || rest.first == UInt8(ascii: "#")
    }

    // MARK: - Lines

    private func start(ofLine line: Int) -> Int { line <= starts.count ? starts[line - 1] : bytes.count }

    func bytes(ofLines lines: Range<Int>) -> Range<Int> {
        start(ofLine: lines.lowerBound)..<start(ofLine: lines.upperBound)
    }

    func isBlankOrComment(line: Int) -> Bool { Self.isBlankOrComment(bytes[bytes(ofLines: line..<line + 1)]) }

    func hasOnlySpaces(before position: SourcePosition) -> Bool {
        let line = bytes[bytes(ofLines: position.line..<position.line + 1)]
        return line.prefix(position.column - 1).allSatisfy { $0 == 0x20 }
    }

    /// The byte at a position that has only spaces before it.
    func byte(at position: SourcePosition) -> UInt8? {
        bytes[bytes(ofLines: position.line..<position.line + 1)].dropFirst(position.column - 1).first
    }

    /// The text with some lines replaced; all other bytes stay.
    func replacing(lines: Range<Int>, with block: [String]) -> String {
        let range = bytes(ofLines: lines)
        var new = Array(bytes[..<range.lowerBound])
        if let last = new.last, last != UInt8(ascii: "\n") { new += lineBreak }
        for (index, line) in block.enumerated() {
            new += Array(line.utf8)
            // What ended without a line break still does.
            let isLast = index == block.count - 1 && range.upperBound == bytes.count && !bytes.isEmpty
            if !isLast || bytes.last == UInt8(ascii: "\n") { new += lineBreak }
        }
        new += bytes[range.upperBound...]
        return String(decoding: mark + new, as: UTF8.self)
    }
}
