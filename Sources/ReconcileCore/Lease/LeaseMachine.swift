package import KubeModel

/// Decides for one process whether it leads, with a Lease that all candidates write.
///
/// Guarantee: while the clocks of two processes run at speeds that differ by less than lease / renew deadline (1.5 with
/// the standard times), at most one of them is leader at any moment. Only speeds matter: times of day are never compared,
/// because each process counts on its own clock from what it did or saw itself.
/// A leader counts from when it *sent* its last renewal, the others from when they *saw* it, which is always later.
///
/// Assumptions: identities are unique per process (never a pod name alone), and nobody edits or deletes the Lease by
/// hand. It is no fencing: a write that was sent before the deadline may arrive after it, so every write of a leader has
/// to be safe when doubled. Source of the algorithm: client-go `tools/leaderelection/leaderelection.go`.
///
/// Unplanned failover takes at most retry + lease + the requests themselves (17 s with the standard times), planned
/// failover at most retry + the requests. Ended machines stay ended; to stand again, make a new one.
package struct LeaseMachine: Sendable, Hashable {
    /// What is asked of the API server, all about one Lease.
    package enum Request: Sendable, Hashable {
        case read
        case create(LeaseRecord)
        /// Write the record if the Lease is still at this version.
        case update(LeaseRecord, resourceVersion: String)
    }

    /// What the machine is told.
    package enum Input: Sendable, Hashable {
        case start
        /// The answer to ``Request/read``; may also be handed in unasked, from a watch of the Lease.
        case found(LeaseRecord, resourceVersion: String)
        /// The answer to ``Request/read``: there is no Lease.
        case absent
        /// A create or update succeeded.
        case written(resourceVersion: String)
        /// A create or update was refused since the Lease is not as assumed: 409, 404.
        case refused
        /// A request failed, or was given up at its timeout; whether it was performed is unknown.
        case failed
        /// The time of the last ``Action/wait(until:)`` has come.
        case timer
        /// The process ends; all work of the leader has been stopped already.
        case stop
    }

    /// What the caller has to do.
    package enum Action: Sendable, Hashable {
        /// There is at most one request at a time, and it is answered within its timeout.
        case send(Request, timeout: Duration)
        /// Hand in ``Input/timer`` at this time; replaces any earlier wait.
        case wait(until: Duration)
        case becameLeader
        /// Stop all leader's work at once. The machine has ended unless it is releasing the lease.
        case lostLeadership(Loss)
        /// The machine has ended in order.
        case stopped
    }

    /// Why a leadership ended.
    package enum Loss: Sendable, Hashable {
        case notRenewed
        case takenOver(by: String)
        case stopped
    }

    enum Role: Sendable, Hashable {
        case candidate
        case leader(until: Duration)
        /// Was leader or may have become it; gives the lease back as soon as its version is known.
        case releasing
        case ended
    }

    /// The Lease as last seen; a nil record means that there was none.
    struct Sight: Sendable, Hashable {
        let record: LeaseRecord?
        let resourceVersion: String
        /// When a candidate may take the lease.
        let freeAt: Duration
    }

    struct Flight: Sendable, Hashable {
        let request: Request
        let sent: Duration
    }

    package let identity: String
    let timing: LeaseTiming
    var random: SplitMix64
    var role = Role.candidate
    var sight: Sight?
    var flight: Flight?
    var nextTry: Duration?
    /// Whether ``sight`` is known to be current, so that it can be written without a read.
    var isSightCurrent = false

    /// - Parameters:
    ///   - identity: unique to this process.
    ///   - seed: of the jitter.
    package init(identity: String, timing: LeaseTiming = .standard, seed: UInt64) {
        self.identity = identity
        self.timing = timing
        random = SplitMix64(seed: seed)
    }

    /// Who holds the lease as far as this process saw; nil when nobody does.
    package var holder: String? { (sight?.record?.holderIdentity).flatMap { $0.isEmpty ? nil : $0 } }

    /// Whether this process leads. Ask before each write of leader's work: it is right even when a timer is late.
    package func isLeader(at now: Duration) -> Bool {
        guard case .leader(let until) = role else { return false }
        return now < until
    }

    /// Takes in what happened.
    ///
    /// - Parameters:
    ///   - now: since any fixed start, on a clock that goes on while the machine sleeps.
    ///   - wallTime: for people who read the Lease.
    /// - Returns: what to do, in this order.
    package mutating func handle(_ input: Input, at now: Duration, wallTime: KubeTime) -> [Action] {
        if case .ended = role { return [] }
        if case .leader(let until) = role, now >= until {
            role = .ended
            return [.lostLeadership(.notRenewed)]
        }
        switch input {
        case .start, .timer: return act(at: now, wallTime: wallTime)
        case .found(let record, let version):
            let isAnswer = flight?.request == .read
            if isAnswer { flight = nil }
            // News of a write that is under way is no news, and its answer tells the same.
            guard isAnswer || flight == nil else { return [] }
            see(record, version, at: now)
            return decide(isAnswer: isAnswer, at: now, wallTime: wallTime)
        case .absent:
            guard flight?.request == .read else { return [] }
            flight = nil
            see(nil, "", at: now)
            return decide(isAnswer: true, at: now, wallTime: wallTime)
        case .written(let version): return finishWrite(version, at: now, wallTime: wallTime)
        case .refused, .failed:
            guard let failed = flight else { return [] }
            flight = nil
            isSightCurrent = false
            guard role != .releasing else { return end() }
            return rest(until: max(now, failed.sent + timing.retry))
        case .stop: return stop(at: now, wallTime: wallTime)
        }
    }
}
