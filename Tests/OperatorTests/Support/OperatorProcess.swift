import AccessModel
import IdmonOperator
import KubeClient
import KubeModel
import KubeRuntime
import Logging
import ReconcileCore
import ServiceLifecycle
import Testing

/// An operator that runs inside the test, as `idmon run` would start it.
struct OperatorProcess: Sendable {
    let metrics: MetricsRegistry
    let identity: String
    private let group: ServiceGroup
    private let task: Task<Void, any Error>

    /// Beside other tests a renewal waits for its turn longer than in a pod; an operator that loses the Lease ends.
    private static let patientTiming =
        (try? LeaseTiming(lease: .seconds(60), renewDeadline: .seconds(50), retry: .milliseconds(500))) ?? .standard

    init(
        _ transport: any Transport, identity: String = "test-1", electsLeader: Bool = true,
        verificationInterval: Duration = .seconds(60), only installation: ObjectKey? = nil, seed: UInt64 = 1,
        log: TestLog,
        now: @escaping @Sendable () -> KubeTime = { SystemClock.now() },
        options: KubeClient.Options = .init(fieldManager: "idmon"), reportPort: Int? = nil
    ) {
        let metrics = MetricsRegistry()
        let client = KubeClient(transport: transport, options: options)
        var configuration = OperatorConfiguration(
            electsLeader: electsLeader, identity: identity, verificationInterval: verificationInterval)
        configuration.leaseTiming = Self.patientTiming
        configuration.only = installation.map {
            [ResourceName(namespace: $0.namespace ?? "", name: $0.name)]
        }
        configuration.report = reportPort.map { .init(host: "127.0.0.1", port: $0) }
        let service = IdmonOperator(
            configuration: configuration, client: client, metrics: metrics, logger: log.logger, now: now, seed: seed)
        let group = ServiceGroup(services: [service], gracefulShutdownSignals: [], logger: log.logger)
        self.metrics = metrics
        self.identity = identity
        self.group = group
        task = Task { try await group.run() }
    }

    /// How many writes succeeded, statuses included, Events and Leases not.
    var writes: Int { Int(metrics.sum(of: "idmon_writes_total")) }
    var reconciles: Int { Int(metrics.sum(of: "idmon_reconciles_total")) }
    var isLeading: Bool { metrics.value(of: .isLeader) == 1 }

    /// Waits until it has nothing more to do at once.
    func waitUntilQuiet(for silence: Duration = .milliseconds(400)) async throws {
        let pause = Duration.milliseconds(20)
        var (last, looks) = (-1, 0)
        try await eventually("quiet", pause: pause) {
            let now = Int(metrics.sum(of: "idmon_api_requests_total")) + reconciles + writes
            looks = now == last ? looks + 1 : 0
            last = now
            // Looks are counted and not time: where all processors are busy, this task waits as long as the operator.
            return looks >= Int(silence / pause) ? nil : "\(reconciles) reconciles, \(writes) writes"
        }
    }

    /// Ends it as SIGTERM does.
    ///
    /// - Throws: what the operator failed with.
    func stop() async throws {
        await group.triggerGracefulShutdown()
        try await task.value
    }

    /// Ends it without letting it finish anything.
    func kill() async {
        task.cancel()
        _ = await task.result
    }
}

/// Runs an operator as long as a body takes, and stops it gracefully however the body ends.
func withOperator<Result>(_ process: OperatorProcess, _ body: (OperatorProcess) async throws -> Result) async throws
    -> Result
{
    let result: Result
    do {
        result = try await body(process)
    } catch {
        try? await process.stop()
        throw error
    }
    try await process.stop()
    return result
}

extension MetricsRegistry {
    /// The sum of a counter over all labels.
    func sum(of family: String) -> Double {
        text.split(separator: "\n").filter { $0.hasPrefix(family + "{") || $0.hasPrefix(family + " ") }
            .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.reduce(0, +)
    }
}
