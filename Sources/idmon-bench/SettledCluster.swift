import AccessCompiler
import AccessModel
import ClusterModel
import DevCluster
import IdmonOperator
import JSONTree
import KubeClient
import KubeModel
import KubeRuntime
import KubeTesting
import Logging
import ReconcileCore

/// What the operator made of some resources on a cluster in memory, with what an API server adds to every object.
enum SettledCluster {
    static let now = KubeTime(seconds: 1_800_000_000)

    private struct NoRest: Error, CustomStringConvertible {
        let description = "the cluster did not come to rest within two minutes"
    }

    /// The observation of the installation `argo/main` when all grants are in effect and told.
    static func observation(of resources: [KubeObject]) async throws -> AccessObservation {
        let host = ClusterHost(
            Cluster(ClusterConfiguration(historyLimit: 100_000)), now: { now }, random: SplitMix64(seed: 1))
        let people = KubeClient(transport: InMemoryTransport(host), options: .init(fieldManager: "people"))
        for definition in IdmonCRDs.documents {
            _ = try await people.apply(KubeObject(.customResourceDefinition, content: definition), force: true)
        }
        await host.tick()
        for resource in resources { _ = try await people.apply(resource, force: true) }
        let operation = IdmonOperator(
            configuration: OperatorConfiguration(electsLeader: false, identity: "bench"),
            client: KubeClient(transport: InMemoryTransport(host)), metrics: MetricsRegistry(),
            logger: Logger(label: "bench", factory: { _ in SwiftLogNoOpLogHandler() }), now: { now }, seed: 1)
        let task = Task { try await operation.run() }
        var settled: AccessObservation?
        for _ in 0..<100 where settled == nil {
            try await Task.sleep(for: .seconds(1))
            guard try await ManyBindings.areInEffect(people) else { continue }
            settled = try await observe(people)
            if settled.map(isSettled) == false { settled = nil }
        }
        task.cancel()
        _ = await task.result
        guard let settled else { throw NoRest() }
        return settled
    }

    /// Whether every status is as it is planned.
    private static func isSettled(_ observation: AccessObservation) -> Bool {
        let resources = observation.scopes + observation.bindings + observation.realms
        let told = Dictionary(
            uniqueKeysWithValues: (resources + (observation.installation.map { [$0] } ?? [])).map { ($0.key, $0) })
        return AccessPlanner().plan(observation).statuses.allSatisfy {
            told[$0.key]?.root["status"]?.isEqual(to: $0.status) == true
        }
    }

    private static func observe(_ client: KubeClient) async throws -> AccessObservation {
        let name = ResourceName(namespace: "argo", name: "main")
        var observation = AccessObservation(key: .installation(name), now: now)
        let installations = try await list(.argoInstallation, client)
        observation.installation = installations.first
        observation.realms = try await list(.keycloakRealm, client)
        observation.scopes = try await list(.workflowScope, client)
        observation.bindings = try await list(.workflowBinding, client)
        for namespace in try await list(.namespace, client) {
            observation.namespaces[namespace.key.name] = NamespaceFact(namespace)
        }
        observation.applications = []
        observation.templates = TemplateTable([])
        for type in [ResourceType.serviceAccount, .secret, .role, .roleBinding, .clusterRoleBinding] {
            observation.generated += try await list(type, client).filter {
                ReconcileKeys.key(ofGenerated: $0) == observation.key
            }
        }
        for type in [ResourceType.validatingAdmissionPolicy, .validatingAdmissionPolicyBinding] {
            observation.policies += try await list(type, client).filter {
                ReconcileKeys.key(ofGenerated: $0) == observation.key
            }
        }
        observation.knownNames = Set((installations + observation.scopes).map(\.key))
        return observation
    }

    private static func list(_ type: ResourceType, _ client: KubeClient) async throws -> [LiveObject] {
        try await client.list(type, metadataOnly: type == .secret).items.compactMap { LiveObject(type, document: $0) }
            .sorted { $0.key < $1.key }
    }
}
