import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import KubeRuntime
import ReconcileCore
import Synchronization

/// Adds up for the metrics what the statuses of all installations tell of tokens.
///
/// Summed over the installations: their names are nobody's business who may only scrape.
final class TokenGauges: Sendable {
    private struct Facts {
        let kind: String
        let usable: Int64
        let missing: Int64
        let oldestIssue: KubeTime?
        let nextExpiry: KubeTime?
    }

    private let metrics: MetricsRegistry
    private let known = Mutex<[ReconcileKey: Facts]>([:])

    init(_ metrics: MetricsRegistry) { self.metrics = metrics }

    /// Takes in what a plan tells of its installation; one that tells nothing has none any more.
    func take(_ plan: Plan, of key: ReconcileKey) {
        guard case .installation = key else { return }
        let told = plan.statuses.first { $0.key.type == .argoInstallation }?.status["tokens"]
        known.withLock { known in
            known[key] = told.map { tokens in
                Facts(
                    kind: tokens["kind"]?.string ?? "", usable: tokens["usable"]?.integer ?? 0,
                    missing: tokens["missing"]?.integer ?? 0,
                    oldestIssue: tokens["oldestIssuedAt"]?.string.flatMap { KubeTime($0) },
                    nextExpiry: tokens["nextExpiryAt"]?.string.flatMap { KubeTime($0) })
            }
            show(Array(known.values))
        }
    }

    private func show(_ facts: [Facts]) {
        for kind in TokenKind.allCases.map(\.rawValue) {
            let ofKind = facts.filter { $0.kind == kind }
            let label = (name: "kind", value: kind.lowercased())
            metrics.set(
                .tokens, to: Double(ofKind.reduce(0) { $0 + $1.usable }), [label, (name: "state", value: "usable")])
            metrics.set(
                .tokens, to: Double(ofKind.reduce(0) { $0 + $1.missing }), [label, (name: "state", value: "missing")])
        }
        show(facts.compactMap(\.oldestIssue).min(), as: .tokenOldestIssue)
        show(facts.compactMap(\.nextExpiry).min(), as: .tokenNextExpiry)
    }

    /// No token, no time: a zero would read as long ago.
    private func show(_ time: KubeTime?, as family: MetricFamily) {
        if let time { metrics.set(family, to: Double(time.seconds)) } else { metrics.remove(family) }
    }
}
