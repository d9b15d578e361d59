import AccessModel
package import KubeModel

/// The life of a requested token.
///
/// `issued` and `expires` are told by the API server's clock, `received` by that of the process that requested the token.
/// The difference between the two is taken to last: clocks that are apart neither keep a token too long nor have it
/// renewed without end.
package struct TokenTerm: Hashable, Sendable {
    package let issued: KubeTime
    package let expires: KubeTime
    package let received: KubeTime

    /// So long before its end a token counts as over, in seconds: requests under way still need it.
    static let margin: Int64 = 30
    /// A clock that shows a time earlier than when the token came, by more seconds than this, was put right since, or is
    /// another one.
    private static let clockTolerance: Int64 = 60
    /// A token is never renewed sooner than so many seconds after it was made, however short its life.
    private static let leastAge: Int64 = 30

    /// - Returns: nil when the token would end before it was made.
    package init?(issued: KubeTime, expires: KubeTime, received: KubeTime) {
        guard issued < expires else { return nil }
        self.issued = issued
        self.expires = expires
        self.received = received
    }

    static let annotations = [
        WellKnown.Annotation.tokenIssuedAt, WellKnown.Annotation.tokenExpiresAt, WellKnown.Annotation.tokenReceivedAt,
    ]

    /// Reads the annotations of a Secret; nil when one is missing or malformed.
    init?(of secret: LiveObject) {
        let times = Self.annotations.compactMap { secret.annotation($0).flatMap { KubeTime($0) } }
        guard times.count == 3 else { return nil }
        self.init(issued: times[0], expires: times[1], received: times[2])
    }

    package var lifetimeSeconds: Int64 { expires.seconds - issued.seconds }

    /// The API server's time at a moment of our clock.
    private func serverTime(at now: KubeTime) -> KubeTime { now.adding(seconds: issued.seconds - received.seconds) }

    /// Whether the token has ended or is about to.
    package func isOver(at now: KubeTime) -> Bool { serverTime(at: now).adding(seconds: Self.margin) >= expires }

    /// When the token is to be renewed, by the API server's clock: two thirds into its life, less a part that differs
    /// between accounts.
    ///
    /// What follows of its life, at least 200 s of the least ten minutes, is more than the 60 s for which argo-server
    /// remembers a token.
    ///
    /// - Parameters:
    ///   - lifetimeSeconds: how long tokens are to live now; one that was made to live longer is renewed as if it did not.
    ///   - accountUID: spreads the renewals of tokens that were made together.
    package func renewal(lifetimeSeconds: Int, accountUID: String) -> KubeTime {
        let life = min(self.lifetimeSeconds, Int64(lifetimeSeconds))
        let jitter = Int64(StableDigest([accountUID]).number % UInt64(max(1, life / 10)))
        return issued.adding(seconds: max(Self.leastAge, life * 2 / 3 - jitter))
    }

    /// The moment of our clock at which the token is to be renewed.
    func dueTime(lifetimeSeconds: Int, accountUID: String) -> KubeTime {
        renewal(lifetimeSeconds: lifetimeSeconds, accountUID: accountUID)
            .adding(seconds: received.seconds - issued.seconds)
    }

    /// Whether the token is to be renewed.
    package func isDue(at now: KubeTime, lifetimeSeconds: Int, accountUID: String) -> Bool {
        now.adding(seconds: Self.clockTolerance) < received
            || now >= dueTime(lifetimeSeconds: lifetimeSeconds, accountUID: accountUID)
    }

    /// Whether a renewal that is due has not come for a tenth of the token's life.
    func isOverdue(at now: KubeTime, lifetimeSeconds: Int, accountUID: String) -> Bool {
        now
            >= dueTime(lifetimeSeconds: lifetimeSeconds, accountUID: accountUID)
            .adding(seconds: self.lifetimeSeconds / 10)
    }
}
