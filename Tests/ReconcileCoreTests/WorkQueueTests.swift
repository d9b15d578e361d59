import ReconcileCore
import Testing

@Suite("The work queue")
struct WorkQueueTests {
    private func drain(_ queue: inout WorkQueue<String>, at now: Duration = .zero) -> [String] {
        var items: [String] = []
        while let turn = queue.take(at: now) {
            items.append(turn.item)
            queue.done(turn.item)
        }
        return items
    }

    @Test("items are handed out in the order in which they were added")
    func fair() {
        var queue = WorkQueue<String>()
        for item in ["a", "b", "c", "a"] { queue.add(item, at: .zero) }
        #expect(drain(&queue) == ["a", "b", "c"])
    }

    @Test("an item that a worker has is handed out again only when that worker is done")
    func addedWhileProcessing() {
        var queue = WorkQueue<String>()
        queue.add("a", at: .zero)
        #expect(queue.take(at: .zero)?.item == "a")
        queue.add("a", at: .seconds(1))
        queue.add("a", at: .seconds(2))
        #expect(queue.take(at: .seconds(2)) == nil)
        queue.done("a")
        let turn = queue.take(at: .seconds(5))
        #expect(turn?.item == "a")
        #expect(turn?.waited == .seconds(4))
        queue.done("a")
        #expect(queue.take(at: .seconds(5)) == nil)
    }

    @Test("a delayed item is handed out when its time has come and not before")
    func delayed() {
        var queue = WorkQueue<String>()
        queue.add("late", due: .seconds(20))
        queue.add("soon", due: .seconds(10))
        #expect(queue.nextDue == .seconds(10))
        #expect(drain(&queue, at: .seconds(9)) == [])
        #expect(drain(&queue, at: .seconds(10)) == ["soon"])
        #expect(queue.nextDue == .seconds(20))
        #expect(drain(&queue, at: .seconds(30)) == ["late"])
        #expect(queue.nextDue == nil)
    }

    @Test("of two delays the earlier counts")
    func earlierDelay() {
        var queue = WorkQueue<String>()
        queue.add("a", due: .seconds(20))
        queue.add("a", due: .seconds(10))
        queue.add("a", due: .seconds(15))
        #expect(queue.delayedCount == 1)
        #expect(drain(&queue, at: .seconds(10)) == ["a"])
        #expect(drain(&queue, at: .seconds(60)) == [])
    }

    @Test("adding an item at once replaces its delay")
    func addReplacesDelay() {
        var queue = WorkQueue<String>()
        queue.add("a", due: .seconds(20))
        queue.add("a", at: .zero)
        #expect(drain(&queue) == ["a"])
        #expect(queue.nextDue == nil)
        #expect(drain(&queue, at: .seconds(60)) == [])
    }

    @Test("a delay that ends while a worker has the item gives it another turn")
    func delayEndsWhileProcessing() {
        var queue = WorkQueue<String>()
        queue.add("a", at: .zero)
        _ = queue.take(at: .zero)
        queue.add("a", due: .seconds(1))
        #expect(queue.take(at: .seconds(2)) == nil)
        queue.done("a")
        #expect(queue.take(at: .seconds(2))?.item == "a")
    }

    @Test("what a list showed waits behind what changed")
    func priority() {
        var queue = WorkQueue<String>()
        for item in ["l1", "l2", "l3"] { queue.add(item, priority: .low, at: .zero) }
        queue.add("n1", at: .zero)
        queue.add("l3", at: .zero)
        #expect(drain(&queue) == ["n1", "l3", "l1", "l2"])
    }

    @Test("an item that was moved up and comes again goes to the end of its line, not to its old place")
    func oldPlace() {
        var queue = WorkQueue<String>()
        queue.add("a", priority: .low, at: .zero)
        queue.add("b", priority: .low, at: .zero)
        queue.add("a", at: .zero)
        #expect(queue.take(at: .zero)?.priority == .normal)
        queue.done("a")
        queue.add("a", priority: .low, at: .zero)
        #expect(drain(&queue) == ["b", "a"])
    }

    @Test("low priority is never starved: every ninth turn at least is one of its own")
    func noStarvation() {
        var queue = WorkQueue<String>()
        for number in 0..<5 { queue.add("low\(number)", priority: .low, at: .zero) }
        var turns: [String] = []
        for number in 0..<60 {
            queue.add("n\(number)", at: .zero)
            queue.add("m\(number)", at: .zero)
            guard let turn = queue.take(at: .zero) else { continue }
            turns.append(turn.item)
            queue.done(turn.item)
        }
        #expect(turns.indices.filter { turns[$0].hasPrefix("low") } == [8, 17, 26, 35, 44])
    }

    @Test("moving items up again and again does not let the queue grow")
    func bounded() {
        var queue = WorkQueue<Int>()
        for round in 0..<10_000 {
            queue.add(round % 10, priority: .low, at: .zero)
            queue.add(round % 10, at: .zero)
            queue.add(100, due: .seconds(20_000 - round))
            if let turn = queue.take(at: .zero) { queue.done(turn.item) }
        }
        #expect(queue.waitingCount <= 10)
        #expect(queue.delayedCount == 1)
        #expect(queue.nextDue == .seconds(10_001))
    }

    @Test("after a shutdown nothing can be added, and the queue is drained when the last worker is done")
    func shutDown() {
        var queue = WorkQueue<String>()
        for item in ["a", "b"] { queue.add(item, at: .zero) }
        queue.add("later", due: .seconds(1))
        _ = queue.take(at: .zero)
        queue.shutDown()
        queue.add("c", at: .zero)
        queue.add("d", due: .zero)
        queue.add("a", at: .zero)
        #expect(queue.take(at: .seconds(9)) == nil)
        #expect(!queue.isDrained)
        queue.done("a")
        #expect(queue.isDrained)
    }

    @Test("a shutdown that finishes what waits hands it out, and nothing delayed")
    func finishingShutDown() {
        var queue = WorkQueue<String>()
        for item in ["a", "b"] { queue.add(item, at: .zero) }
        queue.add("later", due: .zero)
        queue.shutDown(finishingWaiting: true)
        #expect(!queue.isDrained)
        #expect(drain(&queue, at: .seconds(9)) == ["a", "b"])
        #expect(queue.isDrained)
    }

    @Test("being done with an item that nobody has changes nothing")
    func strayDone() {
        var queue = WorkQueue<String>()
        queue.add("a", at: .zero)
        queue.done("a")
        #expect(drain(&queue) == ["a"])
    }

    @Test("ten thousand delayed items come out in the order of their times", arguments: [UInt64(1), 2, 3])
    func heapOrder(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var queue = WorkQueue<Int>()
        var earliest: [Int: Int] = [:]
        for _ in 0..<10_000 {
            let item = Int.random(in: 0..<3000, using: &random)
            let due = Int.random(in: 0..<1_000_000, using: &random)
            earliest[item] = min(earliest[item] ?? due, due)
            queue.add(item, due: .milliseconds(due))
        }
        var last = Duration.zero
        var count = 0
        while let due = queue.nextDue {
            #expect(due >= last, "seed \(seed)")
            last = due
            while let turn = queue.take(at: due) {
                #expect(earliest[turn.item].map { Duration.milliseconds($0) } == due, "seed \(seed)")
                count += 1
            }
        }
        #expect(count == earliest.count)
    }
}
