import ReconcileCore
import Testing

/// What the queue promises, in the plainest form: lists that are searched from the front.
private struct QueueByTheBook: Equatable {
    struct Place: Equatable {
        let item: Character
        let isLow: Bool
    }

    struct Delay: Equatable {
        let item: Character
        var due: Int
    }

    var waiting: [Place] = []
    var delayed: [Delay] = []
    var processing: Set<Character> = []
    var again: [Place] = []

    mutating func add(_ item: Character, isLow: Bool) {
        delayed.removeAll { $0.item == item }
        enqueue(item, isLow: isLow)
    }

    private mutating func enqueue(_ item: Character, isLow: Bool) {
        if processing.contains(item) {
            let wasLow = again.first { $0.item == item }?.isLow ?? true
            again.removeAll { $0.item == item }
            again.append(Place(item: item, isLow: wasLow && isLow))
        } else if let place = waiting.firstIndex(where: { $0.item == item }) {
            guard waiting[place].isLow && !isLow else { return }
            waiting.remove(at: place)
            waiting.append(Place(item: item, isLow: false))
        } else {
            waiting.append(Place(item: item, isLow: isLow))
        }
    }

    mutating func add(_ item: Character, due: Int) {
        guard !waiting.contains(where: { $0.item == item }), !again.contains(where: { $0.item == item }) else { return }
        if let place = delayed.firstIndex(where: { $0.item == item }) {
            delayed[place].due = min(delayed[place].due, due)
        } else {
            delayed.append(Delay(item: item, due: due))
        }
    }

    mutating func take(at now: Int) -> Character? {
        while let ripe = delayed.filter({ $0.due <= now }).min(by: { $0.due < $1.due }) {
            delayed.removeAll { $0.item == ripe.item }
            enqueue(ripe.item, isLow: false)
        }
        guard let place = waiting.firstIndex(where: { !$0.isLow }) ?? waiting.indices.first else { return nil }
        let item = waiting.remove(at: place).item
        processing.insert(item)
        return item
    }

    mutating func done(_ item: Character) {
        guard processing.remove(item) != nil, let place = again.firstIndex(where: { $0.item == item }) else { return }
        enqueue(item, isLow: again.remove(at: place).isLow)
    }
}

private enum Move: String, CaseIterable {
    case addA, addALow, addB, delayA, tick, take, doneA, doneB
}

private struct QueueWorld {
    var queue = WorkQueue<Character>()
    var book = QueueByTheBook()
    var now = 0

    /// Makes a move on both; false when it makes no sense here.
    mutating func make(_ move: Move) -> Bool {
        switch move {
        case .addA: add("a", isLow: false)
        case .addALow: add("a", isLow: true)
        case .addB: add("b", isLow: false)
        case .delayA:
            queue.add("a", due: .seconds(now + 1))
            book.add("a", due: now + 1)
        case .tick: now += 1
        case .take:
            let expected = book.take(at: now)
            let item = queue.take(at: .seconds(now))?.item
            if item != expected {
                Issue.record("took \(String(describing: item)), not \(String(describing: expected))")
            }
            return expected != nil
        case .doneA: return done("a")
        case .doneB: return done("b")
        }
        return true
    }

    private mutating func add(_ item: Character, isLow: Bool) {
        queue.add(item, priority: isLow ? .low : .normal, at: .seconds(now))
        book.add(item, isLow: isLow)
    }

    private mutating func done(_ item: Character) -> Bool {
        guard book.processing.contains(item) else { return false }
        queue.done(item)
        book.done(item)
        return true
    }

    func check(_ path: [Move]) {
        let isSame =
            queue.waitingCount == book.waiting.count && queue.processingCount == book.processing.count
            && queue.delayedCount == book.delayed.count
            && queue.nextDue == book.delayed.map(\.due).min().map { .seconds($0) }
        if !isSame { Issue.record("counts differ after \(path.map(\.rawValue))") }
    }

    /// Lets two workers finish everything: nothing that was added may be lost.
    mutating func drain(_ path: [Move]) {
        now += 10
        for _ in 0..<8 {
            for item in book.processing.sorted() { _ = done(item) }
            _ = make(.take)
            _ = make(.take)
        }
        for item in book.processing.sorted() { _ = done(item) }
        queue.shutDown(finishingWaiting: true)
        if !queue.isDrained { Issue.record("something is left after \(path.map(\.rawValue))") }
    }
}

@Suite("The work queue in all interleavings")
struct WorkQueueInterleavingTests {
    private func search(_ world: QueueWorld, _ path: inout [Move], depth: Int, count: inout Int) {
        count += 1
        if depth == 0 {
            var end = world
            end.drain(path)
            return
        }
        for move in Move.allCases {
            var next = world
            guard next.make(move) else { continue }
            path.append(move)
            next.check(path)
            // A move that should change nothing is followed to the end at once: if it changed anything, that shows there.
            let changesNothing = next.book == world.book && next.now == world.now
            search(next, &path, depth: changesNothing ? 0 : depth - 1, count: &count)
            path.removeLast()
        }
    }

    @Test("to depth 7, the queue does exactly what its promises say, and loses nothing")
    func exhaustive() {
        var path: [Move] = []
        var count = 0
        search(QueueWorld(), &path, depth: 7, count: &count)
        print("work queue: \(count) states compared")
        #expect(count > 10_000)
    }
}
