/// Text as it may stand on a terminal or in a review, whoever wrote the names and rules in it.
enum PrintableText {
    /// The text in one line: what others wrote cannot look like a line of the program's own.
    static func line(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }

    /// The bytes with control characters and those that turn the direction of text written as `\uXXXX`.
    ///
    /// In JSON that escape means the same; YAML and HTML have none of these characters left when they come here. Line
    /// feeds and tabs stay.
    ///
    /// - Parameter styles: sequences that stay too, those of the program's own colours.
    static func bytes(_ text: String, keeping styles: [[UInt8]]) -> [UInt8] {
        let bytes = Array(text.utf8)
        var printable: [UInt8] = []
        printable.reserveCapacity(bytes.count)
        var rest = bytes[...]
        while let first = rest.first {
            if first == escape, let style = styles.first(where: { rest.starts(with: $0) }) {
                printable += style
                rest = rest.dropFirst(style.count)
            } else if let (scalar, count) = unprintable(rest) {
                let digits = String(scalar, radix: 16)
                printable += Array(("\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits).utf8)
                rest = rest.dropFirst(count)
            } else {
                printable.append(first)
                rest = rest.dropFirst()
            }
        }
        return printable
    }

    private static let escape: UInt8 = 0x1B

    /// The character at the beginning when it is not to be shown as it is, and the number of its bytes.
    private static func unprintable(_ bytes: ArraySlice<UInt8>) -> (scalar: UInt32, count: Int)? {
        guard let first = bytes.first else { return nil }
        switch first {
        case UInt8(ascii: "\n"), UInt8(ascii: "\t"): return nil
        case 0..<0x20, 0x7F: return (UInt32(first), 1)
        // U+0080 to U+009F, the controls of ISO 6429; U+061C and U+200E to U+2069, the marks of direction (UAX #9).
        case 0xC2, 0xD8, 0xE2:
            guard let character = String(decoding: bytes.prefix(3), as: UTF8.self).unicodeScalars.first else {
                return nil
            }
            let isHidden =
                switch character.value {
                case 0x80...0x9F, 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
                default: false
                }
            return isHidden ? (character.value, first == 0xE2 ? 3 : 2) : nil
        default: return nil
        }
    }
}
