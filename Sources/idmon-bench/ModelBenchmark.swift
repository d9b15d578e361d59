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

/// The operator from a cold start to rest, on a cluster in memory: 1,000 bindings in 100 namespaces of one installation.
enum ModelBenchmark {
    private static let now = KubeTime(seconds: 1_800_000_000)

    private struct NoRest: Error, CustomStringConvertible {
        let description: String
    }

    static func run() async throws {
        let resources = ManyBindings.resources
        print("  \(ManyBindings.title)")
        plan(resources)
        try await converge(resources)
    }

    // MARK: - Planning

    private static func plan(_ resources: [KubeObject]) {
        let observations = AccessObservation.rendering(resources, now: now)
        let time = Measurement(runs: 5) { observations.map { AccessPlanner().plan($0) } }
        let objects = observations.reduce(0) { $0 + AccessPlanner().plan($1).desired.count }
        print("  " + Measurement.padded("plan() from nothing, \(objects) objects", 44) + milliseconds(time.best))
    }

    // MARK: - Converging

    private static func converge(_ resources: [KubeObject]) async throws {
        let host = ClusterHost(
            Cluster(ClusterConfiguration(historyLimit: 100_000)), now: { now }, random: SplitMix64(seed: 1))
        let people = KubeClient(transport: InMemoryTransport(host), options: .init(fieldManager: "people"))
        for definition in IdmonCRDs.documents {
            _ = try await people.apply(KubeObject(.customResourceDefinition, content: definition), force: true)
        }
        await host.tick()
        for resource in resources { _ = try await people.apply(resource, force: true) }
        let metrics = MetricsRegistry()
        let operation = IdmonOperator(
            configuration: OperatorConfiguration(electsLeader: false, identity: "bench"),
            client: KubeClient(transport: MeasuredTransport(InMemoryTransport(host), metrics: metrics)),
            metrics: metrics, logger: Logger(label: "bench", factory: { _ in SwiftLogNoOpLogHandler() }),
            now: { now }, seed: 1)
        let before = Machine.residentBytes
        let start = Measurement.now
        let task = Task { try await operation.run() }
        let peak = try await rest(people)
        report(Measurement.now - start, metrics, growth: peak - before)
        task.cancel()
        _ = await task.result
    }

    /// Waits until all grants are in effect and told.
    ///
    /// - Returns: the largest resident size that was seen, in bytes; the cluster's own memory is part of it.
    private static func rest(_ people: KubeClient) async throws -> Int {
        var peak = 0
        for _ in 0..<6000 {
            peak = max(peak, Machine.residentBytes)
            if try await ManyBindings.areInEffect(people) { return peak }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw NoRest(description: "the cluster did not come to rest within five minutes")
    }

    private static func report(_ seconds: Double, _ metrics: MetricsRegistry, growth: Int) {
        let lines = [
            ("cold start to all grants in effect", "\(Measurement.rounded(seconds)) s"),
            ("requests", total("idmon_api_requests_total", metrics)),
            ("writes", total("idmon_writes_total", metrics)),
            ("reconciles", total("idmon_reconciles_total", metrics)),
            ("growth of memory at the peak, cluster included", "\(Measurement.rounded(Double(growth) / 1e6)) MB"),
        ]
        for (name, value) in lines { print("  " + Measurement.padded(name, 48) + value) }
    }

    private static func total(_ family: String, _ metrics: MetricsRegistry) -> String {
        let values = metrics.text.split(separator: "\n").filter { $0.hasPrefix(family + "{") }
            .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }
        return String(Int(values.reduce(0, +)))
    }

    private static func milliseconds(_ seconds: Double) -> String { "\(Measurement.rounded(seconds * 1000)) ms" }
}
