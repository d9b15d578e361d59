import ClusterModel
import DevCluster
import JSONTree
import KubeClient
import KubeModel
import KubeRuntime
import KubeTesting
import ReconcileCore
import Synchronization
import Testing

@Suite("Applier") struct ApplierTests {
    private static let now = KubeTime(seconds: 1_800_000_000)
    private let stage = Stage(order: 1, name: "test")

    private func applier(
        _ transport: any Transport, _ store: ObjectStore, _ metrics: MetricsRegistry = MetricsRegistry(),
        remedy: @escaping @Sendable (KubeError, ObjectKey) -> String? = { _, _ in nil }
    ) -> Applier {
        var options = KubeClient.Options(fieldManager: "tester")
        options.retry = .never
        return Applier(
            client: KubeClient(transport: transport, options: options),
            ownership: Ownership(label: "owner", value: "tester", adoptionAnnotation: "adopt"), stores: [store],
            metrics: metrics, logger: .silent, now: { Self.now }, remedy: remedy)
    }

    private func configMap(_ name: String) -> KubeObject {
        KubeObject(
            .configMap, namespace: "default", name: name, labels: ["owner": "tester"], fields: ["data": ["a": "1"]])
    }

    @Test("what was written is in the store at once, so that the same plan again writes nothing")
    func ownWrites() async throws {
        let host = ClusterHost(Cluster(), now: { Self.now })
        let (store, metrics) = (ObjectStore(.configMap), MetricsRegistry())
        let applier = applier(InMemoryTransport(host), store, metrics)
        let plan = Plan(desired: [PlannedObject(stage, configMap("a")), PlannedObject(stage, configMap("b"))])
        let first = await applier.perform(plan)
        #expect(first.outcome == .done && first.report.changedCount == 2)
        #expect(store.all.map(\.key.name) == ["a", "b"])
        let second = await applier.perform(plan)
        #expect(second.outcome == .done && second.report.changedCount == 0)
        #expect(metrics.value(of: .writes, [("resource", "configmaps"), ("operation", "apply")]) == 2)

        let live = try #require(store.all.first)
        let removal = PlannedRemoval(stage, live.key, preconditions: .init(uid: live.uid))
        _ = await applier.perform(Plan(removals: [removal]))
        #expect(store.all.map(\.key.name) == ["b"])
    }

    @Test("an object of somebody else is found before anything is written to it")
    func foreign() async throws {
        let host = ClusterHost(Cluster(), now: { Self.now })
        let people = KubeClient(transport: InMemoryTransport(host), options: .init(fieldManager: "people"))
        let theirs = KubeObject(.configMap, namespace: "default", name: "a", fields: ["data": ["a": "theirs"]])
        _ = try await people.apply(theirs, force: true)
        let (_, report) = await applier(InMemoryTransport(host), ObjectStore(.configMap))
            .perform(Plan(desired: [PlannedObject(stage, configMap("a"))]))
        guard case .foreign? = report.entries.first?.result else {
            Issue.record("\(report.entries)")
            return
        }
        #expect(try await people.get(theirs.key).root["data"]?["a"]?.string == "theirs")
    }

    @Test("many objects to be made in one namespace are looked for with one list, and somebody else's is found in it")
    func absences() async throws {
        let host = ClusterHost(Cluster(), now: { Self.now })
        let people = KubeClient(transport: InMemoryTransport(host), options: .init(fieldManager: "people"))
        let theirs = KubeObject(.configMap, namespace: "default", name: "c", fields: ["data": ["a": "theirs"]])
        _ = try await people.apply(theirs, force: true)
        let names = ["a", "b", "c", "d", "e"]
        let plan = Plan(desired: names.map { PlannedObject(stage, configMap($0)) })
        let reads = Mutex<[String]>([])
        let transport = FaultInjection(InMemoryTransport(host)) { _, request in
            if request.method == .get { reads.withLock { $0.append("/" + request.path.joined(separator: "/")) } }
            return nil
        }
        let (_, report) = await applier(transport, ObjectStore(.configMap)).perform(plan)
        #expect(report.changedCount == 4)
        #expect(report.failures.map { $0.key.name } == ["c"])
        let folder = "/api/v1/namespaces/default/configmaps"
        #expect(reads.withLock { $0 } == [folder, "\(folder)/c"])
    }

    @Test("where a list is refused, each object is read")
    func refusedList() async throws {
        let host = ClusterHost(Cluster(), now: { Self.now })
        let plan = Plan(desired: ["a", "b", "c", "d"].map { PlannedObject(stage, configMap($0)) })
        let refusal = APIStatus(code: 403, reason: .forbidden, message: "no")
        let transport = FaultInjection(InMemoryTransport(host)) { _, request in
            guard request.method == .get, request.path.last == "configmaps" else { return nil }
            return .answer(APIResponse(status: 403, body: refusal.value.bytes))
        }
        let (outcome, report) = await applier(transport, ObjectStore(.configMap)).perform(plan)
        #expect(outcome == .done && report.changedCount == 4)
    }

    @Test("a refusal carries the remedy behind the server's words")
    func remedy() async {
        let server = ScriptedServer { request, _ in
            let code = request.method == .get ? 404 : 403
            let reason: APIStatus.Reason = request.method == .get ? .notFound : .forbidden
            return .json(APIStatus(code: code, reason: reason, message: "no").value.text, status: code)
        }
        let (outcome, report) = await applier(server, ObjectStore(.configMap), remedy: { _, key in "Ask for \(key)" })
            .perform(Plan(desired: [PlannedObject(stage, configMap("a"))]))
        guard case .forbidden(let message)? = report.entries.first?.result, case .stalled = outcome else {
            Issue.record("\(report.entries)")
            return
        }
        #expect(message.hasSuffix(". Ask for ConfigMap default/a"), "\(message)")
    }

    @Test("a Secret is read and answered as metadata only")
    func secrets() async {
        let server = ScriptedServer { request, _ in
            let status = APIStatus(code: 404, reason: .notFound, message: "absent")
            return request.method == .get
                ? .json(status.value.text, status: 404)
                : .json(#"{"metadata": {"name": "s", "namespace": "default", "uid": "u", "resourceVersion": "1"}}"#)
        }
        let secret = KubeObject(.secret, namespace: "default", name: "s", labels: ["owner": "tester"])
        let (_, report) = await applier(server, ObjectStore(.secret)).perform(
            Plan(desired: [PlannedObject(stage, secret)]))
        #expect(report.changedCount == 1)
        #expect(server.requests.count == 2)
        #expect(server.requests.allSatisfy { $0.accept == APIRequest.metadataOnly })
    }
}

extension Applier {
    /// Makes the cluster as planned by comparing everything.
    fileprivate func perform(_ plan: Plan) async -> (outcome: Outcome, report: ApplyReport) {
        var agreed = AgreedObjects()
        return await perform(plan, agreed: &agreed)
    }
}
