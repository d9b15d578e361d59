import KubeRuntime
import ReconcileCore
import Synchronization
import Testing

@Suite("Key queue") struct KeyQueueTests {
    @Test("a worker that waits is woken by an addition")
    func wakes() async {
        let queue = KeyQueue<Int>()
        async let turn = queue.next()
        queue.add([7])
        #expect(await turn?.item == 7)
    }

    @Test("a delayed key is handed out when its time has come")
    func delay() async {
        let queue = KeyQueue<Int>()
        queue.add(1, after: .milliseconds(5))
        #expect(await queue.next()?.item == 1)
    }

    @Test("shutting down ends every worker that waits")
    func shutDown() async {
        let queue = KeyQueue<Int>()
        await withTaskGroup(of: Int?.self) { group in
            for _ in 0..<4 { group.addTask { await queue.next()?.item } }
            queue.shutDown()
            for await item in group { #expect(item == nil) }
        }
    }

    @Test("many workers and producers lose no key and never share one")
    func contention() async {
        let queue = KeyQueue<Int>()
        let tally = Tally()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    while let turn = await queue.next() {
                        let isAlone = tally.begin(turn.item)
                        #expect(isAlone, "key \(turn.item) was handed out twice at once")
                        await Task.yield()
                        let count = tally.end(turn.item)
                        queue.done(turn.item)
                        if count == 50 { queue.shutDown() }
                    }
                }
            }
            for producer in 0..<5 {
                group.addTask {
                    for number in 0..<50 {
                        queue.add([(number * 7 + producer) % 50])
                        if number % 9 == 0 { await Task.yield() }
                    }
                }
            }
        }
        #expect(tally.seenCount == 50)
    }

    /// Which keys workers have, and have had.
    private final class Tally: Sendable {
        private let state = Mutex<(active: Set<Int>, seen: Set<Int>)>(([], []))

        var seenCount: Int { state.withLock { $0.seen.count } }

        /// - Returns: false when another worker has the key.
        func begin(_ key: Int) -> Bool { state.withLock { $0.active.insert(key).inserted } }

        /// - Returns: how many different keys were handed out so far.
        func end(_ key: Int) -> Int {
            state.withLock { state in
                state.active.remove(key)
                state.seen.insert(key)
                return state.seen.count
            }
        }
    }
}
