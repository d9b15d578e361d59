import JSONTree

/// The text of a stream as it grows.
struct YAMLEmitter {
    private(set) var bytes: [UInt8] = []

    /// kubectl's own limit for a name that stands before its colon; readers need 1024 characters at most.
    private static let longestSimpleName = 128

    mutating func document(_ value: JSONValue) {
        switch value {
        case .object(let object) where !object.isEmpty: mapping(object, indent: 0, startsLine: true)
        case .array(let array) where !array.isEmpty: sequence(array, indent: 0, startsLine: true)
        default:
            scalar(value, indent: 0)
            append("\n")
        }
    }

    mutating func separator() { append("---\n") }

    // MARK: - Collections

    /// - Parameters:
    ///   - indent: the column of the names, from 0.
    ///   - startsLine: whether the first name stands on a line of its own; otherwise it follows a `- `.
    private mutating func mapping(_ object: JSONObject, indent: Int, startsLine: Bool) {
        var startsLine = startsLine
        for member in object {
            if startsLine { spaces(indent) }
            startsLine = true
            name(member.name, indent: indent)
            valueOfMember(member.value, indent: indent)
        }
    }

    private mutating func valueOfMember(_ value: JSONValue, indent: Int) {
        switch value {
        case .object(let object) where !object.isEmpty:
            append("\n")
            mapping(object, indent: indent + 2, startsLine: true)
        case .array(let array) where !array.isEmpty:
            append("\n")
            sequence(array, indent: indent, startsLine: true)
        default:
            append(" ")
            scalar(value, indent: indent)
            append("\n")
        }
    }

    private mutating func sequence(_ array: [JSONValue], indent: Int, startsLine: Bool) {
        var startsLine = startsLine
        for element in array {
            if startsLine { spaces(indent) }
            startsLine = true
            append("- ")
            switch element {
            case .object(let object) where !object.isEmpty: mapping(object, indent: indent + 2, startsLine: false)
            case .array(let array) where !array.isEmpty: sequence(array, indent: indent + 2, startsLine: false)
            default:
                scalar(element, indent: indent)
                append("\n")
            }
        }
    }

    /// A name and its colon; a long one as `? name` with the colon on the next line.
    private mutating func name(_ text: String, indent: Int) {
        let start = bytes.count
        string(text, style: YAMLScalarStyle(of: text, isName: true), indent: indent)
        if bytes.count - start > Self.longestSimpleName {
            bytes.insert(contentsOf: "? ".utf8, at: start)
            append("\n")
            spaces(indent)
        }
        append(":")
    }

    // MARK: - Scalars

    /// A value without elements or members, up to the end of its line.
    ///
    /// - Parameter indent: the column of the names or dashes around it.
    private mutating func scalar(_ value: JSONValue, indent: Int) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .integer(let value): append(String(value))
        case .decimal(let text): append(text)
        case .string(let text): string(text, style: YAMLScalarStyle(of: text), indent: indent)
        case .array: append("[]")
        case .object: append("{}")
        }
    }

    private mutating func string(_ text: String, style: YAMLScalarStyle, indent: Int) {
        switch style {
        case .plain: append(text)
        case .singleQuoted: singleQuoted(text)
        case .doubleQuoted: doubleQuoted(text)
        case .literal(let header): literal(text, header: header, indent: indent + 2)
        }
    }

    private mutating func singleQuoted(_ text: String) {
        append("'")
        for byte in text.utf8 {
            if byte == UInt8(ascii: "'") { bytes.append(byte) }
            bytes.append(byte)
        }
        append("'")
    }

    private mutating func doubleQuoted(_ text: String) {
        append("\"")
        for scalar in text.unicodeScalars {
            if let escape = YAMLEscape.escape(scalar) {
                append(escape)
            } else {
                bytes += UTF8.encode(scalar) ?? .init()
            }
        }
        append("\"")
    }

    /// A block: `|`, its indicators, and the lines; the last line's break is left to the caller.
    private mutating func literal(_ text: String, header: String, indent: Int) {
        append("|")
        append(header)
        // The breaks that end the text are part of its lines.
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if text.utf8.last == UInt8(ascii: "\n") { lines.removeLast() }
        for line in lines {
            append("\n")
            // An empty line stays empty: no line ends with a space.
            if !line.isEmpty { spaces(indent) }
            bytes += line
        }
    }

    // MARK: - Bytes

    private mutating func append(_ text: String) { bytes += text.utf8 }

    private mutating func spaces(_ count: Int) { bytes += repeatElement(UInt8(ascii: " "), count: count) }
}
