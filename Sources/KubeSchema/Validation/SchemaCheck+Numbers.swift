import JSONTree

extension SchemaCheck {
    /// Range of the type, divisor, upper and lower bound, in this order.
    func checkNumber() -> CheckResult {
        var result = CheckResult()
        if let violation = rangeViolation() { result.add(violation) }
        if let divisor = schema.multipleOf, !value.isMultiple(of: divisor) {
            result.add(.invalid(place, value, "\(subject) should be a multiple of \(bound(divisor))"))
        }
        if let maximum = schema.maximum, value.isBeyond(maximum, isExclusive: schema.isMaximumExclusive, above: true) {
            let words = schema.isMaximumExclusive ? "less than" : "less than or equal to"
            result.add(.invalid(place, value, "\(subject) should be \(words) \(bound(maximum))"))
        }
        if let minimum = schema.minimum, value.isBeyond(minimum, isExclusive: schema.isMinimumExclusive, above: false) {
            let words = schema.isMinimumExclusive ? "greater than" : "greater than or equal to"
            result.add(.invalid(place, value, "\(subject) should be \(words) \(bound(minimum))"))
        }
        result.count()
        return result
    }

    /// Whether an integer's type can hold the number at all.
    private func rangeViolation() -> SchemaViolation? {
        guard schema.type == .integer, !schema.isIntOrString else { return nil }
        let format = schema.effectiveFormat
        let range: ClosedRange<Int64> = format == "int32" ? Int64(Int32.min)...Int64(Int32.max) : .min ... .max
        if let integer = value.wholeNumber, range.contains(integer) { return nil }
        let type = format.map { "integer with format \($0)" } ?? "integer (default format)"
        return .unplaced(place, "Checked value must be of type \(type) in \(place.text)")
    }

    /// A bound as the server prints it: cut to an integer beside an integer.
    private func bound(_ number: SchemaNumber) -> String {
        if case .integer = value, let cut = number.double.cutToInteger { return String(cut) }
        return GoText.number(number.double)
    }
}

extension JSONValue {
    /// The number as an integer, if it is one that fits 64 bits.
    var wholeNumber: Int64? {
        switch self {
        case .integer(let value): value
        case .decimal(let text): Double(text).flatMap { $0.magnitude < 0x1p63 ? Int64(exactly: $0) : nil }
        case .null, .bool, .string, .array, .object: nil
        }
    }

    /// True for numbers such as `2.0` that a server takes for integers.
    ///
    /// Source: go-openapi, which holds floating-point numbers for integers up to 2^53.
    var isWholeNumber: Bool {
        guard let double, double.magnitude <= 9_007_199_254_740_991 else { return false }
        return Int64(exactly: double) != nil
    }

    func isBeyond(_ bound: SchemaNumber, isExclusive: Bool, above: Bool) -> Bool {
        if case .integer(let integer) = self, let limit = bound.double.cutToInteger {
            if isExclusive, integer == limit { return true }
            return above ? integer > limit : integer < limit
        }
        guard let double else { return false }
        if isExclusive, double == bound.double { return true }
        return above ? double > bound.double : double < bound.double
    }

    func isMultiple(of divisor: SchemaNumber) -> Bool {
        if case .integer(let integer) = self, let whole = Int64(exactly: divisor.double), whole > 0 {
            return integer % whole == 0
        }
        guard let double, divisor.double > 0 else { return false }
        let quotient = divisor.double < 1 ? 1 / divisor.double * double : double / divisor.double
        // Beyond 2^63 every floating-point number is whole.
        return quotient.cutToInteger.map { Double($0) == quotient } ?? true
    }
}

extension Double {
    /// The number without its fraction; nil when it does not fit 64 bits.
    fileprivate var cutToInteger: Int64? { magnitude < 0x1p63 ? Int64(self) : nil }
}
