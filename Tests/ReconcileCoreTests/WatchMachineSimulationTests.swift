import KubeModel
import ReconcileCore
import Testing

/// A server that keeps a short history, just enough to be watched. It knows nothing of selectors, of several kinds, and
/// its resource versions count from 1.
private struct SmallServer {
    var objects: [String: LiveObject] = [:]
    var history: [(version: Int, object: LiveObject, isDeletion: Bool)] = []
    var version = 1
    /// Events up to this version are forgotten.
    var compacted = 0

    mutating func put(_ name: String) {
        version += 1
        let object = live(role(name), uid: objects[name]?.uid ?? "u\(version)", version: String(version))
        objects[name] = object
        history.append((version, object, false))
    }

    mutating func remove(_ name: String) {
        guard let old = objects.removeValue(forKey: name) else { return }
        version += 1
        history.append((version, live(role(name), uid: old.uid, version: String(version)), true))
    }

    mutating func compact() { compacted = version }
}

private enum Happening: String, CaseIterable {
    case put, remove, compact
    /// The server's next answer or event arrives.
    case deliver
    case fail, end, tooLarge
    /// The connection hangs: time passes until the machine's alarm.
    case hang
}

/// A machine, its store and a server, with a connection between them on which anything may happen.
private struct Simulation {
    var machine: WatchMachine
    var table = ObjectTable()
    var server = SmallServer()
    var now = Duration.zero
    var alarm: Duration?
    var pending: WatchRequest?
    /// The version up to which the open watch was told everything; nil before it is answered.
    var sent: Int?
    var initial: [LiveObject]?
    /// What the pages of a list are cut from.
    var snapshot: [LiveObject] = []
    var snapshotVersion = 0
    let speaksStreaming: Bool

    init(streaming: Bool, speaksStreaming: Bool, seed: UInt64) {
        machine = WatchMachine(WatchMachine.Options(pageSize: 1, prefersStreamingList: streaming), seed: seed)
        self.speaksStreaming = speaksStreaming
        server.put("a")
        server.put("b")
        hand(.start)
    }

    mutating func hand(_ input: WatchMachine.Input) {
        for action in machine.handle(input, at: now) {
            switch action {
            case .send(let request): (pending, sent, initial, alarm) = (request, nil, nil, nil)
            case .closeWatch: pending = nil
            case .store(let event): _ = table.apply(event)
            case .wait(let until): alarm = until
            }
        }
    }

    /// Anything that is not asked for cannot happen, so it does nothing then.
    mutating func happen(_ happening: Happening) {
        switch (happening, pending) {
        case (.put, _): server.put("a")
        case (.remove, _): server.remove("a")
        case (.compact, _): server.compact()
        case (.deliver, .list(_, let token)?): deliverPage(token)
        case (.deliver, .watch(let version, let isInitial, _)?): deliverEvent(version, isInitial)
        case (.fail, .list?): lose(.listFailed(.other))
        case (.fail, .watch?): lose(.watchFailed(.other))
        case (.end, .watch?): lose(.watchEnded)
        case (.tooLarge, .watch?): lose(.watchFailed(.tooLargeResourceVersion(retryAfter: nil)))
        case (.hang, _), (.deliver, nil):
            guard let alarm else { return }
            now = max(now, alarm)
            hand(.timer)
        case (_, _): break
        }
    }

    /// Ends the request that is under way.
    private mutating func lose(_ input: WatchMachine.Input) {
        pending = nil
        hand(input)
    }

    private mutating func deliverPage(_ token: String?) {
        if let token, let position = Int(token) {
            guard snapshotVersion >= server.compacted else { return lose(.listFailed(.expired)) }
            answerPage(from: position)
        } else {
            snapshot = server.objects.values.sorted { $0.key < $1.key }
            snapshotVersion = server.version
            answerPage(from: 0)
        }
    }

    private mutating func answerPage(from position: Int) {
        guard case .list(let limit, _)? = pending else { return }
        let end = min(snapshot.count, position + (limit ?? snapshot.count))
        hand(
            .page(
                Array(snapshot[position..<end]), continueToken: end < snapshot.count ? String(end) : nil,
                resourceVersion: String(snapshotVersion)))
    }

    private mutating func deliverEvent(_ version: String?, _ isInitial: Bool) {
        guard !isInitial || speaksStreaming else { return lose(.watchFailed(.invalid)) }
        guard let told = sent else {
            if isInitial {
                initial = server.objects.values.sorted { $0.key < $1.key }
                sent = server.version
            } else {
                sent = version.flatMap { Int($0) }
            }
            return deliverEvent(version, isInitial)
        }
        if told < server.compacted && initial == nil { return lose(.watchFailed(.expired)) }
        if let object = initial?.first {
            initial?.removeFirst()
            hand(.applied(object))
        } else if initial != nil {
            initial = nil
            hand(.bookmark(resourceVersion: String(told), endsInitialEvents: true))
        } else if let event = server.history.first(where: { $0.version > told }) {
            sent = event.version
            hand(event.isDeletion ? .deleted(event.object) : .applied(event.object))
        } else {
            sent = server.version
            hand(.bookmark(resourceVersion: String(server.version), endsInitialEvents: false))
        }
    }

    /// Lets everything go well from now on.
    ///
    /// - Returns: after how many answers the store showed what the server has; nil if it never did.
    mutating func settle() -> Int? {
        for answers in 0..<60 {
            if isUpToDate { return answers }
            happen(.deliver)
        }
        return nil
    }

    var isUpToDate: Bool {
        guard case .watch(_, _, _)? = pending, table.isComplete, sent == server.version, initial == nil else {
            return false
        }
        return table.objects.mapValues(\.resourceVersion)
            == Dictionary(uniqueKeysWithValues: server.objects.values.map { ($0.key, $0.resourceVersion) })
    }
}

@Suite("The watch machine against a server that fails in every way")
struct WatchMachineSimulationTests {
    private func search(_ simulation: Simulation, _ path: inout [Happening], depth: Int, count: inout Int) {
        if depth == 0 {
            count += 1
            var end = simulation
            if end.settle() == nil { Issue.record("the store is out of date after \(path.map(\.rawValue))") }
            return
        }
        for happening in Happening.allCases {
            var next = simulation
            next.happen(happening)
            path.append(happening)
            search(next, &path, depth: depth - 1, count: &count)
            path.removeLast()
        }
    }

    @Test(
        "whatever happens in 4 steps, before or after the first picture, the store shows what the server has in the end",
        arguments: [(true, true), (true, false), (false, false)], [0, 3, 6])
    func exhaustive(streaming: (wanted: Bool, spoken: Bool), before: Int) {
        var simulation = Simulation(streaming: streaming.wanted, speaksStreaming: streaming.spoken, seed: 1)
        for _ in 0..<before { simulation.happen(.deliver) }
        var path: [Happening] = []
        var count = 0
        search(simulation, &path, depth: 4, count: &count)
        #expect(count == 4096)
    }

    @Test("after 200 random happenings the store shows what the server has in the end", arguments: 0..<UInt64(150))
    func random(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var simulation = Simulation(streaming: seed % 2 == 0, speaksStreaming: seed % 4 == 0, seed: seed)
        for _ in 0..<200 {
            // Answers are more frequent than troubles, or nothing would ever be reached.
            let happening = Bool.random(using: &random) ? .deliver : Happening.allCases.randomElement(using: &random)
            simulation.happen(happening ?? .deliver)
        }
        #expect(simulation.settle() != nil, "seed \(seed)")
    }
}
