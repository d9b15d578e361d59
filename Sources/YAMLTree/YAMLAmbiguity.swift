/// Texts that some reader of YAML takes for another thing than text when they have no quotes.
enum YAMLAmbiguity {
    static func isAmbiguous(_ text: String) -> Bool {
        let bytes = text.utf8.span
        guard !bytes.isEmpty, YAMLScalar(plain: bytes) == .string else { return true }
        switch bytes[0] {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            return isBaseSixty(bytes) || isTime(bytes) || isHugeNumber(bytes)
        // YAML 1.1's default value and merge, which goyaml.v2 writes without quotes and PyYAML trips over.
        case UInt8(ascii: "="): return bytes.count == 1
        case UInt8(ascii: "<"): return bytes.count == 2 && bytes[1] == UInt8(ascii: "<")
        default: return false
        }
    }

    /// `[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`: YAML 1.1 takes `1:30` for 90.
    private static func isBaseSixty(_ text: Span<UInt8>) -> Bool {
        var index = text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-") ? 1 : 0
        guard index < text.count, isDigit(text[index]) else { return false }
        skip(text, &index) { isDigit($0) || $0 == UInt8(ascii: "_") }
        var groups = 0
        while index < text.count, text[index] == UInt8(ascii: ":") {
            index += 1
            let start = index
            skip(text, &index, isDigit)
            let length = index - start
            guard length == 1 || (length == 2 && text[start] <= UInt8(ascii: "5")) else { return false }
            groups += 1
        }
        if index < text.count, text[index] == UInt8(ascii: ".") {
            index += 1
            skip(text, &index) { isDigit($0) || $0 == UInt8(ascii: "_") }
        }
        return groups > 0 && index == text.count
    }

    /// `2001-12-14`, alone or with a time behind a space or a `T`.
    private static func isTime(_ text: Span<UInt8>) -> Bool {
        var index = 0
        skip(text, &index, isDigit)
        guard index == 4 else { return false }
        for _ in 0..<2 {
            guard index < text.count, text[index] == UInt8(ascii: "-") else { return false }
            index += 1
            let start = index
            skip(text, &index, isDigit)
            guard (1...2).contains(index - start) else { return false }
        }
        guard index + 1 < text.count else { return index == text.count }
        return (text[index] | 0x20 == UInt8(ascii: "t") || text[index] == UInt8(ascii: " ")) && isDigit(text[index + 1])
    }

    /// A number that is text to kubectl only because it fits nowhere: `1e400`, hexadecimals beyond 64 bits.
    private static func isHugeNumber(_ text: Span<UInt8>) -> Bool {
        var index = text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-") ? 1 : 0
        if index + 2 < text.count, text[index] == UInt8(ascii: "0"), text[index + 1] | 0x20 == UInt8(ascii: "x") {
            index += 2
            skip(text, &index) { isDigit($0) || ($0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "f")) }
            return index == text.count
        }
        let start = index
        skip(text, &index) { isDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") }
        guard index > start, index < text.count, text[index] | 0x20 == UInt8(ascii: "e") else { return false }
        index += 1
        if index < text.count, text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-") { index += 1 }
        let exponent = index
        skip(text, &index, isDigit)
        return index > exponent && index == text.count
    }

    private static func skip(_ text: Span<UInt8>, _ index: inout Int, _ matches: (UInt8) -> Bool) {
        while index < text.count, matches(text[index]) { index += 1 }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
