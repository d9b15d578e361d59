import KubeModel
import ReconcileCore
import Testing

/// The only Lease of a server.
private struct SmallLease: Hashable {
    var record: LeaseRecord?
    var version = 0

    mutating func answer(_ request: LeaseMachine.Request) -> LeaseMachine.Input {
        switch request {
        case .read: return record.map { .found($0, resourceVersion: String(version)) } ?? .absent
        case .create(let new): return record == nil ? write(new) : .refused
        case .update(let new, let known): return known == String(version) && record != nil ? write(new) : .refused
        }
    }

    private mutating func write(_ new: LeaseRecord) -> LeaseMachine.Input {
        version += 1
        record = new
        return .written(resourceVersion: String(version))
    }
}

/// One candidate with its own clock and its connection to the server.
private struct Process: Hashable {
    var machine: LeaseMachine
    /// How fast its clock runs, in percent.
    let speed: Int
    var alarm: Duration?
    var underWay: LeaseMachine.Request?
    var answer: LeaseMachine.Input?
    /// A request that was given up and may still arrive.
    var ghost: LeaseMachine.Request?

    func clock(_ trueTime: Duration) -> Duration { trueTime * speed / 100 }
}

private struct Election: Hashable {
    var lease = SmallLease()
    var processes: [Process]
    var trueTime = Duration.zero

    init(speeds: [Int], timing: LeaseTiming) {
        processes = speeds.enumerated().map { index, speed in
            Process(machine: LeaseMachine(identity: "p\(index)", timing: timing, seed: 1), speed: speed)
        }
        for index in processes.indices { hand(.start, to: index) }
    }

    /// Lets requests of one process be answered without trouble until it has none.
    mutating func settle(_ index: Int) {
        while let request = processes[index].underWay {
            processes[index].underWay = nil
            hand(lease.answer(request), to: index)
        }
    }

    mutating func hand(_ input: LeaseMachine.Input, to index: Int) {
        let now = processes[index].clock(trueTime)
        for action in processes[index].machine.handle(input, at: now, wallTime: KubeTime(seconds: 0)) {
            switch action {
            case .send(let request, _): processes[index].underWay = request
            case .wait(let until): processes[index].alarm = until
            case .becameLeader, .lostLeadership, .stopped: break
            }
        }
    }

    var leaders: Int { processes.count { $0.machine.isLeader(at: $0.clock(trueTime)) } }

    /// Everything that can happen next.
    func successors(tick: Duration) -> [Election] {
        var all: [Election] = []
        func add(_ change: (inout Election) -> Void) {
            var next = self
            change(&next)
            all.append(next)
        }
        add { $0.trueTime += tick }
        for index in processes.indices {
            let process = processes[index]
            if let request = process.underWay {
                add { next in
                    // It reaches the server; the answer is on its way.
                    next.processes[index].underWay = nil
                    next.processes[index].answer = next.lease.answer(request)
                }
                add { next in
                    // It is given up, and may arrive later all the same.
                    next.processes[index].underWay = nil
                    next.processes[index].ghost = request
                    next.hand(.failed, to: index)
                }
            }
            if let answer = process.answer {
                add { next in
                    next.processes[index].answer = nil
                    next.hand(answer, to: index)
                }
                add { next in
                    // It was performed, and the answer is lost.
                    next.processes[index].answer = nil
                    next.hand(.failed, to: index)
                }
            }
            if let ghost = process.ghost {
                add { next in
                    next.processes[index].ghost = nil
                    _ = next.lease.answer(ghost)
                }
            }
            if let alarm = process.alarm, process.clock(trueTime) >= alarm {
                add { next in
                    next.processes[index].alarm = nil
                    next.hand(.timer, to: index)
                }
            }
        }
        return all
    }
}

@Suite("Leader election in all interleavings")
struct LeaseModelTests {
    /// Searches breadth first. Two steps of the clocks end just before a deadline, so that clocks near the bound matter.
    ///
    /// - Parameter isUnderWay: begins where the first process leads and the second has seen it, which goes deeper.
    /// - Returns: how many different situations there are to this depth, in how many of them somebody leads, and whether
    ///   any has two leaders.
    private func search(
        speeds: [Int], isUnderWay: Bool, depth: Int
    ) throws -> (situations: Int, led: Int, hasTwoLeaders: Bool) {
        let timing = try LeaseTiming(lease: .seconds(3), renewDeadline: .seconds(2), retry: .seconds(1))
        var start = Election(speeds: speeds, timing: timing)
        if isUnderWay {
            start.settle(0)
            start.settle(1)
        }
        var frontier: Set<Election> = [start]
        var seen = frontier
        var led = 0
        for _ in 0..<depth {
            var next: Set<Election> = []
            for election in frontier {
                for successor in election.successors(tick: .milliseconds(975)) where seen.insert(successor).inserted {
                    if successor.leaders > 1 { return (seen.count, led, true) }
                    led += successor.leaders
                    next.insert(successor)
                }
            }
            frontier = next
        }
        return (seen.count, led, false)
    }

