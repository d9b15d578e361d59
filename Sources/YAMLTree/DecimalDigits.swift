/// The decimal digits of a finite floating-point number, the fewest that read back as the same number.
struct DecimalDigits {
    let isNegative: Bool
    /// Without leading and trailing zeros; empty for zero.
    let digits: [UInt8]
    /// How many digits stand before the decimal point: 3 for 123.4, -1 for 0.01234.
    let point: Int

    /// Takes the number apart as the standard library prints it, as `-1.5e-07` or `120.0`.
    init(description: String) {
        var digits: [UInt8] = []
        var point: Int?
        var exponent = 0
        var isNegative = false
        var rest = description.utf8[...]
        if rest.first == UInt8(ascii: "-") {
            isNegative = true
            rest = rest.dropFirst()
        }
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "."): point = digits.count
            case UInt8(ascii: "e"):
                exponent = Int(Substring(rest)) ?? 0
                rest = rest[rest.endIndex...]
            default: digits.append(byte)
            }
        }
        let leadingZeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        let position = (point ?? digits.count) + exponent - leadingZeros
        digits.removeFirst(leadingZeros)
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        self.isNegative = isNegative
        self.digits = digits
        self.point = digits.isEmpty ? 1 : position
    }

    /// As 123.4, padded with zeros on either side.
    var positional: String {
        var text: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
        if point <= 0 { text.append(UInt8(ascii: "0")) }
        text += digits.prefix(max(0, point))
        text += repeatElement(UInt8(ascii: "0"), count: max(0, point - digits.count))
        if point < digits.count {
            text.append(UInt8(ascii: "."))
            text += repeatElement(UInt8(ascii: "0"), count: max(0, -point))
            text += digits.dropFirst(max(0, point))
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// As 1.234e+02.
    ///
    /// - Parameter exponentDigits: how many digits the exponent has at least.
    func scientific(exponentDigits: Int) -> String {
        var text: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
        text += digits.prefix(1)
        if digits.count > 1 { text.append(UInt8(ascii: ".")) }
        text += digits.dropFirst()
        let exponent = String((point - 1).magnitude)
        let padding = String(repeating: "0", count: max(0, exponentDigits - exponent.utf8.count))
        return "\(String(decoding: text, as: UTF8.self))e\(point <= 0 ? "-" : "+")\(padding)\(exponent)"
    }
}
