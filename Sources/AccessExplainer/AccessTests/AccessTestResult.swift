package import AccessModel

/// What came of one statement of an AccessTest.
package struct AccessTestResult: Sendable, Hashable {
    package enum Outcome: String, Sendable, Hashable, CaseIterable {
        case passed
        case failed
        /// It cannot be known; never taken for a yes or a no.
        case undecided
    }

    /// Somebody of whom the statement is not true, or of whom it cannot be said.
    package struct Counterexample: Sendable, Hashable {
        /// nil where the statement is about nobody who is known.
        package let holder: AccessHolder?
        package let namespace: String?
        package let reason: AccessReason
    }

    /// Its place in `spec.tests`.
    package let index: Int
    package let statement: AccessTestCase
    package let outcome: Outcome
    /// The first of whom it is not true; nil when it is true of all.
    package let counterexample: Counterexample?
    /// Of how many it is not true.
    package let count: Int
    /// What may be a slip of the pen although the statement is true: names that nothing else mentions.
    package let notes: [String]

    /// Of whom it is not true and why, in one line; nil when it is true.
    ///
    /// - Parameter name: what people call a holder.
    package func message(name: (AccessHolder) -> String = \.description) -> String? {
        guard let counterexample else { return nil }
        let place = counterexample.namespace.map { " in \($0)" } ?? ""
        let who = counterexample.holder.map { "\(name($0))\(place): " } ?? ""
        let more = count > 1 ? " (and \(count - 1) more)" : ""
        return who + counterexample.reason.sentence + more
    }
}
