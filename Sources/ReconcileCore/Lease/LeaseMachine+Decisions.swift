import KubeModel

extension LeaseMachine {
    /// Does what is due; called at the start and at each timer.
    mutating func act(at now: Duration, wallTime: KubeTime) -> [Action] {
        guard flight == nil, now >= nextTry ?? now else { return alarm }
        return isLeading && isSightCurrent ? renew(at: now, wallTime: wallTime) : send(.read, at: now)
    }

    /// Decides from the Lease as just seen.
    ///
    /// - Parameter isAnswer: false when nobody asked, so that a leader does not renew because it saw itself renew.
    mutating func decide(isAnswer: Bool, at now: Duration, wallTime: KubeTime) -> [Action] {
        guard let sight else { return alarm }
        if role == .releasing { return release(at: now, wallTime: wallTime) }
        let isMine = sight.record?.holderIdentity == identity
        if isLeading, let record = sight.record, !isMine {
            role = .ended
            return [.lostLeadership(.takenOver(by: record.holderIdentity))]
        }
        if isLeading && !isAnswer { return alarm }
        guard isMine || now >= sight.freeAt else {
            let poll = timing.retry / (1 + (LeaseTiming.jitterFactor - 1) * random.fraction())
            return rest(until: min(now + poll, sight.freeAt))
        }
        return sight.record == nil ? create(at: now, wallTime: wallTime) : renew(at: now, wallTime: wallTime)
    }

    /// Remembers the Lease, and since when it looks like this: its own times are of another clock.
    mutating func see(_ record: LeaseRecord?, _ version: String, at now: Duration) {
        isSightCurrent = true
        if let sight, sight.resourceVersion == version, (sight.record == nil) == (record == nil) { return }
        sight = Sight(record: record, resourceVersion: version, freeAt: freeTime(of: record, seenAt: now))
    }

    private func freeTime(of record: LeaseRecord?, seenAt now: Duration) -> Duration {
        guard let record else {
            // A Lease that was held and is gone was deleted by hand: its holder gets the time to find out.
            return holder == nil || isLeading ? now : now + timing.lease
        }
        guard !record.holderIdentity.isEmpty else { return now }
        // The holder may have been configured with a longer lease.
        return now + max(timing.lease, .seconds(record.leaseDurationSeconds))
    }

    private var isLeading: Bool { if case .leader = role { true } else { false } }

    private mutating func create(at now: Duration, wallTime: KubeTime) -> [Action] {
        send(.create(record(transitions: 0, acquired: wallTime, wallTime: wallTime)), at: now)
    }

    /// Writes the lease as ours: the first time, or again.
    private mutating func renew(at now: Duration, wallTime: KubeTime) -> [Action] {
        guard let sight, let old = sight.record else { return send(.read, at: now) }
        let isMine = old.holderIdentity == identity
        let new = record(
            transitions: old.leaseTransitions + (isMine ? 0 : 1),
            acquired: isMine ? old.acquireTime ?? wallTime : wallTime, wallTime: wallTime)
        return send(.update(new, resourceVersion: sight.resourceVersion), at: now)
    }

    private func record(transitions: Int, acquired: KubeTime, wallTime: KubeTime) -> LeaseRecord {
        LeaseRecord(
            holderIdentity: identity, leaseDurationSeconds: Int(timing.lease.components.seconds),
            acquireTime: acquired, renewTime: wallTime, leaseTransitions: transitions)
    }

    mutating func finishWrite(_ version: String, at now: Duration, wallTime: KubeTime) -> [Action] {
        guard let flight, let written = flight.request.record else { return [] }
        self.flight = nil
        sight = Sight(record: written, resourceVersion: version, freeAt: now + timing.lease)
        isSightCurrent = true
        if role == .releasing {
            return written.holderIdentity == identity ? release(at: now, wallTime: wallTime) : end()
        }
        let until = flight.sent + timing.renewDeadline
        // An answer that took longer than a leadership lasts makes no leader.
        guard now < until else { return rest(until: now) }
        let news: [Action] = isLeading ? [] : [.becameLeader]
        role = .leader(until: until)
        return news + rest(until: flight.sent + timing.retry)
    }

    /// Gives the lease back, after the request that is under way if there is one.
    mutating func stop(at now: Duration, wallTime: KubeTime) -> [Action] {
        let lost: [Action] = isLeading ? [.lostLeadership(.stopped)] : []
        // A candidate's write may just have made it the holder.
        guard isLeading || flight?.request.record != nil else { return end() }
        role = .releasing
        guard flight == nil else { return lost }
        return lost + (isSightCurrent ? release(at: now, wallTime: wallTime) : send(.read, at: now))
    }

    /// Writes that nobody holds the lease, so that the next leader need not wait for it to run out.
    private mutating func release(at now: Duration, wallTime: KubeTime) -> [Action] {
        guard let sight, var record = sight.record, record.holderIdentity == identity else { return end() }
        record.holderIdentity = ""
        record.leaseDurationSeconds = 1
        record.renewTime = wallTime
        return send(.update(record, resourceVersion: sight.resourceVersion), at: now)
    }

    mutating func end() -> [Action] {
        role = .ended
        return [.stopped]
    }

    private mutating func send(_ request: Request, at now: Duration) -> [Action] {
        flight = Flight(request: request, sent: now)
        nextTry = now + timing.retry
        return [.send(request, timeout: timing.requestTimeout)] + alarm
    }

    mutating func rest(until time: Duration) -> [Action] {
        nextTry = time
        return alarm
    }

    /// The wait that is due: for the next try, and never past a leader's deadline.
    private var alarm: [Action] {
        let due = flight == nil ? nextTry : nil
        return switch role {
        case .leader(let until): [.wait(until: min(due ?? until, until))]
        case .candidate: due.map { [.wait(until: $0)] } ?? []
        case .releasing, .ended: []
        }
    }
}

extension LeaseMachine.Request {
    /// What the request writes; nil for a read.
    var record: LeaseRecord? {
        switch self {
        case .read: nil
        case .create(let record), .update(let record, _): record
        }
    }
}
