import JSONTree
import KubeModel
import ReconcileCore
import Testing

/// A machine with a clock of its own.
private struct Candidate {
    var machine: LeaseMachine
    var now = Duration.zero
    var alarm: Duration?
    var request: LeaseMachine.Request?
    var timeout: Duration?
    var news: [LeaseMachine.Action] = []

    init(_ identity: String = "me", seed: UInt64 = 1) { machine = LeaseMachine(identity: identity, seed: seed) }

    mutating func hand(_ input: LeaseMachine.Input, at seconds: Double) {
        now = .seconds(seconds)
        request = nil
        let time = KubeTime(seconds: 1_800_000_000 + Int64(seconds))
        for action in machine.handle(input, at: now, wallTime: time) {
            switch action {
            case .send(let sent, let limit): (request, timeout) = (sent, limit)
            case .wait(let until): alarm = until
            case .becameLeader, .lostLeadership, .stopped: news.append(action)
            }
        }
    }

    var isLeader: Bool { machine.isLeader(at: now) }

    /// The record that the pending request writes.
    var written: LeaseRecord? {
        switch request {
        case .create(let record)?, .update(let record, _)?: record
        case .read?, nil: nil
        }
    }

    /// Becomes the leader at second 0, with version 1.
    mutating func lead() {
        hand(.start, at: 0)
        hand(.absent, at: 0)
        hand(.written(resourceVersion: "1"), at: 0)
        news = []
    }
}

private func record(_ holder: String, transitions: Int = 3, seconds: Int = 15) -> LeaseRecord {
    LeaseRecord(
        holderIdentity: holder, leaseDurationSeconds: seconds, acquireTime: KubeTime(seconds: 1), renewTime: nil,
        leaseTransitions: transitions)
}

@Suite("The lease machine")
struct LeaseMachineTests {
    @Test("the standard times are 15, 10 and 2 seconds")
    func standardTimes() {
        #expect(LeaseTiming.standard.lease == .seconds(15))
        #expect(LeaseTiming.standard.renewDeadline == .seconds(10))
        #expect(LeaseTiming.standard.retry == .seconds(2))
    }

