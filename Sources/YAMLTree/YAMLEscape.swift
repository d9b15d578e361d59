/// The escapes of double-quoted text.
enum YAMLEscape {
    /// The escape of a character; nil for one that stands for itself.
    static func escape(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\0": "\\0"
        case "\u{7}": "\\a"
        case "\u{8}": "\\b"
        case "\t": "\\t"
        case "\n": "\\n"
        case "\u{b}": "\\v"
        case "\u{c}": "\\f"
        case "\r": "\\r"
        case "\u{1b}": "\\e"
        default: isVisible(scalar) ? nil : hexadecimal(scalar.value)
        }
    }

    /// Whether a character may stand unescaped: readers take it, and people see that it is there.
    ///
    /// A character that nobody sees, such as one that turns the direction of the text, is escaped although readers would
    /// take it: it can make a text look like another one.
    static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value >= 0x20 && scalar.value < 0x7f }
        return switch scalar.properties.generalCategory {
        case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator: false
        default: scalar.value & 0xfffe != 0xfffe
        }
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let (letter, width) =
            switch value {
            case 0...0xff: ("x", 2)
            case 0x100...0xffff: ("u", 4)
            default: ("U", 8)
            }
        let digits = String(value, radix: 16, uppercase: true)
        return "\\\(letter)\(String(repeating: "0", count: width - digits.utf8.count))\(digits)"
    }
}
