package import KubeClient
package import KubeModel
package import Logging
package import ReconcileCore
import Synchronization

/// Sends notes to the cluster as Kubernetes Events, as far as an ``EventAggregator`` lets them through.
///
/// An Event that cannot be sent at the first try is counted and forgotten.
package final class EventRecorder: Sendable {
    private let client: KubeClient
    private let aggregator: Mutex<EventAggregator>
    private let metrics: MetricsRegistry
    private let logger: Logger
    private let now: @Sendable () -> KubeTime

    /// - Parameter instance: the pod or process that reports.
    package init(
        client: KubeClient, instance: String, metrics: MetricsRegistry, logger: Logger,
        now: @escaping @Sendable () -> KubeTime
    ) {
        var options = client.options
        options.retry = .never
        options.requestTimeout = .seconds(5)
        self.client = KubeClient(transport: client.transport, options: options)
        aggregator = Mutex(EventAggregator(.init(component: client.options.fieldManager, instance: instance)))
        self.metrics = metrics
        self.logger = logger
        self.now = now
    }

    package func record(_ notes: [EventNote]) async {
        for note in notes {
            let time = now()
            guard let event = aggregator.withLock({ $0.event(for: note, at: time) }) else {
                metrics.add(to: .events, [("result", "suppressed")])
                continue
            }
            do throws(KubeError) {
                _ = try await client.apply(event, force: true)
                metrics.add(to: .events, [("result", "sent")])
            } catch {
                metrics.add(to: .events, [("result", "failed")])
                logger.warning("an Event was not sent", metadata: ["reason": "\(note.reason)", "error": "\(error)"])
            }
        }
    }
}
