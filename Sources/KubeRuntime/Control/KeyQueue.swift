package import ReconcileCore
import Synchronization

/// A ``WorkQueue`` and its ``RateLimiter`` with workers that wait for items.
package final class KeyQueue<Key: Hashable & Sendable>: Sendable {
    private struct State {
        var queue = WorkQueue<Key>()
        var limiter = RateLimiter<Key>()
        var turnsInARow: [Key: Int] = [:]
    }

    /// Safe plans converge in fewer turns than this.
    private static var freeTurns: Int { 20 }

    private let state = Mutex(State())
    private let signal = Signal()
    private let start = ContinuousClock.now

    package init() {}

    package var depth: Int { state.withLock { $0.queue.waitingCount } }

    package func add(_ keys: some Sequence<Key>, priority: WorkQueue<Key>.Priority = .normal) {
        let now = elapsed
        state.withLock { state in
            for key in keys { state.queue.add(key, priority: priority, at: now) }
        }
        signal.notify()
    }

    /// Adds a key to be handed out after a time.
    package func add(_ key: Key, after delay: Duration) {
        let now = elapsed
        state.withLock { $0.queue.add(key, due: now + delay) }
        signal.notify()
    }

    /// Adds a key that failed, after its back-off.
    ///
    /// - Parameter atLeast: what the server asked for.
    /// - Returns: how long it waits.
    package func addAfterFailure(_ key: Key, atLeast: Duration) -> Duration {
        let now = elapsed
        let delay = state.withLock { state in
            let delay = max(atLeast, state.limiter.delay(for: key, at: now))
            state.queue.add(key, due: now + delay)
            return delay
        }
        signal.notify()
        return delay
    }

    /// Adds a key whose turn led to another one, at once; after many in a row only with growing pauses, since somebody
    /// who undoes what is done must not make this a race.
    package func addAtOnce(_ key: Key) {
        let turns = state.withLock { state in
            state.turnsInARow[key, default: 0] += 1
            return state.turnsInARow[key, default: 0]
        }
        if turns <= Self.freeTurns { add([key]) } else { _ = addAfterFailure(key, atLeast: .zero) }
    }

    /// Ends the history of failures of a key, and of turns that led to others.
    package func forget(_ key: Key) {
        state.withLock { state in
            state.limiter.forget(key)
            state.turnsInARow[key] = nil
        }
    }

    /// Waits for the next key; call ``done(_:)`` when it is finished with.
    ///
    /// - Returns: nil when the queue is shut down or the task is cancelled.
    package func next() async -> WorkQueue<Key>.Turn? {
        while !Task.isCancelled {
            let generation = signal.generation
            let now = elapsed
            let (turn, due, isOver) = state.withLock { state in
                (state.queue.take(at: now), state.queue.nextDue, state.queue.isDrained)
            }
            if let turn { return turn }
            if isOver { return nil }
            await signal.wait(past: generation, until: due.map { start.advanced(by: $0) })
        }
        return nil
    }

    package func done(_ key: Key) {
        state.withLock { $0.queue.done(key) }
        signal.notify()
    }

    /// Ends the intake; what waits is dropped, since the next process lists everything again.
    package func shutDown() {
        state.withLock { $0.queue.shutDown() }
        signal.notify()
    }

    private var elapsed: Duration { start.duration(to: .now) }
}
