import ClusterModel
import DevCluster
import JSONTree
import KubeClient
import KubeModel
import KubeRuntime
import KubeTesting
import ReconcileCore
import Testing

@Suite("Event recorder") struct EventRecorderTests {
    private let note = EventNote(
        regarding: ObjectKey(.configMap, namespace: "default", name: "a"), uid: "u", severity: .warning,
        reason: "Tested",
        action: "Test", message: "a test")

    private func recorder(_ transport: any Transport, _ metrics: MetricsRegistry) -> EventRecorder {
        EventRecorder(
            client: KubeClient(transport: transport), instance: "test", metrics: metrics, logger: .silent,
            now: { KubeTime(seconds: 1_800_000_000) })
    }

    @Test("a note becomes an Event, and the same note again only a count")
    func aggregates() async throws {
        let host = ClusterHost(Cluster(), now: { KubeTime(seconds: 1_800_000_000) })
        let metrics = MetricsRegistry()
        let recorder = recorder(InMemoryTransport(host), metrics)
        await recorder.record([note, note])
        await recorder.record([note])
        let events = try await KubeClient(transport: InMemoryTransport(host)).list(.event, namespace: "default").items
        #expect(events.count == 1)
        #expect(events.first?.root["reason"]?.string == "Tested")
        #expect(events.first?.root["type"]?.string == "Warning")
        #expect(events.first?.root["involvedObject"]?["name"]?.string == "a")
        #expect(metrics.value(of: .events, [("result", "sent")]) == 1)
        #expect(metrics.value(of: .events, [("result", "suppressed")]) == 2)
    }

    @Test("an Event that cannot be sent is counted, tried once, and holds nothing up")
    func failure() async {
        let metrics = MetricsRegistry()
        let server = ScriptedServer { _, _ in .json("{}", status: 503) }
        await recorder(server, metrics).record([note])
        #expect(metrics.value(of: .events, [("result", "failed")]) == 1)
        #expect(server.requests.count == 1)
    }
}
