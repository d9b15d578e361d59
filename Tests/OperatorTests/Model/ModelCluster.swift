import AccessModel
import ClusterModel
import DevCluster
import Glibc
import JSONTree
import KubeClient
import KubeModel
import KubeTesting
import ReconcileCore
import TestInputs
import YAMLTree

/// A cluster in memory with Idmon installed as `deploy/` says; time stands still in it unless its clock is moved.
struct ModelCluster: Sendable {
    let clock = ManualClock(KubeTime(seconds: 1_800_000_000))
    let host: ClusterHost
    let people: KubeClient
    let story: Story
    let log = TestLog()

    init(seed: UInt64 = 1) async throws {
        host = ClusterHost(
            Cluster(ClusterConfiguration(seed: seed)), now: { [clock] in clock.now }, random: SplitMix64(seed: seed))
        people = KubeClient(transport: InMemoryTransport(host), options: .init(fieldManager: "people"))
        story = Story(people, argo: "argo", team: "payments")
        for definition in IdmonCRDs.documents {
            try await story.write(KubeObject(.customResourceDefinition, content: definition))
        }
        await host.tick()
        try await story.writeNamespaces()
        for file in [
            "namespace", "serviceaccount", "clusterrole", "clusterrole-grantable", "clusterrolebinding", "role-lease",
        ] {
            try await apply("deploy/base/\(file).yaml")
        }
        for file in ["role-sso", "role-tokens"] {
            try await apply("deploy/argo-namespace/\(file).yaml", namespace: "argo")
        }
        await host.tick()
    }

    /// Gives Idmon the rights that it needs in a namespace with identities beside workflows.
    func allowDelegation(in namespace: String = "payments") async throws {
        try await apply("deploy/workload-namespace/role-tokens.yaml", namespace: namespace)
    }

    private static let kinds: [ResourceType] = [
        .namespace, .serviceAccount, .role, .roleBinding, .clusterRole, .clusterRoleBinding,
    ]

    private func apply(_ file: String, namespace: String? = nil) async throws {
        let bytes = try TextFile.bytes(at: "\(Project.root)/\(file)")
        for document in try YAMLReader.documents(in: bytes) {
            guard let type = Self.kinds.first(where: { $0.kind == document.value["kind"]?.string }) else { continue }
            var content = document.value
            if let namespace { content["metadata"]?["namespace"] = .string(namespace) }
            try await story.write(KubeObject(type, content: content))
        }
    }

    /// How the operator reaches the cluster: with exactly the rights that are shipped.
    var transport: InMemoryTransport {
        InMemoryTransport(host, as: .serviceAccount("idmon", namespace: "idmon-system"))
    }

    /// An operator whose waits between two attempts of a request cost no time.
    ///
    /// - Parameter clockLead: how far its clock is ahead of the cluster's, in seconds.
    func process(
        _ transport: (any Transport)? = nil, electsLeader: Bool = false, verificationInterval: Duration = .seconds(60),
        retry: RetryPolicy = .standard, clockLead: Int64 = 0, reportPort: Int? = nil
    ) -> OperatorProcess {
        var options = KubeClient.Options(fieldManager: "idmon")
        options.sleep = { _ async throws(CancellationError) in await Task.yield() }
        options.retry = retry
        return OperatorProcess(
            transport ?? self.transport, electsLeader: electsLeader, verificationInterval: verificationInterval,
            log: log,
            now: { [clock] in clock.now.adding(seconds: clockLead) }, options: options, reportPort: reportPort)
    }
}