    @Test(
        "times that do not fit are refused: lease > renew deadline > retry × 1.2",
        arguments: [(10, 10.0, 2.0), (15, 2.4, 2.0), (15, 10.0, 0.0), (15, 10.0, -1.0)])
    func mismatch(lease: Int, renew: Double, retry: Double) {
        #expect(throws: LeaseTiming.Mismatch.self) {
            try LeaseTiming(lease: .seconds(lease), renewDeadline: .seconds(renew), retry: .seconds(retry))
        }
    }

    @Test("times that just fit are taken, and a lease of half seconds is not")
    func fit() throws {
        _ = try LeaseTiming(lease: .seconds(3), renewDeadline: .seconds(2.5), retry: .seconds(2))
        #expect(throws: LeaseTiming.Mismatch.self) {
            try LeaseTiming(lease: .milliseconds(3500), renewDeadline: .seconds(2), retry: .seconds(1))
        }
    }

    @Test("the first candidate creates the lease and leads")
    func create() {
        var candidate = Candidate()
        candidate.hand(.start, at: 0)
        #expect(candidate.request == .read)
        candidate.hand(.absent, at: 0.1)
        #expect(candidate.written?.holderIdentity == "me")
        #expect(candidate.written?.leaseTransitions == 0)
        #expect(candidate.written?.leaseDurationSeconds == 15)
        #expect(!candidate.isLeader)
        candidate.hand(.written(resourceVersion: "7"), at: 0.2)
        #expect(candidate.news == [.becameLeader])
        #expect(candidate.isLeader)
    }

    @Test("a leader renews every 2 seconds with the version it knows, and keeps its acquire time and transitions")
    func renew() {
        var candidate = Candidate()
        candidate.lead()
        #expect(candidate.alarm == .seconds(2))
        candidate.hand(.timer, at: 2)
        guard case .update(let renewed, "1")? = candidate.request else {
            Issue.record("no renewal was sent")
            return
        }
        #expect(renewed.acquireTime == KubeTime(seconds: 1_800_000_000))
        #expect(renewed.renewTime == KubeTime(seconds: 1_800_000_002))
        #expect(renewed.leaseTransitions == 0)
        candidate.hand(.written(resourceVersion: "2"), at: 2.5)
        #expect(candidate.alarm == .seconds(4))
        #expect(candidate.news.isEmpty)
    }

    @Test("a leader that cannot renew stops leading 10 seconds after it sent its last renewal")
    func deadline() {
        var candidate = Candidate()
        candidate.lead()
        candidate.hand(.timer, at: 2)
        // The answer is late: what counts is when the renewal was sent.
        candidate.hand(.written(resourceVersion: "2"), at: 4)
        var second = 4.0
        while second < 11.9 {
            candidate.hand(.timer, at: second)
            candidate.hand(.failed, at: second + 0.1)
            second += 2
        }
        #expect(candidate.machine.isLeader(at: .seconds(11.9)))
        #expect(!candidate.machine.isLeader(at: .seconds(12)))
        #expect(candidate.alarm == .seconds(12))
        candidate.hand(.timer, at: 12)
        #expect(candidate.news == [.lostLeadership(.notRenewed)])
        candidate.hand(.timer, at: 30)
        #expect(candidate.request == nil)
    }

    @Test("the deadline holds while a renewal is under way, and its late answer brings nothing back")
    func deadlineInFlight() {
        var candidate = Candidate()
        candidate.lead()
        candidate.hand(.timer, at: 9)
        #expect(candidate.alarm == .seconds(10))
        candidate.hand(.timer, at: 10)
        #expect(candidate.news == [.lostLeadership(.notRenewed)])
        candidate.hand(.written(resourceVersion: "2"), at: 10.1)
        #expect(!candidate.isLeader)
    }

    @Test("a leader has at least three tries before its deadline, however slowly they fail")
    func tries() {
        var candidate = Candidate()
        candidate.lead()
        var tries = 0
        var second = 2.0
        while candidate.news.isEmpty {
            candidate.hand(.timer, at: second)
            guard candidate.request != nil, let timeout = candidate.timeout else { break }
            tries += 1
            second += timeout / .seconds(1)
            candidate.hand(.failed, at: second)
            second = max(second, (candidate.alarm ?? .zero) / .seconds(1))
        }
        #expect(tries >= 3)
    }

    @Test("after a renewal whose answer was lost the lease is read, found to be ours, and renewed")
    func lostAnswer() {
        var candidate = Candidate()
        candidate.lead()
        candidate.hand(.timer, at: 2)
        guard let lost = candidate.written else {
            Issue.record("no renewal was sent")
            return
        }
        candidate.hand(.failed, at: 4.6)
        candidate.hand(.timer, at: 4.6)
        #expect(candidate.request == .read)
        candidate.hand(.found(lost, resourceVersion: "2"), at: 4.7)
        guard case .update(_, "2")? = candidate.request else {
            Issue.record("no renewal was sent")
            return
        }
        candidate.hand(.written(resourceVersion: "3"), at: 4.8)
        #expect(candidate.isLeader)
    }

    @Test("a leader that finds another holder stops at once and names it")
    func takenOver() {
        var candidate = Candidate()
        candidate.lead()
        candidate.hand(.timer, at: 2)
        candidate.hand(.refused, at: 2.1)
        candidate.hand(.timer, at: 4)
        candidate.hand(.found(record("other"), resourceVersion: "9"), at: 4.1)
        #expect(candidate.news == [.lostLeadership(.takenOver(by: "other"))])
        #expect(!candidate.isLeader)
    }

    @Test("a candidate waits for the holder's lease to run out, counted from when it last saw it change")
    func takeOver() {
        var candidate = Candidate()
        candidate.hand(.start, at: 100)
        candidate.hand(.found(record("other"), resourceVersion: "5"), at: 100)
        #expect(candidate.request == nil)
        #expect(candidate.machine.holder == "other")
        candidate.hand(.timer, at: 108)
        candidate.hand(.found(record("other"), resourceVersion: "6"), at: 108)
        candidate.hand(.timer, at: 122.9)
        candidate.hand(.found(record("other"), resourceVersion: "6"), at: 122.9)
        #expect(candidate.request == nil)
        #expect(candidate.alarm == .seconds(123))
        candidate.hand(.timer, at: 123)
        candidate.hand(.found(record("other"), resourceVersion: "6"), at: 123)
        guard case .update(let taken, "6")? = candidate.request else {
            Issue.record("the lease was not taken")
            return
        }
        #expect(taken.leaseTransitions == 4)
        #expect(taken.acquireTime == KubeTime(seconds: 1_800_000_123))
    }

    @Test("a holder with a longer lease is given its own time")
    func longerLease() {
        var candidate = Candidate()
        candidate.hand(.start, at: 0)
        candidate.hand(.found(record("other", seconds: 60), resourceVersion: "5"), at: 0)
        candidate.hand(.timer, at: 59)
        candidate.hand(.found(record("other", seconds: 60), resourceVersion: "5"), at: 59)
        #expect(candidate.request == nil)
        candidate.hand(.timer, at: 60)
        candidate.hand(.found(record("other", seconds: 60), resourceVersion: "5"), at: 60)
        #expect(candidate.written != nil)
    }

    @Test("tries of candidates are at most 2 seconds apart, and not all alike")
    func jitter() {
        let waits = (UInt64(0)..<50).map { seed in
            var candidate = Candidate(seed: seed)
            candidate.hand(.start, at: 0)
            candidate.hand(.found(record("other"), resourceVersion: "5"), at: 0)
            return candidate.alarm ?? .zero
        }
        #expect(waits.allSatisfy { $0 >= .seconds(2 / 1.2) - .milliseconds(1) && $0 <= .seconds(2) })
        #expect(Set(waits).count > 40)
    }

    @Test("a released lease is taken at once")
    func released() {
        var candidate = Candidate()
        candidate.hand(.start, at: 0)
        candidate.hand(.found(record("", seconds: 1), resourceVersion: "5"), at: 0)
        #expect(candidate.written?.holderIdentity == "me")
    }

    @Test("a lease that vanished under its holder is not taken before the holder must have noticed")
    func vanished() {
        var candidate = Candidate()
        candidate.hand(.start, at: 0)
        candidate.hand(.found(record("other"), resourceVersion: "5"), at: 0)
        candidate.hand(.timer, at: 2)
        candidate.hand(.absent, at: 2)
        #expect(candidate.request == nil)
        candidate.hand(.timer, at: 16)
        candidate.hand(.absent, at: 16)
        #expect(candidate.request == nil)
        candidate.hand(.timer, at: 17)
        candidate.hand(.absent, at: 17)
        #expect(candidate.written?.holderIdentity == "me")
    }

    @Test("an answer that took longer than a leadership lasts makes no leader, and the lease is renewed first")
    func lateAnswer() {
        var candidate = Candidate()
        candidate.hand(.start, at: 0)
        candidate.hand(.absent, at: 0)
        candidate.hand(.written(resourceVersion: "1"), at: 11)
        #expect(candidate.news.isEmpty)
        #expect(candidate.alarm == .seconds(11))
        candidate.hand(.timer, at: 11)
        candidate.hand(.found(record("me"), resourceVersion: "1"), at: 11)
        candidate.hand(.written(resourceVersion: "2"), at: 11.1)
        #expect(candidate.news == [.becameLeader])
    }

    @Test("a lost race is no leadership")
    func lostRace() {
        var candidate = Candidate()
        candidate.hand(.start, at: 0)
        candidate.hand(.absent, at: 0)
        candidate.hand(.refused, at: 0.1)
        #expect(!candidate.isLeader)
        #expect(candidate.alarm == .seconds(2))
        candidate.hand(.timer, at: 2)
        #expect(candidate.request == .read)
    }

    @Test("stopping gives the lease back, so that the next leader need not wait")
    func release() {
        var candidate = Candidate()
        candidate.lead()
        candidate.hand(.stop, at: 1)
        #expect(candidate.news == [.lostLeadership(.stopped)])
        #expect(candidate.written?.holderIdentity == "")
        #expect(candidate.written?.leaseDurationSeconds == 1)
        #expect(!candidate.isLeader)
        candidate.hand(.written(resourceVersion: "2"), at: 1.1)
        #expect(candidate.news.last == .stopped)
    }

    @Test("stopping during a renewal waits for its answer and then gives the lease back")
    func releaseAfterRenewal() {
        var candidate = Candidate()
        candidate.lead()
        candidate.hand(.timer, at: 2)
        candidate.hand(.stop, at: 2.1)
        #expect(candidate.request == nil)
        candidate.hand(.written(resourceVersion: "2"), at: 2.2)
        guard case .update(let released, "2")? = candidate.request else {
            Issue.record("the lease was not given back")
            return
        }
        #expect(released.holderIdentity == "")
    }

    @Test("a release that fails ends the machine all the same")
    func failedRelease() {
        var candidate = Candidate()
        candidate.lead()
        candidate.hand(.stop, at: 1)
        candidate.hand(.failed, at: 3)
        #expect(candidate.news.last == .stopped)
    }

    @Test("a candidate that stops while its first write is under way gives back what it may have got")
    func stopDuringCreate() {
        var candidate = Candidate()
        candidate.hand(.start, at: 0)
        candidate.hand(.absent, at: 0)
        candidate.hand(.stop, at: 0.1)
        candidate.hand(.written(resourceVersion: "1"), at: 0.2)
        #expect(candidate.written?.holderIdentity == "")
        #expect(!candidate.isLeader)
    }

    @Test("a candidate that stops has nothing to give back")
    func stopCandidate() {
        var candidate = Candidate()
        candidate.hand(.start, at: 0)
        candidate.hand(.stop, at: 0.1)
        #expect(candidate.news == [.stopped])
        #expect(candidate.request == nil)
    }

    @Test("a leader that sees its own renewal in a watch does not renew because of it")
    func ownWatchEvent() {
        var candidate = Candidate()
        candidate.lead()
        candidate.hand(.found(record("me"), resourceVersion: "1"), at: 0.5)
        #expect(candidate.request == nil)
        #expect(candidate.alarm == .seconds(2))
    }

    @Test("a candidate that sees in a watch that the lease was given back takes it at once")
    func watchedRelease() {
        var candidate = Candidate()
        candidate.hand(.start, at: 0)
        candidate.hand(.found(record("other"), resourceVersion: "5"), at: 0)
        candidate.hand(.found(record(""), resourceVersion: "6"), at: 0.3)
        #expect(candidate.written?.holderIdentity == "me")
    }

    @Test("the record is read and written as a Lease has it, and leaves alone what others put there")
    func format() {
        let original = record("me", transitions: 4)
        let read = LeaseRecord(spec: JSONDocument(original.spec).root)
        #expect(read == original)
        #expect(original.spec["acquireTime"]?.string == "1970-01-01T00:00:01.000000Z")
        #expect(original.patch(resourceVersion: "5")["metadata"] == ["resourceVersion": "5"])
        #expect(original.object(namespace: "argo", name: "idmon").key.description == "Lease argo/idmon")
        let empty = LeaseRecord(spec: nil)
        #expect(empty.holderIdentity == "")
        let absurd = JSONDocument(["leaseTransitions": 9_223_372_036_854_775_807, "leaseDurationSeconds": -5])
        #expect(LeaseRecord(spec: absurd.root).leaseTransitions < Int(Int32.max))
        #expect(LeaseRecord(spec: absurd.root).leaseDurationSeconds == 0)
    }
}
