import AccessModel
import DevCluster
import IdmonOperator
import JSONTree
import KubeClient
import KubeModel
import KubeTesting
import ReconcileCore
import Synchronization
import Testing

@Suite("On a cluster in memory, when Idmon is uninstalled", .timeLimit(.minutes(30)))
struct UninstallTests {
    private static func client(_ transport: any Transport) -> KubeClient {
        var options = KubeClient.Options(fieldManager: "idmon")
        options.sleep = { _ async throws(CancellationError) in await Task.yield() }
        return KubeClient(transport: transport, options: options)
    }

    private static func uninstaller(_ client: KubeClient, _ cluster: ModelCluster) throws -> Uninstaller {
        Uninstaller(
            client: client, leaseNamespace: "idmon-system", identity: "uninstall-1",
            timing: try LeaseTiming(lease: .seconds(90), renewDeadline: .seconds(45), retry: .milliseconds(200)),
            patience: .seconds(600), logger: cluster.log.logger, now: { [clock = cluster.clock] in clock.now })
    }

    /// A converged story in an installation that would ask, with objects of others under similar names.
    private static func begin(_ cluster: ModelCluster) async throws -> (story: Story, foreign: [ObjectKey]) {
        var story = cluster.story
        story.maximumRemoved = 30
        try await story.write()
        for name in ["weekly-report", "monthly-report"] { try await story.writeBinding(name) }
        let labels: JSONObject = [
            WellKnown.Label.managedBy: "idmon", WellKnown.Label.installation: "main",
            WellKnown.Label.installationNamespace: "argo",
        ]
        let foreign = [
            KubeObject(.serviceAccount, namespace: "argo", name: "theirs"),
            KubeObject(.secret, namespace: "argo", name: "theirs"),
            KubeObject(.role, namespace: "payments", name: "copy", labels: labels, fields: ["rules": []]),
        ]
        for object in foreign { try await story.write(object) }
        return (story, foreign.map(\.key))
    }

    private static func expectNothing(_ story: Story, but foreign: [ObjectKey]) async throws {
        let snapshot = try await story.snapshot()
        #expect(snapshot.managed == ["Role payments/copy"])
        for type in ResourceType.idmonKinds {
            #expect(try await story.people.list(type).items.isEmpty, "\(type.kind)")
        }
        for key in foreign { #expect(try await story.read(key) != nil, "\(key)") }
        let secrets = try await story.all(.secret, in: story.argo)
        #expect(secrets.compactMap { $0["metadata"]?["name"]?.string } == ["theirs"])
    }

    @Test("nothing is left, while an operator runs that would have asked; it stops writing and goes away")
    func besideOperator() async throws {
        let cluster = try await ModelCluster()
        let (story, foreign) = try await Self.begin(cluster)
        let process = cluster.process(electsLeader: true)
        try await story.waitUntilReady()
        let told = Mutex<[String]>([])
        let client = Self.client(story.people.transport)
        let left = try await Self.uninstaller(client, cluster).run(.everything) { text in
            told.withLock { $0.append(text) }
        }
        #expect(left.isEmpty && left.lookalikes.map(\.name) == ["copy"])
        try await Self.expectNothing(story, but: foreign)
        let lease = try await story.read(ObjectKey(.lease, namespace: "idmon-system", name: "idmon-operator"))
        #expect(lease?["spec"]?["holderIdentity"] != "uninstall-1", "the Lease is given back")
        #expect(told.withLock { $0.first }?.contains("took the Lease") == true)
        await process.kill()
        try await Self.uninstaller(client, cluster).removeDefinitions()
        try await eventually("the end of the definitions") {
            await cluster.host.tick()
            let definitions = try await story.people.list(.customResourceDefinition).items
            return definitions.contains { $0.root["spec"]?["group"]?.string == "idmon.dev" } ? "there" : nil
        }
    }

    @Test("nothing is left without an operator, and an uninstall that dies after any write is carried on by the next")
    func interrupted() async throws {
        for limit in [0, 3, 8, 15, 25, .max] {
            let cluster = try await ModelCluster()
            let (story, foreign) = try await Self.begin(cluster)
            try await withOperator(cluster.process()) { process in
                try await story.waitUntilReady()
                try await process.waitUntilQuiet()
            }
            let death = Death(afterWrites: limit)
            let mortal = FaultInjection(InMemoryTransport(cluster.host)) { _, request in
                death.strikes(request) ? .requestLost : nil
            }
            if limit != .max {
                let first = Task {
                    try await Self.uninstaller(Self.client(mortal), cluster).run(.everything) { _ in }
                }
                try await eventually("death after \(limit) writes") { death.hasStruck ? nil : "alive" }
                first.cancel()
                _ = await first.result
            }
            let client = Self.client(story.people.transport)
            let left = try await Self.uninstaller(client, cluster).run(.everything) { _ in }
            #expect(left.isEmpty, "after \(limit) writes")
            try await Self.expectNothing(story, but: foreign)
        }
    }

    @Test("one installation goes, and its scopes and bindings stay")
    func oneInstallation() async throws {
        let cluster = try await ModelCluster()
        let (story, _) = try await Self.begin(cluster)
        try await withOperator(cluster.process()) { process in
            try await story.waitUntilReady()
            try await process.waitUntilQuiet()
        }
        let name = ResourceName(namespace: "argo", name: "main")
        let client = Self.client(story.people.transport)
        let left = try await Self.uninstaller(client, cluster).run(.installation(name)) { _ in }
        #expect(left.isEmpty)
        #expect(try await story.snapshot().managed == ["Role payments/copy"])
        #expect(try await story.read(story.installation) == nil)
        #expect(try await story.read(story.binding()) != nil)
        #expect(try await story.read(story.scope) != nil)
    }
}
