/// Floating-point numbers in the forms that kubectl gives them on their way from YAML to JSON.
enum FloatText {
    /// A finite number as Go's `encoding/json` writes it: positional from 1e-6 up to below 1e21.
    static func value(_ number: Double) -> String {
        let digits = DecimalDigits(description: number.description)
        if number == 0 || (1e-6..<1e21).contains(number.magnitude) {
            return digits.digits.isEmpty ? (digits.isNegative ? "-0" : "0") : digits.positional
        }
        // "1e-07" loses its zero, "1e+21" has none.
        return digits.scientific(exponentDigits: 1)
    }

    /// A number that is the name of a member, as sigs.k8s.io/yaml writes it: `FormatFloat(number, 'g', -1, 32)`.
    ///
    /// It has single precision, so `123456789.0` becomes `1.2345679e+08`.
    static func name(_ number: Double) -> String {
        let single = Float(number)
        if single.isNaN { return ".nan" }
        if single.isInfinite { return single < 0 ? "-.inf" : ".inf" }
        let digits = DecimalDigits(description: single.description)
        if digits.digits.isEmpty { return digits.isNegative ? "-0" : "0" }
        let exponent = digits.point - 1
        return exponent < -4 || exponent >= 6 ? digits.scientific(exponentDigits: 2) : digits.positional
    }
}
