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
    var last = "nothing was looked at"
    while ContinuousClock.now < deadline {
        guard let problem = try await missing() else { return }
        last = problem
        try await Task.sleep(for: pause)
    }
    Issue.record("\(what) did not happen within \(timeout): \(last)", sourceLocation: sourceLocation)
    throw NeverHappened(what: what)
}

/// Ends a test whose later steps would mean nothing.
struct NeverHappened: Error, CustomStringConvertible {
    let what: String
    var description: String { "\(what) did not happen" }
}
