/// What Argo gets when it evaluates a rule for a session.
package enum RuleOutcome: Hashable, Sendable {
    /// Where a rule failed. Every failure denies the request, whatever rules come later.
    package enum Stage: String, Sendable {
        /// The rule is malformed, names a claim that the session lacks, or compares what cannot be compared.
        case compile
        case run
        /// It has a value, but neither true nor false.
        case type
    }

    case matches
    case differs
    case fails(Stage, reason: String)
    /// The evaluator does not know what Argo would do.
    case unsupported(reason: String)
}
