/// Spans of time such as `1h30m` or `3 days`.
///
/// Source: Go's `time.ParseDuration`, and the words that `k8s.io/kube-openapi/pkg/validation/strfmt` takes beside it.
enum GoDuration {
    private static let goUnits: Set<String> = ["ns", "us", "µs", "μs", "ms", "s", "m", "h"]

    private static let words: Set<String> = [
        "ns", "nano", "nanos", "nanosecond", "nanoseconds", "us", "µs", "micro", "micros", "microsecond",
        "microseconds",
        "ms", "milli", "millis", "millisecond", "milliseconds", "s", "sec", "secs", "second", "seconds", "m", "min",
        "mins", "minute", "minutes", "h", "hr", "hour", "hours", "d", "day", "days", "w", "wk", "week", "weeks",
    ]

    static func accepts(_ text: String) -> Bool { isGoDuration(text) || isWord(text) }

    private static func isGoDuration(_ text: String) -> Bool {
        var rest = text[...]
        if rest.first == "+" || rest.first == "-" { rest.removeFirst() }
        if rest == "0" { return true }
        guard !rest.isEmpty else { return false }
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            guard number.count(where: { $0 == "." }) <= 1, number.contains(where: \.isNumber) else { return false }
            rest = rest.dropFirst(number.count)
            let unit = rest.prefix { !($0.isASCII && $0.isNumber) && $0 != "." }
            guard goUnits.contains(String(unit)) else { return false }
            rest = rest.dropFirst(unit.count)
        }
        return true
    }

    private static func isWord(_ text: String) -> Bool {
        let number = text.prefix { $0.isASCII && $0.isNumber }
        guard !number.isEmpty else { return false }
        let unit = text.dropFirst(number.count).drop { $0 == " " || $0 == "\t" }
        return words.contains(String(unit))
    }
}
