import AccessCompiler
import AccessExplainer
import KubeRuntime
import Synchronization

/// Adds up for the metrics how many statements of AccessTests are true, over all installations.
final class AccessTestGauges: Sendable {
    private let metrics: MetricsRegistry
    private let known = Mutex<[ReconcileKey: [AccessTestResult.Outcome: Int]]>([:])

    init(_ metrics: MetricsRegistry) { self.metrics = metrics }

    /// Takes in what came of the AccessTests of an installation; one without any has none any more.
    func take(_ runs: [AccessTestRun], of key: ReconcileKey) {
        var counts: [AccessTestResult.Outcome: Int] = [:]
        for result in runs.flatMap(\.results) { counts[result.outcome, default: 0] += 1 }
        known.withLock { known in
            known[key] = counts.isEmpty ? nil : counts
            for outcome in AccessTestResult.Outcome.allCases {
                let sum = known.values.reduce(0) { $0 + ($1[outcome] ?? 0) }
                metrics.set(.accessTests, to: Double(sum), [("outcome", outcome.rawValue)])
            }
        }
    }
}
