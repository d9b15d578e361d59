import JSONTree

/// Values as Go's formatting writes them into the API server's messages.
enum GoText {
    /// A value as a field error shows it: texts quoted, numbers plain, lists and objects as JSON.
    static func value(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .decimal(let text): Double(text).map(number) ?? text
        case .string(let text): quoted(text)
        case .array, .object: String(decoding: value.canonicalBytes, as: UTF8.self)
        }
    }

    /// A value as an enum's message shows it: JSON, texts without quotes.
    static func choice(_ value: JSONValue) -> String {
        value.string ?? String(decoding: value.canonicalBytes, as: UTF8.self)
    }

    /// Go's `%q`.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars { result += escaped(scalar) }
        return result + "\""
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "\u{7}": return "\\a"
        case "\u{8}": return "\\b"
        case "\u{C}": return "\\f"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        case "\u{B}": return "\\v"
        default: break
        }
        if isPrintable(scalar) { return String(scalar) }
        if scalar.value < 0x80 { return "\\x" + hexadecimal(scalar.value, width: 2) }
        return scalar.value < 0x10000
            ? "\\u" + hexadecimal(scalar.value, width: 4) : "\\U" + hexadecimal(scalar.value, width: 8)
    }

    /// Letters, marks, numbers, punctuation, symbols and the plain space. Source: Go, `strconv.IsPrint`.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == " " { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator,
            .paragraphSeparator:
            return false
        default: return true
        }
    }

    private static func hexadecimal(_ value: UInt32, width: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// Go's `%v` of a float64: the shortest digits, with an exponent when it would be below -4 or above 5.
    static func number(_ double: Double) -> String {
        guard double.isFinite, double != 0 else { return double == 0 ? "0" : "\(double)" }
        let sign = double < 0 ? "-" : ""
        let (digits, exponent) = shortestDigits(abs(double))
        if exponent < -4 || exponent >= 6 {
            let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
            let power = String(abs(exponent))
            return sign + digits.prefix(1) + fraction + (exponent < 0 ? "e-" : "e+") + (power.count < 2 ? "0" : "")
                + power
        }
        if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
        if digits.count <= exponent + 1 {
            return sign + digits + String(repeating: "0", count: exponent + 1 - digits.count)
        }
        return sign + digits.prefix(exponent + 1) + "." + digits.dropFirst(exponent + 1)
    }

    /// The digits without leading or trailing zeros, and the power of ten of the first.
    private static func shortestDigits(_ double: Double) -> (digits: String, exponent: Int) {
        let parts = double.description.split(separator: "e")
        let exponent = parts.count == 2 ? Int(parts[1]) ?? 0 : 0
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let whole = mantissa[0]
        let digits = whole + (mantissa.count == 2 ? mantissa[1] : "")
        let leadingZeros = digits.prefix { $0 == "0" }.count
        var significant = String(digits.dropFirst(leadingZeros))
        while significant.count > 1, significant.last == "0" { significant.removeLast() }
        return (significant, exponent + whole.count - 1 - leadingZeros)
    }
}
