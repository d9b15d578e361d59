/// Finds lines in a text the way libyaml counts them.
struct YAMLExcerpt {
    let text: [UInt8]

    /// How many characters of a line are shown at most.
    private static let width = 100

    /// The line of a position and a caret under its column; a long line is cut around the column.
    func excerpt(at position: SourcePosition) -> String {
        let line = Array(String(decoding: line(position.line), as: UTF8.self).unicodeScalars)
        let column = min(max(position.column - 1, 0), line.count)
        var start = 0
        var end = line.count
        if line.count > Self.width {
            start = min(max(0, column - Self.width / 2), line.count - Self.width)
            end = start + Self.width
        }
        var shown = start > 0 ? "…" : ""
        var caret = start > 0 ? " " : ""
        for index in start..<end { shown.unicodeScalars.append(Self.printable(line[index])) }
        if end < line.count { shown += "…" }
        // A tab stays a tab, so that the caret stands under its column whatever the tab's width.
        for index in start..<column { caret += line[index] == "\t" ? "\t" : " " }
        return "\(shown)\n\(caret)^"
    }

    /// Whether the indentation of a line has a tab.
    func hasTabInIndentation(line number: Int) -> Bool {
        line(number).prefix { $0 == 0x20 || $0 == 0x09 }.contains(0x09)
    }

    /// The position of a byte.
    func position(ofByte offset: Int) -> SourcePosition {
        var line = 1
        var lineStart = 0
        while let lineEnd = nextLine(from: lineStart), lineEnd <= offset {
            line += 1
            lineStart = lineEnd
        }
        let before = text[lineStart..<max(lineStart, min(offset, text.count))]
        return SourcePosition(line: line, column: 1 + before.count { $0 & 0xc0 != 0x80 })
    }

    private func line(_ number: Int) -> ArraySlice<UInt8> {
        var start = 0
        for _ in 1..<max(1, number) {
            guard let next = nextLine(from: start) else { return [] }
            start = next
        }
        let end = nextLine(from: start) ?? text.count
        var line = text[start..<end]
        while let width = Self.lineBreak(endingAt: line.endIndex, in: line) { line.removeLast(width) }
        return line
    }

    /// The offset behind the next line break; nil when there is none.
    private func nextLine(from start: Int) -> Int? {
        var index = start
        while index < text.count {
            if let width = Self.lineBreak(at: index, in: text) { return index + width }
            index += 1
        }
        return nil
    }

    /// The length of the line break that begins at an offset: LF, CR, CR LF, NEL, LS or PS (YAML 1.1, section 5.4).
    private static func lineBreak(at index: Int, in text: [UInt8]) -> Int? {
        switch text[index] {
        case 0x0a: 1
        case 0x0d: index + 1 < text.count && text[index + 1] == 0x0a ? 2 : 1
        case 0xc2 where index + 1 < text.count && text[index + 1] == 0x85: 2
        case 0xe2 where index + 2 < text.count && text[index + 1] == 0x80 && text[index + 2] & 0xfe == 0xa8: 3
        default: nil
        }
    }

    private static func lineBreak(endingAt end: Int, in line: ArraySlice<UInt8>) -> Int? {
        switch line.last {
        case 0x0a, 0x0d: 1
        case 0x85 where line.dropLast().last == 0xc2: 2
        case let last? where last & 0xfe == 0xa8 && line.dropLast().suffix(2).elementsEqual([0xe2, 0x80]): 3
        default: nil
        }
    }

    /// A character that does nothing to the terminal it is shown on.
    private static func printable(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.properties.generalCategory {
        case .control where scalar != "\t": "\u{fffd}"
        case .format, .lineSeparator, .paragraphSeparator: "\u{fffd}"
        default: scalar
        }
    }
}
