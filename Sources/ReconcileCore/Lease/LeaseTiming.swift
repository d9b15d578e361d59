/// The times of leader election.
package struct LeaseTiming: Sendable, Hashable {
    /// Why times do not fit together.
    package struct Mismatch: Error, Sendable, Hashable, CustomStringConvertible {
        package let description: String
    }

    /// Others wait this long after the last sign of the leader.
    package let lease: Duration
    /// A leader that could not renew for this long stops leading.
    package let renewDeadline: Duration
    /// The time from one try to the next.
    package let retry: Duration

    /// Tries of those who wait are spread by this factor.
    package static let jitterFactor = 1.2

    /// 15 s, 10 s and 2 s. Source: component-base `config/v1alpha1/defaults.go`.
    package static let standard = LeaseTiming(
        checkedLease: .seconds(15), renewDeadline: .seconds(10), retry: .seconds(2))

    private init(checkedLease: Duration, renewDeadline: Duration, retry: Duration) {
        lease = checkedLease
        self.renewDeadline = renewDeadline
        self.retry = retry
    }

    /// Checks the times as client-go's `leaderelection.go` does.
    ///
    /// - Throws: a sentence that names both times unless lease > renew deadline > retry × 1.2 and lease is whole seconds,
    ///   which is how a Lease states it.
    package init(lease: Duration, renewDeadline: Duration, retry: Duration) throws(Mismatch) {
        guard lease > renewDeadline else {
            throw Mismatch(
                description: "lease duration \(lease) must be longer than the renew deadline \(renewDeadline)")
        }
        guard renewDeadline > retry * Self.jitterFactor else {
            throw Mismatch(
                description: "renew deadline \(renewDeadline) must be longer than the retry period \(retry) × 1.2")
        }
        guard retry > .zero else { throw Mismatch(description: "retry period \(retry) must be positive") }
        guard lease.components.attoseconds == 0 else {
            throw Mismatch(description: "lease duration \(lease) must be whole seconds")
        }
        self.init(checkedLease: lease, renewDeadline: renewDeadline, retry: retry)
    }

    /// How long one request may take, so that a leader has several tries before its deadline.
    var requestTimeout: Duration { (renewDeadline - retry) / 3 }
}
