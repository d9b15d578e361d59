package import Logging
package import ReconcileCore
import ServiceLifecycle

/// Runs reconciles of keys with a number of workers; one key is never reconciled twice at once.
///
/// Level-triggered: a turn carries a key and no event, so that lost and repeated events make no difference.
package struct Controller<Key: Hashable & Sendable>: Sendable {
    package let queue: KeyQueue<Key>
    private let workers: Int
    private let deadline: Duration
    private let metrics: MetricsRegistry
    private let logger: Logger
    private let reconcile: @Sendable (Key) async -> Outcome

    /// - Parameter deadline: how long one reconcile may take.
    package init(
        queue: KeyQueue<Key>, workers: Int, deadline: Duration = .seconds(120), metrics: MetricsRegistry,
        logger: Logger,
        reconcile: @escaping @Sendable (Key) async -> Outcome
    ) {
        self.queue = queue
        self.workers = workers
        self.deadline = deadline
        self.metrics = metrics
        self.logger = logger
        self.reconcile = reconcile
    }

    /// Works until the queue is shut down or the task is cancelled; a turn that has begun is finished on graceful stop.
    package func run() async {
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<workers { group.addTask { await work() } }
            }
        } onGracefulShutdown: {
            queue.shutDown()
        }
    }

    private func work() async {
        while let turn = await queue.next() {
            metrics.observe(.queueSeconds, turn.waited)
            metrics.set(.queueDepth, to: Double(queue.depth))
            let start = ContinuousClock.now
            let result = await withDeadline(turn.item)
            metrics.observe(.reconcileSeconds, start.duration(to: .now))
            settle(turn.item, result)
            queue.done(turn.item)
        }
    }

    private func withDeadline(_ key: Key) async -> Outcome {
        await withTaskGroup(of: Outcome?.self) { group in
            group.addTask { await reconcile(key) }
            group.addTask {
                try? await Task.sleep(for: deadline)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first ?? .retry(reason: "the reconcile took longer than \(deadline)", atLeast: .zero)
        }
    }

    private func settle(_ key: Key, _ outcome: Outcome) {
        switch outcome {
        case .done:
            queue.forget(key)
            metrics.add(to: .reconciles, [("outcome", "done")])
        case .requeue(.zero):
            queue.addAtOnce(key)
            metrics.add(to: .reconciles, [("outcome", "requeued")])
        case .requeue(let after):
            queue.forget(key)
            queue.add(key, after: after)
            metrics.add(to: .reconciles, [("outcome", "requeued")])
        case .retry(let reason, let atLeast):
            let delay = queue.addAfterFailure(key, atLeast: atLeast)
            metrics.add(to: .reconciles, [("outcome", "retried")])
            logger.warning(
                "will be tried again", metadata: ["key": "\(key)", "after": "\(delay)", "reason": "\(reason)"])
        case .stalled(let reason, let recheckAfter):
            queue.forget(key)
            queue.add(key, after: recheckAfter)
            metrics.add(to: .reconciles, [("outcome", "stalled")])
            logger.error("needs a person", metadata: ["key": "\(key)", "reason": "\(reason)"])
        }
    }
}
