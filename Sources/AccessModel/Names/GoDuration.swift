/// A length of time as Argo's settings write it: `2h`, `90m`, `1h30m`.
package struct GoDuration: Hashable, Sendable {
    package let seconds: Int

    package init(seconds: Int) { self.seconds = seconds }

    /// Reads whole hours, minutes and seconds, each followed by its unit and in any order; a day is no unit of Go.
    ///
    /// - Returns: nil for any other text, for zero, and for more than 100 years.
    package init?(_ text: String) {
        var seconds = 0
        var digits: Int?
        for byte in text.utf8 {
            let unit: Int
            switch byte {
            case 0x30...0x39:
                let number = (digits ?? 0) * 10 + Int(byte - 0x30)
                guard number <= Self.maximum else { return nil }
                digits = number
                continue
            case UInt8(ascii: "h"): unit = 3600
            case UInt8(ascii: "m"): unit = 60
            case UInt8(ascii: "s"): unit = 1
            default: return nil
            }
            guard let number = digits else { return nil }
            seconds += number * unit
            digits = nil
        }
        guard digits == nil, seconds > 0, seconds <= Self.maximum else { return nil }
        self.seconds = seconds
    }

    private static let maximum = 100 * 365 * 86_400
}

extension GoDuration: CustomStringConvertible {
    /// The shortest form with whole units: `2h`, `1h30m`, `45s`.
    package var description: String {
        let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")]
        return parts.filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined()
    }
}
