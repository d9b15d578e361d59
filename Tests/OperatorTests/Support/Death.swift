import KubeModel
import Synchronization

/// The moment after which nothing that a process sends arrives any more.
final class Death: Sendable {
    private let limit: Int
    private let state = Mutex((writes: 0, hasStruck: false))

    /// - Parameter limit: how many writes arrive.
    init(afterWrites limit: Int) { self.limit = limit }

    var hasStruck: Bool { state.withLock { $0.hasStruck } }

    func strikes(_ request: APIRequest) -> Bool {
        state.withLock { state in
            if state.hasStruck { return true }
            guard request.method != .get else { return false }
            state.writes += 1
            state.hasStruck = state.writes > limit
            return state.hasStruck
        }
    }
}
