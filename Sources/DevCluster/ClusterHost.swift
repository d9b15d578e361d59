package import ClusterModel
package import KubeModel

/// Owns the one ``Cluster`` of a server: gives it time and entropy, runs its controllers, wakes its watchers.
///
/// Requests are serial by design, as they are in etcd.
package actor ClusterHost {
    private var cluster: Cluster
    private let now: @Sendable () -> KubeTime
    private var random: any RandomNumberGenerator & Sendable
    private let watchers = WakeUpCalls()
    private var hasEnded = false

    /// - Parameters:
    ///   - now: the wall clock, in whole seconds.
    ///   - random: where UIDs and generated names come from.
    package init(
        _ cluster: Cluster, now: @escaping @Sendable () -> KubeTime,
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        self.cluster = cluster
        self.now = now
        self.random = random
    }

    /// Answers one request; after a write the controllers run and watchers are woken.
    package func handle(_ request: APIRequest, as user: UserInfo) -> ClusterReply {
        let reply = cluster.handle(request, as: user, at: now(), entropy: random.next())
        if request.method != .get { settle() }
        return reply
    }

    /// The user whom a bearer token stands for; nil when the token is unknown or expired.
    package func user(forToken token: String) -> UserInfo? { cluster.user(forToken: token, at: now()) }

    /// - Throws: 403 when `user` may not make requests in the name of `target`.
    package func authorizeImpersonation(of target: UserInfo, by user: UserInfo) throws(APIStatus) {
        try cluster.authorizeImpersonation(of: target, by: user)
    }

    /// The next events of a watch; waits until there are some, until the next ``tick()``, or until it is cancelled.
    package func nextBatch(of subscription: WatchSubscription) async -> (WatchBatch, WatchSubscription) {
        var subscription = subscription
        let batch = cluster.events(for: &subscription, at: now())
        if !batch.lines.isEmpty || batch.hasEnded { return (batch, subscription) }
        if hasEnded { return (WatchBatch(hasEnded: true), subscription) }
        await watchers.wait()
        return (cluster.events(for: &subscription, at: now()), subscription)
    }

    /// How many watches wait for something to happen.
    package var waitingWatches: Int { watchers.count }

    /// Lets time pass: controllers run, watches see their bookmarks and time-outs. Call it about once a second.
    package func tick() { settle() }

    /// Ends every watch, those that begin later too: the server is about to stop.
    package func endWatches() {
        hasEnded = true
        watchers.wakeAll()
    }

    private func settle() {
        cluster.step(at: now(), entropy: random.next())
        watchers.wakeAll()
    }
}
