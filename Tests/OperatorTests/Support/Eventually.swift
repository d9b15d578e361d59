import Testing

/// Looks again and again until nothing is missing.
///
/// - Parameters:
///   - pause: the time between two looks.
///   - missing: what is not yet as it will be; nil when all is.
func eventually(
    _ what: String, within timeout: Duration = .seconds(180), pause: Duration = .milliseconds(20),
    sourceLocation: SourceLocation = #_sourceLocation,
    _ missing: () async throws -> String?
) async throws {
    let deadline = ContinuousClock.now + timeout
    while true {
        // However long this task had to wait for its turn, the last look is after the deadline.
        let isLast = ContinuousClock.now >= deadline
        guard let problem = try await missing() else { return }
        if isLast {
            Issue.record("\(what) did not happen within \(timeout): \(problem)", sourceLocation: sourceLocation)
            break
        }
        try await Task.sleep(for: pause)
    }
    throw NeverHappened(what: what)
}

/// Ends a test whose later steps would mean nothing.
struct NeverHappened: Error, CustomStringConvertible {
    let what: String
    var description: String { "\(what) did not happen" }
}
