/// Lets something happen at a steady rate, with bursts up to a bound.
///
/// It keeps one time, not a count of tokens: the moment at which the bucket would be full again. So there is nothing to
/// refill and no fraction to round. The behaviour is that of Go's `rate.Limiter`.
package struct TokenBucket: Sendable, Hashable {
    private let interval: Duration
    private let burst: Int
    private var fullAt: Duration?

    /// - Parameters:
    ///   - interval: the time in which one token comes back; must be positive.
    ///   - burst: the tokens of a full bucket; at least 1.
    package init(interval: Duration, burst: Int) {
        self.interval = interval
        self.burst = max(1, burst)
    }

    /// Takes a token, from the future where there is none.
    ///
    /// - Returns: how long to wait until the token is there; zero within the burst.
    package mutating func reserve(at now: Duration) -> Duration {
        let full = max(fullAt ?? now, now) + interval
        fullAt = full
        return max(.zero, full - now - interval * burst)
    }

    /// Takes a token if there is one now.
    package mutating func take(at now: Duration) -> Bool {
        let full = max(fullAt ?? now, now) + interval
        guard full - now <= interval * burst else { return false }
        fullAt = full
        return true
    }

    /// True when nothing of the burst is used.
    package func isFull(at now: Duration) -> Bool { fullAt.map { $0 <= now } ?? true }
}
