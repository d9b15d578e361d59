/// How a text is written so that every reader gets the same text back.
///
/// The choice is goyaml.v2's, which kubectl makes: plain where it can be, double quotes for what would be a number, a
/// boolean, null or a time, single quotes for what has YAML's own characters, a block for several lines. It differs
/// where goyaml's text would not be read back or not be seen: `<<` and `=` have quotes, so have numbers beyond every
/// size; characters that nobody sees are escaped; a block may have tabs, and emoji need no escape.
enum YAMLScalarStyle: Equatable {
    case plain
    case singleQuoted
    case doubleQuoted
    /// With the block's indicators: `2` where the first line begins with white space, then `-` for no line break at the
    /// end, nothing for one, `+` for more.
    case literal(String)

    /// - Parameter isName: names stand on one line, so none becomes a block.
    init(of text: String, isName: Bool = false) {
        let traits = TextTraits(text)
        if text.isEmpty || traits.needsEscapes || (traits.hasLineBreak && (isName || traits.hasSpaceAtLineEnd)) {
            self = .doubleQuoted
        } else if traits.hasLineBreak {
            self = .literal(Self.header(text))
        } else if traits.hasTab || YAMLAmbiguity.isAmbiguous(text) {
            self = .doubleQuoted
        } else {
            self = traits.hasIndicator || traits.hasSpaceAtLineEnd ? .singleQuoted : .plain
        }
    }

    private static func header(_ text: String) -> String {
        let first = text.utf8.first
        let startsBlank = first == UInt8(ascii: " ") || first == UInt8(ascii: "\n") || first == UInt8(ascii: "\t")
        let indentation = startsBlank ? "2" : ""
        guard text.utf8.last == UInt8(ascii: "\n") else { return indentation + "-" }
        // A text that is nothing but one line break has none of its own to clip.
        let keepsBreaks = text.utf8.count == 1 || text.utf8.dropLast().last == UInt8(ascii: "\n")
        return indentation + (keepsBreaks ? "+" : "")
    }
}

/// What of a text bears on its style.
private struct TextTraits {
    var hasLineBreak = false
    var hasTab = false
    /// A space or a tab at the end of a line or of the text, which a block would hide.
    var hasSpaceAtLineEnd = false
    /// Something that begins another thing than text in YAML.
    var hasIndicator = false
    var needsEscapes = false

    init(_ text: String) {
        hasIndicator = Self.startsWithIndicator(Array(text.utf8.prefix(3)), count: text.utf8.count)
        var previous: UInt8 = 0
        var isASCII = true
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\n"):
                hasLineBreak = true
                if Self.isBlank(previous) { hasSpaceAtLineEnd = true }
            case UInt8(ascii: "\t"): hasTab = true
            case 0..<0x20, 0x7f: needsEscapes = true
            case 0x80...: isASCII = false
            case UInt8(ascii: " ") where previous == UInt8(ascii: ":"): hasIndicator = true
            case UInt8(ascii: "#") where Self.isBlank(previous): hasIndicator = true
            default: break
            }
            previous = byte
        }
        if Self.isBlank(previous) { hasSpaceAtLineEnd = true }
        if previous == UInt8(ascii: ":") { hasIndicator = true }
        guard !isASCII, !needsEscapes else { return }
        needsEscapes = text.unicodeScalars.contains { !$0.isASCII && !YAMLEscape.isVisible($0) }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    /// - Parameters:
    ///   - start: the first three bytes of the text, or fewer.
    ///   - count: of all its bytes.
    private static func startsWithIndicator(_ start: [UInt8], count: Int) -> Bool {
        guard let first = start.first else { return false }
        switch first {
        case UInt8(ascii: " "), UInt8(ascii: "#"), UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"),
            UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"),
            UInt8(ascii: "|"), UInt8(ascii: ">"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "%"),
            UInt8(ascii: "@"), UInt8(ascii: "`"):
            return true
        case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"):
            if count == 1 || start[1] == UInt8(ascii: " ") { return true }
        default: break
        }
        // The markers of documents.
        return start.elementsEqual("---".utf8) || start.elementsEqual("...".utf8)
    }
}
