import KubeClient
import Testing

@Suite struct RetryPolicyTests {
    private let policy = RetryPolicy(
        maximumAttempts: 3, firstDelay: .milliseconds(100), maximumDelay: .seconds(1), deadline: .seconds(10))

    @Test(
        "a request is repeated only where it cannot have been done or may be done twice",
        arguments: [
            (KubeError.Code.throttled, true, true), (.throttled, false, true), (.unreachable, false, true),
            (.unavailable, true, true), (.unavailable, false, false), (.connectionLost, true, true),
            (.connectionLost, false, false), (.timedOut, false, false), (.timedOut, true, true),
            (.server, true, false), (.conflict, true, false), (.unauthorized, true, false), (.tls, true, false),
            (.cancelled, true, false), (.expired, true, false), (.protocolViolation, true, false),
        ])
    func repeatsWhatIsSafe(code: KubeError.Code, isIdempotent: Bool, expected: Bool) {
        let decision = policy.decision(
            after: KubeError(code, ""), attempt: 1, elapsed: .zero, isIdempotent: isIdempotent, random: 0)
        #expect((decision != .giveUp) == expected)
    }

    @Test("delays double, are spread over their upper half, and stop growing", arguments: [UInt64.min, .max, 1 << 63])
    func delaysDouble(random: UInt64) {
        let many = RetryPolicy(
            maximumAttempts: 100, firstDelay: .milliseconds(100), maximumDelay: .seconds(1), deadline: .seconds(1000))
        for attempt in 1..<99 {
            let full = min(Duration.milliseconds(100) * (1 << min(attempt - 1, 20)), .seconds(1))
            let decision = many.decision(
                after: KubeError(.unavailable, ""), attempt: attempt, elapsed: .zero, isIdempotent: true, random: random
            )
            guard case .retry(let delay) = decision else {
                Issue.record("gave up at attempt \(attempt)")
                return
            }
            #expect(delay >= full * 0.5 && delay <= full)
        }
    }

    @Test("the last attempt is the last")
    func attemptsAreBounded() {
        let error = KubeError(.unavailable, "")
        let last = policy.decision(after: error, attempt: 3, elapsed: .zero, isIdempotent: true, random: 0)
        #expect(last == .giveUp)
    }

    @Test("the server's Retry-After replaces a shorter delay, not a longer one")
    func obeysRetryAfter() {
        func decision(_ wait: Duration) -> RetryPolicy.Decision {
            policy.decision(
                after: KubeError(.throttled, "", retryAfter: wait), attempt: 1, elapsed: .zero, isIdempotent: true,
                random: 0)
        }
        #expect(decision(.seconds(7)) == .retry(after: .seconds(7)))
        #expect(decision(.milliseconds(1)) == .retry(after: .milliseconds(50)))
    }

    @Test("no attempt begins after the deadline")
    func deadlineEnds() {
        func decision(_ wait: Duration, elapsed: Duration) -> RetryPolicy.Decision {
            policy.decision(
                after: KubeError(.throttled, "", retryAfter: wait), attempt: 1, elapsed: elapsed, isIdempotent: true,
                random: 0)
        }
        #expect(decision(.seconds(11), elapsed: .zero) == .giveUp)
        #expect(decision(.seconds(5), elapsed: .seconds(5)) == .giveUp)
        #expect(decision(.seconds(4), elapsed: .seconds(5)) == .retry(after: .seconds(4)))
    }
}
