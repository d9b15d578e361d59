import ReconcileCore
import Testing

@Suite("Back-off, rate limit and the generator behind the jitter")
struct TimingTests {
    @Test("the generator gives the published numbers for seed 0")
    func reference() {
        var random = SplitMix64(seed: 0)
        #expect(random.next() == 0xE220_A839_7B1D_CDAF)
        #expect(random.next() == 0x6E78_9E6A_A1B9_65F4)
        #expect(random.next() == 0x06C4_5D18_8009_454F)
    }

    @Test("a fraction is at least 0 and below 1")
    func fractions() {
        var random = SplitMix64(seed: 7)
        for _ in 0..<10_000 { #expect((0..<1).contains(random.fraction())) }
    }

    @Test("a watch backs off from 0.8 s, doubling, and never waits longer than 30 s")
    func watchBackoff() {
        for seed in UInt64(0)..<200 {
            var random = SplitMix64(seed: seed)
            var backoff = Backoff(.watch)
            var now = Duration.zero
            for base in [0.8, 1.6, 3.2, 6.4, 12.8, 15, 15, 15] {
                let delay = backoff.delay(at: now, using: &random)
                #expect(delay >= .seconds(base) && delay <= .seconds(base * 2), "seed \(seed)")
                #expect(delay <= .seconds(30), "seed \(seed)")
                now += delay
            }
        }
    }

    @Test("the jitter spreads clients that failed together")
    func jitterSpreads() {
        let delays = Set(
            (UInt64(0)..<50).map { seed in
                var random = SplitMix64(seed: seed)
                var backoff = Backoff(.watch)
                return backoff.delay(at: .zero, using: &random)
            })
        #expect(delays.count == 50)
    }

    @Test("a failure more than 2 minutes after the last one counts as the first")
    func backoffResets() {
        var random = SplitMix64(seed: 1)
        var backoff = Backoff(.watch)
        for second in 0..<6 { _ = backoff.delay(at: .seconds(second), using: &random) }
        #expect(backoff.delay(at: .seconds(125), using: &random) > .seconds(14))
        #expect(backoff.delay(at: .seconds(246), using: &random) < .seconds(2))
        backoff.reset()
        #expect(backoff.delay(at: .seconds(247), using: &random) < .seconds(2))
    }

    @Test("an item waits 5 ms, doubling with each failure, and never longer than 60 s")
    func itemDelays() {
        var limiter = RateLimiter<String>()
        var delays: [Duration] = []
        // Far enough apart for the overall limit not to matter.
        for turn in 0..<20 { delays.append(limiter.delay(for: "a", at: .seconds(turn * 100))) }
        #expect(delays.prefix(4) == [.milliseconds(5), .milliseconds(10), .milliseconds(20), .milliseconds(40)])
        #expect(delays[13] == .milliseconds(40_960))
        #expect(delays[14...].allSatisfy { $0 == .seconds(60) })
        #expect(limiter.failures(of: "a") == 20)
    }

    @Test("a success ends an item's history and nobody else's")
    func forgetting() {
        var limiter = RateLimiter<String>()
        for item in ["a", "b", "a", "b"] { _ = limiter.delay(for: item, at: .zero) }
        limiter.forget("a")
        #expect(limiter.delay(for: "a", at: .seconds(100)) == .milliseconds(5))
        #expect(limiter.delay(for: "b", at: .seconds(200)) == .milliseconds(20))
        limiter.forgetAll()
        #expect(limiter.failures(of: "b") == 0)
    }

    @Test("all items together have 100 turns at once and then 10 a second; the longer wait wins")
    func overallRate() {
        var limiter = RateLimiter<Int>()
        let first = (0..<100).map { limiter.delay(for: $0, at: .zero) }
        #expect(first.allSatisfy { $0 == .milliseconds(5) })
        let next = (100..<110).map { limiter.delay(for: $0, at: .zero) }
        #expect(next == (1...10).map { .milliseconds(100 * $0) })
        // With the burst refilled the item's own wait is the longer one.
        #expect(limiter.delay(for: 0, at: .seconds(1000)) == .milliseconds(10))
    }

    @Test("a bucket never lets through more than burst + rate × time, whatever the arrivals")
    func bucketBound() {
        for seed in UInt64(0)..<100 {
            var random = SplitMix64(seed: seed)
            var bucket = TokenBucket(interval: .milliseconds(100), burst: 5)
            var now = Duration.zero
            var passed: [Duration] = []
            for _ in 0..<200 {
                now += .milliseconds(Int.random(in: 0...150, using: &random))
                if bucket.take(at: now) { passed.append(now) }
            }
            for (index, start) in passed.enumerated() {
                let inSecond = passed[index...].prefix { $0 - start < .seconds(1) }.count
                #expect(inSecond <= 15, "seed \(seed)")
            }
            #expect(passed.count >= 5)
            #expect(bucket.isFull(at: now + .seconds(1)))
        }
    }
}
