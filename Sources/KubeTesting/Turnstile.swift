/// Lets a number of tasks in at a time; the others wait in the order in which they came.
package actor Turnstile {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// - Parameter places: how many tasks are let in at a time; at least one.
    package init(places: Int) { free = max(1, places) }

    /// Runs an operation as soon as there is a place.
    package func pass<Value: Sendable>(_ operation: @Sendable () async throws -> Value) async rethrows -> Value {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
        defer { leave() }
        return try await operation()
    }

    private func leave() {
        if waiting.isEmpty {
            free += 1
        } else {
            // The place goes over to the first who waits.
            waiting.removeFirst().resume()
        }
    }
}
