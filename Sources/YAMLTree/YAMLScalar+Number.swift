extension YAMLScalar {
    /// What a text is that begins with a digit, a sign or a point.
    static func number(_ text: Span<UInt8>) -> YAMLScalar {
        if let small = smallDecimal(text) { return .integer(small) }
        if let word = word(text) { return word }
        guard couldBeNumber(text) else { return .string }
        if text[0] == UInt8(ascii: ".") { return pointFirst(text) }
        var digits: [UInt8] = []
        digits.reserveCapacity(text.count)
        for index in text.indices where text[index] != UInt8(ascii: "_") { digits.append(text[index]) }
        return integer(digits[...]) ?? fraction(digits) ?? binaryWithInnerSign(digits) ?? .string
    }

    /// The commonest case: at most 18 digits, no leading zero, perhaps a minus.
    @inline(__always)
    private static func smallDecimal(_ text: Span<UInt8>) -> Int64? {
        var index = text[0] == UInt8(ascii: "-") ? 1 : 0
        let isNegative = index == 1
        guard text.count > index, text.count - index <= 18 else { return nil }
        guard text[index] != UInt8(ascii: "0") || text.count - index == 1 else { return nil }
        var value: Int64 = 0
        while index < text.count {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int64(digit)
            index &+= 1
        }
        return isNegative ? -value : value
    }

    /// Whether all bytes may stand in a number; sorts out times, quantities and versions at little cost.
    private static func couldBeNumber(_ text: Span<UInt8>) -> Bool {
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
                UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"),
                UInt8(ascii: "."), UInt8(ascii: "x"), UInt8(ascii: "X"), UInt8(ascii: "o"), UInt8(ascii: "O"):
                continue
            default: return false
            }
        }
        return true
    }

    /// A signed or unsigned 64-bit integer with Go's prefixes (`strconv.ParseInt` with base 0).
    private static func integer(_ text: ArraySlice<UInt8>) -> YAMLScalar? {
        let sign = text.first
        let isSigned = sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+")
        let unsigned = isSigned ? text.dropFirst() : text
        let (radix, digits) = base(of: unsigned)
        guard let magnitude = magnitude(digits, radix: radix) else { return nil }
        if sign == UInt8(ascii: "-") {
            return magnitude <= Int64.min.magnitude ? .integer(Int64(truncatingIfNeeded: 0 &- magnitude)) : nil
        }
        if let small = Int64(exactly: magnitude) { return .integer(small) }
        // Go's ParseUint takes no sign, so a signed one becomes a fraction.
        return isSigned ? nil : .unsigned(magnitude)
    }

    /// Splits the prefix that tells a number's base from its digits.
    private static func base(of text: ArraySlice<UInt8>) -> (radix: UInt64, digits: ArraySlice<UInt8>) {
        guard text.count > 1, text.first == UInt8(ascii: "0") else { return (10, text) }
        return switch text[text.startIndex + 1] | 0x20 {
        case UInt8(ascii: "x"): (16, text.dropFirst(2))
        case UInt8(ascii: "o"): (8, text.dropFirst(2))
        case UInt8(ascii: "b"): (2, text.dropFirst(2))
        default: (8, text.dropFirst())
        }
    }

    /// The value of digits; nil when there are none, one is none of the base, or it does not fit.
    private static func magnitude(_ digits: ArraySlice<UInt8>, radix: UInt64) -> UInt64? {
        guard !digits.isEmpty else { return nil }
        var value: UInt64 = 0
        for byte in digits {
            let digit: UInt64
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = UInt64(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = UInt64(byte - UInt8(ascii: "a")) + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = UInt64(byte - UInt8(ascii: "A")) + 10
            default: return nil
            }
            guard digit < radix else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: radix)
            let (sum, carry) = product.addingReportingOverflow(digit)
            guard !overflow, !carry else { return nil }
            value = sum
        }
        return value
    }

    /// A decimal fraction: `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`; nil when no double is near it.
    private static func fraction(_ text: [UInt8]) -> YAMLScalar? {
        var rest = text[...]
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        let whole = skipDigits(&rest)
        var behindPoint = 0
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            behindPoint = skipDigits(&rest)
        }
        guard whole + behindPoint > 0 else { return nil }
        if let exponent = rest.first, exponent | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
            guard skipDigits(&rest) > 0 else { return nil }
        }
        guard rest.isEmpty, let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else {
            return nil
        }
        return .float(value)
    }

    /// Drops the digits that a text begins with and says how many they were.
    private static func skipDigits(_ text: inout ArraySlice<UInt8>) -> Int {
        let rest = text.drop { $0 &- UInt8(ascii: "0") < 10 }
        defer { text = rest }
        return text.count - rest.count
    }

    /// A text that begins with a point: Go's own grammar, where an underscore stands between two digits or nowhere.
    private static func pointFirst(_ text: Span<UInt8>) -> YAMLScalar {
        var digits: [UInt8] = []
        for index in text.indices {
            guard text[index] == UInt8(ascii: "_") else {
                digits.append(text[index])
                continue
            }
            guard index + 1 < text.count, isDigit(text[index - 1]), isDigit(text[index + 1]) else { return .string }
        }
        return fraction(digits) ?? .string
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    /// `0b-101`, which goyaml takes for -5: it cuts the prefix off and reads the rest as a signed number.
    private static func binaryWithInnerSign(_ text: [UInt8]) -> YAMLScalar? {
        guard text.starts(with: "0b".utf8), let sign = text.dropFirst(2).first else { return nil }
        guard sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") else { return nil }
        guard let magnitude = magnitude(text.dropFirst(3), radix: 2), let value = Int64(exactly: magnitude) else {
            return nil
        }
        return .integer(sign == UInt8(ascii: "-") ? -value : value)
    }
}
