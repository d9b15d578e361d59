/// How long to wait before the next try of something that keeps failing.
///
/// Each wait is longer than the one before by a factor; a random share is added so that clients that failed together do
/// not come back together; a quiet time starts it over. Source: client-go `wait.NewExponentialBackoffManager`, with one
/// difference: the cap includes the jitter here, so that "back within the cap" is a promise one can make.
package struct Backoff: Sendable, Hashable {
    /// How the waits grow.
    package struct Policy: Sendable, Hashable {
        /// The first wait, without its jitter.
        package let initial: Duration
        /// By how much each wait is longer than the one before; at least 1.
        package let factor: Double
        /// No wait is longer.
        package let cap: Duration
        /// A wait of `d` becomes a wait between `d` and `d × (1 + jitter)`.
        package let jitter: Double
        /// A failure that comes longer than this after the one before it counts as the first.
        package let resetAfter: Duration

        package init(initial: Duration, factor: Double, cap: Duration, jitter: Double, resetAfter: Duration) {
            self.initial = initial
            self.factor = max(1, factor)
            self.cap = cap
            self.jitter = max(0, jitter)
            self.resetAfter = resetAfter
        }

        /// 0.8 s to 30 s, doubling, jitter 1, reset after 2 minutes. Source: client-go `tools/cache/reflector.go`.
        package static let watch = Policy(
            initial: .milliseconds(800), factor: 2, cap: .seconds(30), jitter: 1, resetAfter: .seconds(120))
    }

    package let policy: Policy
    private var base: Duration
    private var lastFailure: Duration?

    package init(_ policy: Policy) {
        self.policy = policy
        base = policy.initial
    }

    /// Counts a failure.
    ///
    /// - Parameter now: since any fixed start.
    /// - Returns: how long to wait before the next try.
    package mutating func delay(at now: Duration, using random: inout SplitMix64) -> Duration {
        if let lastFailure, now - lastFailure > policy.resetAfter { reset() }
        lastFailure = now
        let wait = min(base, policy.cap / (1 + policy.jitter))
        base = min(base * policy.factor, policy.cap)
        return wait + wait * (policy.jitter * random.fraction())
    }

    /// Forgets all failures, as after a success.
    package mutating func reset() {
        base = policy.initial
        lastFailure = nil
    }
}
