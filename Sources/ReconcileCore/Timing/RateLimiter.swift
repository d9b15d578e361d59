/// Decides how long an item that failed waits before its next turn.
///
/// Two limits apply and the longer one wins: 5 ms doubling with each failure of this item, and 10 turns a second with
/// bursts of 100 for all items together. Source: client-go `util/workqueue/default_rate_limiters.go`. Its per-item cap is
/// 1000 s, which an item reaches after 18 failures: after an outage of 20 minutes it would come back up to 17 minutes
/// late. Here the cap is 60 s, so everything is tried again within a minute after whatever failed has recovered.
package struct RateLimiter<Item: Hashable & Sendable>: Sendable {
    /// The numbers of both limits.
    package struct Limits: Sendable, Hashable {
        /// The first wait of an item.
        package var itemInitial: Duration
        /// The longest wait of an item.
        package var itemCap: Duration
        /// The time between two turns once the burst is used up.
        package var overallInterval: Duration
        /// Turns that may be taken at once.
        package var overallBurst: Int

        package init(
            itemInitial: Duration = .milliseconds(5), itemCap: Duration = .seconds(60),
            overallInterval: Duration = .milliseconds(100), overallBurst: Int = 100
        ) {
            self.itemInitial = itemInitial
            self.itemCap = itemCap
            self.overallInterval = overallInterval
            self.overallBurst = overallBurst
        }
    }

    private let limits: Limits
    private var failureCounts: [Item: Int] = [:]
    private var bucket: TokenBucket

    package init(_ limits: Limits = Limits()) {
        self.limits = limits
        bucket = TokenBucket(interval: limits.overallInterval, burst: limits.overallBurst)
    }

    /// Counts a failure of an item.
    ///
    /// - Returns: how long the item waits.
    package mutating func delay(for item: Item, at now: Duration) -> Duration {
        let failures = failureCounts[item, default: 0]
        failureCounts[item] = failures + 1
        return max(itemDelay(after: failures), bucket.reserve(at: now))
    }

    /// Ends the history of an item, after a success or when it is gone. Memory is held for failing items only.
    package mutating func forget(_ item: Item) { failureCounts[item] = nil }

    /// Ends the history of all items, when what they all waited for is back.
    package mutating func forgetAll() { failureCounts.removeAll() }

    /// How often an item failed since it was last forgotten.
    package func failures(of item: Item) -> Int { failureCounts[item, default: 0] }

    private func itemDelay(after failures: Int) -> Duration {
        var delay = limits.itemInitial
        for _ in 0..<failures {
            guard delay < limits.itemCap else { break }
            delay *= 2
        }
        return min(delay, limits.itemCap)
    }
}
