/// A point in time with a precision of one second, as `metav1.Time` has it.
package struct KubeTime: Hashable, Sendable {
    /// Seconds since 1970-01-01T00:00:00Z.
    package let seconds: Int64

    package init(seconds: Int64) { self.seconds = seconds }

    /// Reads an RFC 3339 time such as `2026-11-21T02:10:00Z` or `2026-11-21T03:10:00.5+01:00`.
    ///
    /// A fraction of a second is checked and dropped; a leap second counts as the second before it.
    ///
    /// - Returns: nil when the text is no such time or names a day that does not exist.
    package init?(_ rfc3339: String) {
        var scanner = Scanner(rest: Array(rfc3339.utf8)[...])
        guard let year = scanner.digits(4), scanner.skip("-"), let month = scanner.digits(2), scanner.skip("-"),
            let day = scanner.digits(2), scanner.skip("T") || scanner.skip("t"), let hour = scanner.digits(2),
            scanner.skip(":"), let minute = scanner.digits(2), scanner.skip(":"), let second = scanner.digits(2),
            scanner.skipFraction(), let offset = scanner.offset(), scanner.rest.isEmpty,
            (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year), hour < 24, minute < 60,
            second <= 60
        else { return nil }
        let clock = hour * 3600 + minute * 60 + min(second, 59)
        seconds = Self.daysSince1970(year: year, month: month, day: day) * 86_400 + clock - offset
    }

    /// The time so many seconds later.
    package func adding(seconds count: Int64) -> KubeTime { KubeTime(seconds: seconds + count) }
}

extension KubeTime: Comparable {
    package static func < (left: KubeTime, right: KubeTime) -> Bool { left.seconds < right.seconds }
}

extension KubeTime: CustomStringConvertible {
    /// The form that the API server writes: `2026-11-21T02:10:00Z`.
    package var description: String { "\(dateAndClock)Z" }

    /// The form of `metav1.MicroTime`, which Leases and Events have: `2026-11-21T02:10:00.000000Z`.
    package var microTime: String { "\(dateAndClock).000000Z" }

    private var dateAndClock: String {
        let day = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
        let clock = seconds - day * 86_400
        let date = Self.civilDate(daysSince1970: day)
        return "\(Self.padded(date.year, 4))-\(Self.padded(date.month, 2))-\(Self.padded(date.day, 2))T"
            + "\(Self.padded(clock / 3600, 2)):\(Self.padded(clock / 60 % 60, 2)):\(Self.padded(clock % 60, 2))"
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

// MARK: - Calendar

/// The proleptic Gregorian calendar. Years begin in March here, so that the leap day is a year's last.
extension KubeTime {
    private static let daysPer400Years: Int64 = 146_097

    private static func days(in month: Int64, of year: Int64) -> Int64 {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return switch month {
        case 2: isLeap ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * daysPer400Years + dayOfEra - 719_468
    }

    private static func civilDate(daysSince1970 days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - daysPer400Years + 1) / daysPer400Years
        let dayOfEra = shifted - era * daysPer400Years
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }
}

// MARK: - Reading

private struct Scanner {
    var rest: ArraySlice<UInt8>

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    /// Exactly `count` digits as a number.
    mutating func digits(_ count: Int) -> Int64? {
        guard rest.count >= count else { return nil }
        var number: Int64 = 0
        for byte in rest.prefix(count) {
            guard (0x30...0x39).contains(byte) else { return nil }
            number = number * 10 + Int64(byte - 0x30)
        }
        rest.removeFirst(count)
        return number
    }

    /// Skips `.` and at least one digit, where they are there.
    mutating func skipFraction() -> Bool {
        guard skip(".") else { return true }
        let fraction = rest.prefix { (0x30...0x39).contains($0) }
        rest.removeFirst(fraction.count)
        return !fraction.isEmpty
    }

    /// Seconds east of Greenwich.
    mutating func offset() -> Int64? {
        if skip("Z") || skip("z") { return 0 }
        let sign: Int64
        if skip("+") {
            sign = 1
        } else if skip("-") {
            sign = -1
        } else {
            return nil
        }
        guard let hours = digits(2), skip(":"), let minutes = digits(2), hours < 24, minutes < 60 else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }
}
