import KubeRuntime
import Logging
import ReconcileCore
import ServiceLifecycle
import Synchronization
import Testing

@Suite("Controller") struct ControllerTests {
    /// What was reconciled, in order.
    private final class Record: Sendable {
        private let turns = Mutex<[Int]>([])
        var all: [Int] { turns.withLock { $0 } }
        func add(_ key: Int) -> Int {
            turns.withLock { turns in
                turns.append(key)
                return turns.count { $0 == key }
            }
        }
    }

    private struct Running: Service {
        let controller: Controller<Int>
        func run() async throws { await controller.run() }
    }

    @Test("a key that failed is tried again until it is done, and others are not kept waiting")
    func retries() async throws {
        let (queue, record, metrics) = (KeyQueue<Int>(), Record(), MetricsRegistry())
        let controller = Controller(queue: queue, workers: 2, metrics: metrics, logger: .silent) { key in
            let turn = record.add(key)
            return key == 1 && turn < 4 ? .retry(reason: "not yet", atLeast: .zero) : .done
        }
        queue.add([1, 2])
        try await alongside({ await controller.run() }) {
            try await eventually("four turns of 1") { record.all.count { $0 == 1 } == 4 }
        }
        #expect(record.all.count { $0 == 2 } == 1)
        #expect(metrics.value(of: .reconciles, [("outcome", "retried")]) == 3)
        #expect(metrics.value(of: .reconciles, [("outcome", "done")]) == 2)
    }

    @Test("a key that asked for another turn gets it, and a stalled one is looked at again")
    func comesAgain() async throws {
        let (queue, record) = (KeyQueue<Int>(), Record())
        let controller = Controller(queue: queue, workers: 1, metrics: MetricsRegistry(), logger: .silent) { key in
            let turn = record.add(key)
            if turn > 2 { return .done }
            return key == 1
                ? .requeue(after: .milliseconds(2)) : .stalled(reason: "a test", recheckAfter: .milliseconds(2))
        }
        queue.add([1, 2])
        try await alongside({ await controller.run() }) {
            try await eventually("three turns of each") { record.all.count == 6 }
        }
    }

    @Test("a reconcile that takes too long is cancelled and tried again")
    func deadline() async throws {
        let (queue, record) = (KeyQueue<Int>(), Record())
        let controller = Controller(
            queue: queue, workers: 1, deadline: .milliseconds(20), metrics: MetricsRegistry(), logger: .silent
        ) { key in
            if record.add(key) == 1 { try? await Task.sleep(for: .seconds(600)) }
            return .done
        }
        queue.add([1])
        try await alongside({ await controller.run() }) {
            try await eventually("the second turn") { record.all == [1, 1] }
        }
    }

    @Test("a graceful stop finishes what has begun and begins nothing more")
    func gracefulStop() async throws {
        let (queue, begun, ended) = (KeyQueue<Int>(), Record(), Record())
        let controller = Controller(queue: queue, workers: 1, metrics: MetricsRegistry(), logger: .silent) { key in
            _ = begun.add(key)
            try? await Task.sleep(for: .milliseconds(50))
            _ = ended.add(Task.isCancelled ? -key : key)
            return .done
        }
        let group = ServiceGroup(services: [Running(controller: controller)], logger: .silent)
        queue.add([1, 2])
        async let run: Void = group.run()
        try await eventually("the first turn") { !begun.all.isEmpty }
        await group.triggerGracefulShutdown()
        try await run
        #expect(begun.all.count == 1)
        #expect(ended.all == begun.all)
    }
}
