import ReconcileCore

/// Makes patterns of the parts that people use, some of them wrong.
enum RandomPattern {
    private static let parts = [
        "a", "b", "0", "-", "_", ".", "\\.", "\\d", "\\w", "\\s", "\\b", "[a-z]", "[^0-9]", "[[:alpha:]_]", "[a",
        "(?i)",
        "(?:x|y)", "^", "$", "|", "é", "{", "}", "{2}", "{2,}", "{,3}", "{3,2}", "{1000}", "{1001}", "*", "+", "?", "(",
        ")", "(?=a)", "\\1", "\\x41", "[z-a]", "\\", "(?P<n>a)", "(?P<n", "''", " ",
    ]
    private static let counts = ["*", "+", "?", "{2}", "{10}", "{100}", "{1,1000}", "{0}", "{3,}", "{11}", "{20,50}"]

    static func make(_ random: inout SplitMix64) -> String {
        var text = ""
        for _ in 0...Int(random.next() % 5) { text += piece(&random, depth: 0) }
        return text
    }

    private static func piece(_ random: inout SplitMix64, depth: Int) -> String {
        switch random.next() % 4 {
        case 0 where depth < 3:
            var inner = ""
            for _ in 0...Int(random.next() % 2) { inner += piece(&random, depth: depth + 1) }
            return "(\(inner))" + pick(counts, &random)
        case 1: return "[a-z0-9]" + pick(counts, &random)
        default: return pick(parts, &random)
        }
    }

    private static func pick(_ texts: [String], _ random: inout SplitMix64) -> String {
        texts[Int(random.next() % UInt64(texts.count))]
    }
}
