import ClusterModel
import DevCluster
import JSONTree
import KubeClient
import KubeModel
import KubeRuntime
import KubeTesting
import ReconcileCore
import Testing

@Suite("Informer") struct InformerTests {
    private func informer(_ transport: any Transport, _ store: ObjectStore, _ metrics: MetricsRegistry) -> Informer {
        var options = KubeClient.Options()
        options.sleep = { _ async throws(CancellationError) in await Task.yield() }
        let client = KubeClient(transport: transport, options: options)
        return Informer(
            WatchScope(.configMap), client: client, store: store, metrics: metrics, logger: .silent, seed: 1
        ) { _, _ in }
    }

    private func object(_ name: String, _ version: Int, uid: String? = "u") -> String {
        let uid = uid.map { #", "uid": "\#($0)-\#(name)""# } ?? ""
        return #"{"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"name": "\#(name)", "namespace": "n", "#
            + #""resourceVersion": "\#(version)"\#(uid)}}"#
    }

    private func event(_ type: String, _ object: String) -> String {
        #"{"type": "\#(type)", "object": \#(object)}"# + "\n"
    }

    private let end =
        #"{"type": "BOOKMARK", "object": {"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"resourceVersion": "10", "annotations": {"k8s.io/initial-events-end": "true"}}}}"#
        + "\n"

    private func names(_ store: ObjectStore) -> [String] { store.all.map(\.key.name) }

    @Test("a store shows what is there and follows what changes")
    func follows() async throws {
        let host = ClusterHost(Cluster(), now: { KubeTime(seconds: 1_800_000_000) })
        let people = KubeClient(transport: InMemoryTransport(host))
        let store = ObjectStore(.configMap)
        let informer = informer(InMemoryTransport(host), store, MetricsRegistry())
        _ = try await people.apply(KubeObject(.configMap, namespace: "default", name: "a"), force: true)
        #expect(informer.problem?.contains("not listed yet") == true)
        try await alongside({ await informer.run() }) {
            try await eventually("the list") { store.hasSynced && names(store).contains("a") }
            #expect(informer.problem == nil)
            _ = try await people.apply(KubeObject(.configMap, namespace: "default", name: "b"), force: true)
            try await eventually("b") { names(store).contains("b") }
            _ = try await people.delete(ObjectKey(.configMap, namespace: "default", name: "a"))
            try await eventually("the end of a") { !names(store).contains("a") }
        }
    }

    @Test("after a watch that was forgotten, refused or lost everything is read again", arguments: [410, 500, 429, 0])
    func recovers(status: Int) async throws {
        let host = ClusterHost(Cluster(), now: { KubeTime(seconds: 1_800_000_000) })
        let people = KubeClient(transport: InMemoryTransport(host))
        let response = APIResponse(
            status: status, body: APIStatus(code: status, reason: .expired, message: "injected").value.bytes)
        let faulty = FaultInjection(InMemoryTransport(host)) { number, _ in
            guard number < 2 else { return nil }
            return status == 0 ? .requestLost : .answer(response)
        }
        let (store, metrics) = (ObjectStore(.configMap), MetricsRegistry())
        let informer = informer(faulty, store, metrics)
        try await alongside({ await informer.run() }) {
            try await eventually("the list") { store.hasSynced }
            _ = try await people.apply(KubeObject(.configMap, namespace: "default", name: "later"), force: true)
            try await eventually("the event") { names(store).contains("later") }
        }
        #expect(metrics.sum(of: "idmon_watch_failures_total") > 0)
    }

    @Test("an ERROR event 410 in a watch leads to a new list, which removes what is gone")
    func errorEvent() async throws {
        let gone = event(
            "ERROR", #"{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Expired", "code": 410}"#)
        let first = event("ADDED", object("a", 1)) + event("ADDED", object("b", 2)) + end + gone
        let second = event("ADDED", object("b", 12)) + end
        let server = ScriptedServer { request, index in
            guard request.queryValue("watch") == nil else { return .json(index == 0 ? first : second) }
            let list =
                #"{"kind": "ConfigMapList", "apiVersion": "v1", "metadata": {"resourceVersion": "12"}, "items": [\#(object("b", 12))]}"#
            return .json(list)
        }
        let (store, metrics) = (ObjectStore(.configMap), MetricsRegistry())
        let informer = informer(server, store, metrics)
        try await alongside({ await informer.run() }) {
            try await eventually("a and b") { metrics.sum(of: "idmon_watch_relists_total") >= 1 }
            try await eventually("only b") { names(store) == ["b"] && store.all.first?.resourceVersion == "12" }
        }
        #expect(server.requests.count >= 2)
    }

    @Test("an object without a UID is left out, and the others are taken in")
    func unreadable() async throws {
        let lines = event("ADDED", object("bad", 1, uid: nil)) + event("ADDED", object("good", 2)) + end
        let server = ScriptedServer { _, _ in .json(lines) }
        let store = ObjectStore(.configMap)
        let informer = informer(server, store, MetricsRegistry())
        try await alongside({ await informer.run() }) {
            try await eventually("the list") { store.hasSynced }
            #expect(names(store) == ["good"])
        }
    }
}

extension MetricsRegistry {
    /// The sum of a counter over all labels.
    func sum(of family: String) -> Double {
        text.split(separator: "\n").filter { $0.hasPrefix(family + "{") || $0.hasPrefix(family + " ") }
            .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.reduce(0, +)
    }
}
