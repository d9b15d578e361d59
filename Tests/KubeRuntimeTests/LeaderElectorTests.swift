import ClusterModel
import DevCluster
import JSONTree
import KubeClient
import KubeModel
import KubeRuntime
import KubeTesting
import Logging
import ReconcileCore
import ServiceLifecycle
import Synchronization
import Testing

@Suite("Leader elector") struct LeaderElectorTests {
    private static let lease = ObjectKey(.lease, namespace: "default", name: "test")
    private static let now: @Sendable () -> KubeTime = { SystemClock.now() }

    /// One candidate, whose work is to wait.
    private final class Candidate: Sendable {
        let metrics = MetricsRegistry()
        private let group: ServiceGroup
        private let task: Task<Void, any Error>

        var isLeading: Bool { metrics.value(of: .isLeader) == 1 }

        init(_ name: String, _ transport: any Transport, _ timing: LeaseTiming) {
            let elector = LeaderElector(
                lease: LeaderElectorTests.lease, identity: name, client: KubeClient(transport: transport),
                timing: timing,
                metrics: metrics, logger: .silent, now: LeaderElectorTests.now, seed: 1)
            let group = ServiceGroup(services: [Standing(elector: elector)], logger: .silent)
            self.group = group
            task = Task { try await group.run() }
        }

        func stop() async throws {
            await group.triggerGracefulShutdown()
            try await task.value
        }

        var failure: (any Error)? {
            get async {
                if case .failure(let error) = await task.result { error } else { nil }
            }
        }
    }

    private struct Standing: Service {
        let elector: LeaderElector
        func run() async throws {
            try await elector.run {
                try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(600)) }
            }
        }
    }

    @Test("of two candidates one leads; when it stops it gives the lease back and the other leads")
    func takeover() async throws {
        let host = ClusterHost(Cluster(), now: Self.now)
        let timing = try LeaseTiming(lease: .seconds(30), renewDeadline: .seconds(20), retry: .milliseconds(50))
        let first = Candidate("first", InMemoryTransport(host), timing)
        try await eventually("the first leads") { first.isLeading }
        let second = Candidate("second", InMemoryTransport(host), timing)
        try await Task.sleep(for: .milliseconds(200))
        #expect(!second.isLeading)
        try await first.stop()
        // Well before the lease of 30 seconds would have run out.
        try await eventually("the second leads", within: .seconds(15)) { second.isLeading }
        #expect(!first.isLeading)
        let client = KubeClient(transport: InMemoryTransport(host))
        let spec = try await client.get(Self.lease).root["spec"]
        #expect(spec?["holderIdentity"]?.string == "second")
        #expect(spec?["leaseTransitions"]?.integer == 1)
        try await second.stop()
    }

    @Test("a leader that can no longer renew stops its work before the lease is over, and says so")
    func isolation() async throws {
        let host = ClusterHost(Cluster(), now: Self.now)
        let timing = try LeaseTiming(lease: .seconds(2), renewDeadline: .seconds(1), retry: .milliseconds(100))
        let cut = Cut()
        let leader = Candidate(
            "leader", FaultInjection(InMemoryTransport(host)) { _, _ in cut.isCut ? .requestLost : nil }, timing)
        try await eventually("leadership") { leader.isLeading }
        cut.cut()
        let failure = await leader.failure
        #expect(failure is LeaderElector.LostLeadership, "\(failure.map { "\($0)" } ?? "no error")")
        #expect(!leader.isLeading)
    }

    @Test("a leader whose lease somebody else holds stops at once, and says who")
    func usurpation() async throws {
        let host = ClusterHost(Cluster(), now: Self.now)
        let timing = try LeaseTiming(lease: .seconds(30), renewDeadline: .seconds(20), retry: .milliseconds(50))
        let leader = Candidate("leader", InMemoryTransport(host), timing)
        try await eventually("leadership") { leader.isLeading }
        let client = KubeClient(transport: InMemoryTransport(host))
        _ = try await client.patch(Self.lease, .merge, body: ["spec": ["holderIdentity": "usurper"]])
        let failure = await leader.failure
        #expect((failure as? LeaderElector.LostLeadership)?.description.contains("usurper") == true)
        #expect(try await client.get(Self.lease).root["spec"]?["holderIdentity"]?.string == "usurper")
    }

    private final class Cut: Sendable {
        private let state = Mutex(false)
        var isCut: Bool { state.withLock { $0 } }
        func cut() { state.withLock { $0 = true } }
    }
}
