import Synchronization

/// Tells tasks that something changed, without losing a change that comes between looking and waiting.
///
/// Look at ``generation`` first, then at the state, then wait for a later generation.
final class Signal: Sendable {
    private struct State {
        var generation = 0
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var cancelled: Set<Int> = []
        var lastTicket = 0
    }

    private let state = Mutex(State())

    var generation: Int { state.withLock { $0.generation } }

    /// Ends all waits.
    func notify() {
        let woken = state.withLock { state in
            state.generation += 1
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for continuation in woken { continuation.resume() }
    }

    /// Returns when the generation is past the one given, when the deadline has come, or when the task is cancelled.
    ///
    /// - Parameter deadline: nil waits without one.
    func wait(past generation: Int, until deadline: ContinuousClock.Instant?) async {
        guard let deadline else { return await wait(past: generation) }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.wait(past: generation) }
            group.addTask { try? await Task.sleep(until: deadline, clock: .continuous) }
            await group.next()
            group.cancelAll()
        }
    }

    private func wait(past generation: Int) async {
        let ticket = state.withLock { state in
            state.lastTicket += 1
            return state.lastTicket
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.cancelled.remove(ticket) != nil || state.generation > generation { return true }
                    state.waiting[ticket] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let continuation = state.withLock { state in
                let waiting = state.waiting.removeValue(forKey: ticket)
                if waiting == nil { state.cancelled.insert(ticket) }
                return waiting
            }
            continuation?.resume()
        }
        state.withLock { _ = $0.cancelled.remove(ticket) }
    }
}
