import AccessCompiler
import AccessExplainer
import AccessModel
package import KubeClient
package import KubeModel
package import KubeRuntime
package import Logging
import ReconcileCore
import ServiceLifecycle

/// The operator: the one place that builds everything and starts it in order.
///
/// Informers run in every replica, so that one which takes over starts with full stores. Only the leader writes.
package struct IdmonOperator: Service {
    /// The name of the Lease.
    package static let leaseName = "idmon-operator"

    private let configuration: OperatorConfiguration
    private let metrics: MetricsRegistry
    private let logger: Logger
    private let stores: AccessStores
    private let informers: [Informer]
    private let controller: Controller<ReconcileKey>
    private let others: ForeignAccessReader
    private let elector: LeaderElector
    private let report: ReportSource

    /// - Parameters:
    ///   - now: the wall clock; replaced in tests.
    ///   - seed: of all jitter.
    package init(
        configuration: OperatorConfiguration, client: KubeClient, metrics: MetricsRegistry, logger: Logger,
        now: @escaping @Sendable () -> KubeTime = { SystemClock.now() }, seed: UInt64 = .random(in: .min ... .max)
    ) {
        self.configuration = configuration
        self.metrics = metrics
        self.logger = logger
        let stores = AccessStores()
        let leadership = Leadership()
        let queue = KeyQueue<ReconcileKey>()
        let router = ChangeRouter(stores: stores)
        self.stores = stores
        informers = stores.informed.enumerated().map { index, store in
            let isGenerated = (stores.generated + stores.policies).contains { $0 === store }
            let isPolicy = stores.policies.contains { $0 === store }
            let selector = isGenerated ? Self.generatedSelector : nil
            let isTemplate = stores.templates.contains { $0 === store }
            let isApplication = store === stores.applications
            // A cluster with the definitions of an earlier version has none.
            let isTest = store === stores.accessTests
            return Informer(
                WatchScope(
                    store.type, labelSelector: selector, namesOnly: store.type == .cronWorkflow,
                    mayBeAbsent: isTemplate || isApplication || isPolicy || isTest),
                client: client, store: store, metrics: metrics, logger: logger, seed: seed &+ UInt64(index),
                reduce: {
                    if isApplication { return ApplicationFact.reduced($0) }
                    return isTemplate && store.type != .cronWorkflow ? TemplateFact.reduced($0) : $0
                }
            ) { changes, isInitial in
                guard stores.haveSynced else { return }
                let keys = isInitial ? Self.allKeys(stores, router) : router.keys(for: changes)
                queue.add(keys, priority: isInitial ? .low : .normal)
            }
        }
        let interval = configuration.verificationInterval
        let observer = AccessObserver(
            stores: stores,
            secrets: ReadLedger(client: client, store: stores.secrets, interval: interval, logger: logger),
            deployments: ReadLedger(client: client, store: stores.deployments, interval: interval, logger: logger),
            configMaps: ReadLedger(client: client, store: stores.configMaps, interval: interval, logger: logger),
            client: client, confirmsRemovals: configuration.confirmsRemovals, now: now)
        report = ReportSource(observer: observer, router: router, logger: logger)
        let ownership = Ownership(
            label: WellKnown.Label.managedBy, value: WellKnown.Label.managedByIdmon,
            ownerLabels: [WellKnown.Label.installation, WellKnown.Label.installationNamespace],
            adoptionAnnotation: WellKnown.Annotation.adopt)
        let others = ForeignAccessReader(
            client: client, stores: stores, interval: interval, seed: seed &+ 200
        ) { queue.add([$0]) }
        self.others = others
        let access = AccessController(
            observer: observer, router: router, only: configuration.only,
            applier: Applier(
                client: client, ownership: ownership, stores: stores.watched + stores.read, metrics: metrics,
                logger: logger, now: now, mayWrite: { leadership.isHeld }, remedy: Remedy.sentence),
            events: EventRecorder(
                client: client, instance: configuration.identity, metrics: metrics, logger: logger, now: now),
            tokens: TokenGauges(metrics), tests: AccessTestGauges(metrics),
            others: others, metrics: metrics,
            verificationInterval: interval,
            remind: { queue.add($0, after: $1) })
        controller = Controller(queue: queue, workers: configuration.workers, metrics: metrics, logger: logger) {
            await access.reconcile($0)
        }
        elector = LeaderElector(
            lease: ObjectKey(.lease, namespace: configuration.leaseNamespace, name: Self.leaseName),
            identity: configuration.identity, client: client, timing: configuration.leaseTiming, metrics: metrics,
            logger: logger, now: now, seed: seed &+ 100, leadership: leadership)
    }

    /// Runs until the process is asked to stop, or until leadership is lost.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            if let listener = configuration.listener {
                let health = HealthServer(
                    host: listener.host, port: listener.port, liveness: { nil }, readiness: { problem },
                    metrics: { text }, logger: logger)
                group.addTask { try await health.run() }
            }
            if let listener = configuration.report {
                let server = PageServer(
                    host: listener.host, port: listener.port, path: "/report", policy: ReportPage.policy,
                    names: configuration.reportNames, logger: logger
                ) { [report] in await report.page() }
                group.addTask { try await server.run() }
            }
            for informer in informers {
                group.addTask { await cancelWhenGracefulShutdown { await informer.run() } }
            }
            group.addTask { try await work() }
            group.addTask { await cancelWhenGracefulShutdown { await giveBackStart() } }
            // The work ends last on a graceful stop: it gives the Lease back. A part that fails ends them all, which
            // `waitForAll` would not do.
            while try await group.next() != nil {}
        }
    }

    private func work() async throws {
        guard configuration.electsLeader else { return await lead() }
        try await elector.run { await lead() }
    }

    /// Reads what no plan waits for as long as there may be plans.
    private func lead() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [others] in await others.run() }
            await controller.run()
            group.cancelAll()
        }
    }

    /// Gives memory back once everything has been listed.
    private func giveBackStart() async {
        while !stores.watched.allSatisfy(\.hasSynced) {
            do { try await Task.sleep(for: .seconds(1)) } catch { return }
        }
        ProcessMemory.giveBackStart()
    }

    /// What keeps the operator from knowing the cluster; nil when it does.
    package var problem: String? {
        let problems = informers.compactMap(\.problem)
        return problems.isEmpty ? nil : problems.joined(separator: "\n")
    }

    private var text: String {
        metrics.set(.residentBytes, to: Double(ProcessMemory.residentBytes))
        metrics.set(.buildInfo, to: 1, [("version", IdmonVersion.current)])
        return metrics.text
    }

    private static let generatedSelector = "\(WellKnown.Label.managedBy)=\(WellKnown.Label.managedByIdmon)"

    /// Every key there is, for when a complete list has come: also of installations that only their traces name.
    private static func allKeys(_ stores: AccessStores, _ router: ChangeRouter) -> Set<ReconcileKey> {
        router.keys(of: stores.watched.flatMap(\.all))
    }
}
