import KubeSchema

/// The right side of `matches`.
enum RulePattern {
    /// Fails when RE2 would refuse the pattern.
    static func check(_ pattern: String) throws(RuleFailure) { _ = try compiled(pattern) }

    static func matches(_ pattern: String, _ text: String) throws(RuleFailure) -> Bool {
        try compiled(pattern).matches(text)
    }

    private static func compiled(_ pattern: String) throws(RuleFailure) -> RegularExpression {
        do throws(RegexError) {
            return try RegularExpression(parsing: pattern)
        } catch {
            switch error.code {
            case .malformed: throw .compile("the pattern is malformed: \(error.message)")
            case .unsupported: throw .unsupported("the pattern \(pattern): \(error.message)")
            }
        }
    }
}
