import JSONTree
import KubeClient
import KubeModel
import KubeTesting
import Testing

/// A fixed course of events: access is given, changed and partly taken away, in phases; after each the operator's work is
/// to be done, whatever goes wrong on the way.
struct Scenario: Sendable {
    static let phases = 3

    /// What people do at the beginning of a phase.
    static func begin(_ phase: Int, _ story: Story) async throws {
        switch phase {
        case 0:
            try await story.write()
            try await story.writeBinding("weekly-report") {
                $0["grants"] = [["group": .string(Story.leads), "role": "viewer"]]
            }
        case 1:
            try await story.writeBinding {
                $0["grants"] = [["group": .string(Story.developers), "role": "viewer"]]
                $0["templates"] = [["name": "nightly-report"], ["name": "monthly-report"]]
            }
            try await story.delete(story.binding("weekly-report"))
        default:
            try await story.delete(story.binding())
            try await story.delete(story.scope)
            try await story.delete(story.installation)
        }
    }

    /// Waits until a phase has come to its end, as people see it.
    private static func end(_ phase: Int, _ story: Story) async throws {
        switch phase {
        case 0:
            try await story.waitUntilReady([
                story.installation, story.realm, story.scope, story.binding(), story.binding("weekly-report"),
            ])
        case 1:
            try await story.waitUntilGone(story.binding("weekly-report"))
            try await story.waitUntilReady()
        default:
            for key in [story.binding(), story.scope, story.installation] { try await story.waitUntilGone(key) }
        }
    }

    /// Runs all phases.
    ///
    /// - Parameters:
    ///   - transport: how the operator reaches the cluster in a phase.
    ///   - isDead: whether that transport is of no more use, so that another operator must go on.
    /// - Returns: the state after each phase.
    static func run(
        _ cluster: ModelCluster, retry: RetryPolicy = .standard, expecting expected: [Snapshot]? = nil,
        transport: (Int) -> any Transport, isDead: () -> Bool = { false }
    ) async throws -> [Snapshot] {
        var snapshots: [Snapshot] = []
        for phase in 0..<phases {
            try await begin(phase, cluster.story)
            let process = cluster.process(transport(phase), retry: retry)
            if try await !isReached(phase, expected, cluster, process, isDead) {
                await process.kill()
                let successor = cluster.process(retry: retry)
                _ = try await isReached(phase, expected, cluster, successor) { false }
                try await successor.stop()
            } else {
                try await process.stop()
            }
            snapshots.append(try await cluster.story.snapshot())
        }
        return snapshots
    }

    /// Waits until the state after a phase is reached; where none is known, until there is nothing more to do.
    ///
    /// - Returns: false when the operator has died.
    private static func isReached(
        _ phase: Int, _ expected: [Snapshot]?, _ cluster: ModelCluster, _ process: OperatorProcess,
        _ isDead: () -> Bool
    ) async throws -> Bool {
        guard let expected else {
            try await end(phase, cluster.story)
            try await process.waitUntilQuiet(for: .milliseconds(1500))
            return true
        }
        try await eventually("the state after phase \(phase)", pause: .milliseconds(100)) {
            if isDead() { return nil }
            return try await cluster.story.snapshot().differences(from: expected[phase]).first
        }
        return !isDead()
    }
}