    @Test(
        "there are never two leaders while clocks differ by less than lease / renew deadline, whatever is lost or late",
        arguments: [[100, 100], [100, 149], [149, 100]], [true, false])
    func neverTwo(speeds: [Int], isUnderWay: Bool) throws {
        let result = try search(speeds: speeds, isUnderWay: isUnderWay, depth: isUnderWay ? 15 : 10)
        print("leader election at speeds \(speeds): \(result.situations) situations, \(result.led) with a leader")
        #expect(!result.hasTwoLeaders)
        #expect(result.led > 500)
    }

    @Test("clocks that differ by a little more do give two leaders, so the search would find them")
    func teeth() throws {
        #expect(try search(speeds: [100, 155], isUnderWay: true, depth: 11).hasTwoLeaders)
    }
}

@Suite("Failover")
struct FailoverTests {
    /// Runs two candidates on one server whose answers take 20 ms, event by event.
    private struct Run {
        var lease = SmallLease()
        var machines: [LeaseMachine]
        var alarms: [Duration?]
        var answers: [(at: Duration, index: Int, input: LeaseMachine.Input)] = []
        var now = Duration.zero
        var dead: Set<Int> = []

        init(seed: UInt64) {
            machines = [LeaseMachine(identity: "a", seed: seed), LeaseMachine(identity: "b", seed: seed &+ 1000)]
            alarms = [nil, nil]
            hand(.start, to: 0)
            hand(.start, to: 1)
        }

        mutating func hand(_ input: LeaseMachine.Input, to index: Int) {
            guard !dead.contains(index) else { return }
            for action in machines[index].handle(input, at: now, wallTime: KubeTime(seconds: 0)) {
                switch action {
                case .send(let request, _):
                    answers.append((now + .milliseconds(20), index, lease.answer(request)))
                case .wait(let until): alarms[index] = until
                case .becameLeader, .lostLeadership, .stopped: break
                }
            }
        }

        /// Goes on to the next event; at most to `limit`.
        mutating func step(limit: Duration) {
            let answer = answers.indices.min { answers[$0].at < answers[$1].at }
            let alarm = alarms.indices.filter { alarms[$0] != nil && !dead.contains($0) }
                .min { (alarms[$0] ?? .zero) < (alarms[$1] ?? .zero) }
            let answerTime = answer.map { answers[$0].at }
            let alarmTime = alarm.flatMap { alarms[$0] }
            let next = [answerTime, alarmTime, limit].compactMap { $0 }.min() ?? limit
            now = max(now, next)
            if let answer, answerTime == next {
                let due = answers.remove(at: answer)
                hand(due.input, to: due.index)
            } else if let alarm, alarmTime == next {
                alarms[alarm] = nil
                hand(.timer, to: alarm)
            }
        }

        mutating func run(until end: Duration) { while now < end { step(limit: end) } }

        func leader() -> Int? { machines.indices.first { !dead.contains($0) && machines[$0].isLeader(at: now) } }
    }

    @Test("a leader that dies is followed within 17 s and the requests' time")
    func unplanned() throws {
        var longest = Duration.zero
        for seed in UInt64(0)..<200 {
            var random = SplitMix64(seed: seed)
            var run = Run(seed: seed)
            run.run(until: .seconds(5) + .milliseconds(Int.random(in: 0..<10_000, using: &random)))
            let leader = try #require(run.leader(), "seed \(seed)")
            let death = run.now
            run.dead = [leader]
            while run.leader() == nil && run.now < death + .seconds(60) { run.step(limit: death + .seconds(60)) }
            longest = max(longest, run.now - death)
        }
        print("longest of 200 unplanned failovers: \(longest)")
        #expect(longest <= .milliseconds(17_100))
        #expect(longest >= .seconds(13))
    }

    @Test("a leader that stops is followed within 2 s and the requests' time")
    func planned() throws {
        var longest = Duration.zero
        for seed in UInt64(0)..<200 {
            var random = SplitMix64(seed: seed)
            var run = Run(seed: seed)
            run.run(until: .seconds(5) + .milliseconds(Int.random(in: 0..<10_000, using: &random)))
            let leader = try #require(run.leader(), "seed \(seed)")
            let stop = run.now
            run.hand(.stop, to: leader)
            while run.leader() == nil && run.now < stop + .seconds(60) { run.step(limit: stop + .seconds(60)) }
            longest = max(longest, run.now - stop)
        }
        print("longest of 200 planned failovers: \(longest)")
        #expect(longest <= .milliseconds(2100))
    }
}
