/// What can be said of a number without rounding it.
package enum JSONNumber {
    /// The value of an integer's text; nil when it does not fit 64 bits or is no integer's text.
    static func integer(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        let isNegative = text.first == UInt8(ascii: "-")
        guard text.count > (isNegative ? 1 : 0) else { return nil }
        var value: Int64 = 0
        for byte in text.dropFirst(isNegative ? 1 : 0) {
            guard byte &- 0x30 < 10 else { return nil }
            // Negative numbers reach one further, so all are gathered below zero.
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, underflow) = product.subtractingReportingOverflow(Int64(byte &- 0x30))
            guard !overflow, !underflow else { return nil }
            value = sum
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    /// Whether a text is a number by the grammar of RFC 8259.
    package static func isNumber(_ text: String) -> Bool {
        text.withUTF8Bytes { bytes in
            guard let base = bytes.baseAddress, let first = bytes.first, first == 0x2d || first &- 0x30 < 10 else {
                return false
            }
            var scanner = JSONScanner(base, count: bytes.count)
            return (try? scanner.number()) != nil && scanner.offset == bytes.count
        }
    }
}

// MARK: - What numbers mean

extension JSONNumber {
    /// Whether two numbers' texts mean the same number, as `1.50` and `15e-1` do; nothing is rounded.
    ///
    /// Exponents beyond 64 bits are not reckoned with: such numbers are equal when their texts are.
    package static func areEqual(_ left: String, _ right: String) -> Bool {
        if left.hasSameBytes(as: right) { return true }
        guard let left = Decimal(left), let right = Decimal(right) else { return false }
        return left == right
    }

    /// A number as digits without zeros around them times a power of ten; zero has no digits and no sign.
    private struct Decimal: Equatable {
        var isNegative: Bool
        var digits: [UInt8] = []
        var exponent = 0

        init?(_ text: String) {
            guard JSONNumber.isNumber(text) else { return nil }
            let parts = text.utf8.split(maxSplits: 1) { $0 | 0x20 == UInt8(ascii: "e") }
            let mantissa = parts[0]
            isNegative = mantissa.first == UInt8(ascii: "-")
            if parts.count == 2 {
                guard let written = Int(Substring(parts[1])) else { return nil }
                exponent = written
            }
            digits = mantissa.filter { $0 &- 0x30 < 10 }
            if let point = mantissa.firstIndex(of: UInt8(ascii: ".")) {
                let fraction = mantissa.distance(from: point, to: mantissa.endIndex) - 1
                guard subtract(fraction) else { return nil }
            }
            let zeros = digits.reversed().prefix { $0 == 0x30 }.count
            guard subtract(-zeros) else { return nil }
            digits.removeLast(zeros)
            digits.removeFirst(digits.prefix { $0 == 0x30 }.count)
            if digits.isEmpty {
                exponent = 0
                isNegative = false
            }
        }

        private mutating func subtract(_ amount: Int) -> Bool {
            let (difference, overflow) = exponent.subtractingReportingOverflow(amount)
            exponent = difference
            return !overflow
        }
    }
}
