import Logging
import Testing

/// Looks again and again until a condition holds.
func eventually(
    _ what: String, within timeout: Duration = .seconds(120), sourceLocation: SourceLocation = #_sourceLocation,
    _ holds: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + timeout
    while true {
        // However long this task had to wait for its turn, the last look is after the deadline.
        let isLast = ContinuousClock.now >= deadline
        if try await holds() { return }
        if isLast { break }
        try await Task.sleep(for: .milliseconds(5))
    }
    Issue.record("\(what) did not happen within \(timeout)", sourceLocation: sourceLocation)
    throw CancellationError()
}

/// Runs something as long as a body takes, then cancels it.
func alongside(_ work: @escaping @Sendable () async -> Void, _ body: () async throws -> Void) async throws {
    let task = Task { await work() }
    do {
        try await body()
    } catch {
        task.cancel()
        await task.value
        throw error
    }
    task.cancel()
    await task.value
}

extension Logger {
    /// Says nothing.
    static let silent = Logger(label: "silent", factory: { _ in SwiftLogNoOpLogHandler() })
}
