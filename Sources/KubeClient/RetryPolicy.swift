/// Decides whether a failed request is sent again, and when: a pure function of what happened so far.
///
/// Only what is safe to repeat is repeated: any request that the server surely did not act on (429, no connection), and
/// idempotent ones after 503, 504, a lost connection or a time-out. A larger `Retry-After` of the server replaces the
/// policy's own delay (RFC 9110, section 10.2.3).
package struct RetryPolicy: Sendable, Hashable {
    package enum Decision: Sendable, Hashable {
        case giveUp
        case retry(after: Duration)
    }

    /// How often a request is sent at most, the first time included.
    package var maximumAttempts: Int
    /// The delay before the second attempt; it doubles each time.
    package var firstDelay: Duration
    package var maximumDelay: Duration
    /// The time from the first attempt after which no further attempt begins.
    package var deadline: Duration

    package init(maximumAttempts: Int, firstDelay: Duration, maximumDelay: Duration, deadline: Duration) {
        self.maximumAttempts = maximumAttempts
        self.firstDelay = firstDelay
        self.maximumDelay = maximumDelay
        self.deadline = deadline
    }

    /// Four attempts within a minute.
    package static let standard = RetryPolicy(
        maximumAttempts: 4, firstDelay: .milliseconds(200), maximumDelay: .seconds(10), deadline: .seconds(60))

    /// One attempt.
    package static let never = RetryPolicy(
        maximumAttempts: 1, firstDelay: .zero, maximumDelay: .zero, deadline: .zero)

    /// Decides after a failed attempt.
    ///
    /// - Parameters:
    ///   - attempt: how many attempts were made, 1 after the first.
    ///   - elapsed: the time since the first attempt began.
    ///   - isIdempotent: whether sending the request twice is the same as once.
    ///   - random: 64 random bits; they spread the delay over its upper half.
    package func decision(
        after error: KubeError, attempt: Int, elapsed: Duration, isIdempotent: Bool, random: UInt64
    ) -> Decision {
        guard attempt < maximumAttempts, mayRepeat(error, isIdempotent: isIdempotent) else { return .giveUp }
        let delay = max(backoff(attempt: attempt, random: random), error.retryAfter ?? .zero)
        guard elapsed + delay < deadline else { return .giveUp }
        return .retry(after: delay)
    }

    private func mayRepeat(_ error: KubeError, isIdempotent: Bool) -> Bool {
        let neverActedOn: [KubeError.Code] = [.throttled, .unreachable]
        let unknown: [KubeError.Code] = [.unavailable, .connectionLost, .timedOut, .versionNotReached]
        return neverActedOn.contains(error.code) || (isIdempotent && unknown.contains(error.code))
    }

    private func backoff(attempt: Int, random: UInt64) -> Duration {
        let doublings = min(attempt - 1, 20)
        let full = min(firstDelay * (1 << doublings), maximumDelay)
        let share = Double(random >> 11) / Double(1 << 53)
        return full * (0.5 + share / 2)
    }
}
