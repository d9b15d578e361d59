import Synchronization

/// Tasks that wait for something to happen to all of them at once.
final class WakeUpCalls: Sendable {
    private struct State {
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var nextNumber = 0
        /// Waits that were cancelled before they had begun.
        var cancelled: Set<Int> = []
    }

    private let state = Mutex(State())

    /// How many tasks wait at the moment.
    var count: Int { state.withLock { $0.waiting.count } }

    /// Returns when ``wakeAll()`` is called next, or when the task is cancelled.
    func wait() async {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isCancelled = state.withLock { state in
                    if state.cancelled.remove(number) != nil { return true }
                    state.waiting[number] = continuation
                    return false
                }
                if isCancelled { continuation.resume() }
            }
        } onCancel: {
            let continuation = state.withLock { state in
                let waiting = state.waiting.removeValue(forKey: number)
                if waiting == nil { state.cancelled.insert(number) }
                return waiting
            }
            continuation?.resume()
        }
        state.withLock { _ = $0.cancelled.remove(number) }
    }

    func wakeAll() {
        let woken = state.withLock { state in
            defer { state.waiting = [:] }
            return state.waiting.values.map { $0 }
        }
        for continuation in woken { continuation.resume() }
    }
}
