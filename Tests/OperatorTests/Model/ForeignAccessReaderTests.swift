import AccessCompiler
import AccessExplainer
import AccessModel
import JSONTree
import KubeClient
import KubeModel
import KubeTesting
import Synchronization
import Testing

@testable import IdmonOperator

@Suite("What others made, as it is read", .timeLimit(.minutes(30)))
struct ForeignAccessReaderTests {
    private let cluster: ModelCluster
    private let key = ReconcileKey.installation(ResourceName(namespace: "argo", name: "main"))
    /// About all namespaces of the installation.
    private let accessTest = ObjectKey(.accessTest, namespace: "argo", name: "all")
    /// How often a reading brought something else.
    private let news = Counter()

    private final class Counter: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock { $0 } }
        func increment() { count.withLock { $0 += 1 } }
    }

    init() async throws {
        cluster = try await ModelCluster()
        try await cluster.story.writeInstallation()
        try await cluster.story.writeScope()
        try await cluster.story.write(
            accessTest,
            [
                "installationRef": ["name": "main", "namespace": "argo"],
                "tests": [["who": ["everyone": true], "action": "exec", "expect": "Denied"]],
            ])
        try await cluster.story.writeForeignAccount("true", rules: [])
    }

    /// What the test asks about, with a scope in each of the namespaces.
    private func extent(_ namespaces: [String] = ["payments"]) async throws -> ForeignAccessExtent {
        let story = cluster.story
        func live(_ key: ObjectKey) async throws -> LiveObject {
            try #require(LiveObject(key.type, document: try await story.people.get(key)))
        }
        var observation = AccessObservation(key: key, now: cluster.clock.now)
        observation.installation = try await live(story.installation)
        for namespace in namespaces {
            let other = Story(story.people, argo: story.argo, team: namespace)
            try await other.writeNamespaces()
            try await other.writeScope()
            observation.scopes.append(try await live(other.scope))
        }
        return try #require(ForeignAccessExtent(observation, [try await live(accessTest)]))
    }

    private func reader(
        _ limits: ForeignAccessReader.Limits = .init(), interval: Duration = .milliseconds(5),
        before action: @escaping @Sendable (APIRequest) async -> Void = { _ in }
    ) -> ForeignAccessReader {
        ForeignAccessReader(
            client: KubeClient(
                transport: BeforeRequest(cluster.transport, action), options: .init(fieldManager: "idmon")),
            stores: AccessStores(), interval: interval, limits: limits, seed: 1
        ) { [news] _ in news.increment() }
    }

    /// Runs a reader as long as a body takes.
    private func running(_ reader: ForeignAccessReader, _ body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await reader.run() }
            defer { group.cancelAll() }
            try await body()
        }
    }

    @Test("a reading that takes too long is cut short, and says what it has not read")
    func deadline() async throws {
        let reader = reader(.init(time: .milliseconds(100))) { request in
            guard request.path.last == "rolebindings" else { return }
            while !Task.isCancelled { try? await Task.sleep(for: .seconds(60)) }
        }
        let extent = try await extent()
        try await running(reader) {
            try await eventually("the end of a reading") {
                let unread = reader.access(for: key, extent).unread.map(\.description)
                let isCut = unread.contains { $0.contains("rolebindings") && $0.contains("took longer") }
                return isCut ? nil : "\(unread)"
            }
            #expect(reader.hasRead(for: key))
        }
    }

    @Test("of more roles than are read at most, the others count as not read")
    func manyRoles() async throws {
        for number in 0..<3 {
            try await cluster.story.write(
                KubeObject(
                    .roleBinding, namespace: "payments", name: "more-\(number)",
                    fields: [
                        "roleRef": [
                            "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole",
                            "name": .string("more-\(number)"),
                        ],
                        "subjects": [["kind": "ServiceAccount", "name": "ops", "namespace": "argo"]],
                    ]))
        }
        let gets = Counter()
        let reader = reader(.init(roles: 2), interval: .seconds(600)) { request in
            if request.path.dropLast().last == "clusterroles" { gets.increment() }
        }
        let extent = try await extent()
        try await running(reader) {
            try await eventually("a reading") {
                let unread = reader.access(for: key, extent).unread
                return unread.count == 1 && unread[0].type == .clusterRole ? nil : "\(unread)"
            }
            #expect(reader.access(for: key, extent).unread[0].reason.contains("only 2 of "))
            #expect(gets.value == 2)
        }
    }

    @Test("it is read again after the interval, told only when it changes, and no more once it is forgotten")
    func again() async throws {
        let lists = Counter()
        let reader = reader { request in
            if request.path.last == "clusterrolebindings" { lists.increment() }
        }
        let extent = try await extent()
        #expect(!reader.access(for: key, extent).unread.isEmpty)
        try await running(reader) {
            try await eventually("many readings") { lists.value > 10 ? nil : "\(lists.value)" }
            #expect(news.value == 1)
            #expect(reader.access(for: key, extent).unread.isEmpty)
            let objects = reader.access(for: key, extent).objects.filter {
                $0.name.hasSuffix("ops") || $0.name.hasSuffix("payments")
            }
            #expect(objects.map(\.type) == [.serviceAccount, .roleBinding, .clusterRole])
            try await cluster.story.delete(ObjectKey(.serviceAccount, namespace: "argo", name: "ops"))
            try await eventually("the change") { news.value == 2 ? nil : "\(news.value)" }
            reader.forget(key)
            let count = lists.value
            try await Task.sleep(for: .milliseconds(100))
            // The reading under way was the last.
            #expect(lists.value <= count + 1)
            #expect(!reader.hasRead(for: key))
        }
    }

    @Test("of a namespace that is asked about since the last reading alone it is not known what others made")
    func wider() async throws {
        let reader = reader(interval: .seconds(600))
        let narrow = try await extent()
        let wide = try await extent(["payments", "ledger"])
        try await running(reader) {
            try await eventually("a reading") { reader.access(for: key, narrow).unread.isEmpty ? nil : "none" }
        }
        let access = reader.access(for: key, wide)
        #expect(access.unread.map(\.namespace) == ["ledger"])
        #expect(!access.objects.isEmpty)
        try await running(reader) {
            try await eventually("another") { reader.access(for: key, wide).unread.isEmpty ? nil : "none" }
        }
    }
}
