import AccessCompiler
import AccessExplainer
import AccessModel
import KubeClient
import KubeModel
import KubeRuntime
import Logging

/// Makes the report of the cluster as the operator sees it.
///
/// One at a time: whoever asks while one is made, or shortly after, gets that one, so that many readers cost no more than
/// one.
actor ReportSource {
    /// For how long a report is handed out.
    private static let age: Int64 = 10

    private let observer: AccessObserver
    private let router: ChangeRouter
    private let logger: Logger
    private var current: (time: KubeTime, page: Task<[UInt8], Never>)?

    init(observer: AccessObserver, router: ChangeRouter, logger: Logger) {
        self.observer = observer
        self.router = router
        self.logger = logger
    }

    func page() async -> PageServer.Page {
        guard observer.stores.haveSynced else { return .unavailable("the cluster is still being read; try again soon") }
        let now = observer.now()
        // Clocks are put back as well.
        if let current, now >= current.time, now < current.time.adding(seconds: Self.age) {
            return .html(await current.page.value)
        }
        let page = Task { await make(at: now) }
        current = (now, page)
        return .html(await page.value)
    }

    private nonisolated func make(at now: KubeTime) async -> [UInt8] {
        var overviews: [AccessOverview] = []
        var unread: [UnreadPart] = []
        let keys = router.keys(of: observer.stores.watched.flatMap(\.all))
        for key in keys.sorted(by: { $0.description < $1.description }) {
            do throws(KubeError) {
                let observation = try await observer.observe(key, inTheWay: [])
                let secrets = Self.unreadSecrets(observation)
                overviews.append(AccessOverview(observation, unread: Set(secrets.map(\.type))))
                for part in secrets where !unread.contains(part) { unread.append(part) }
            } catch {
                logger.warning(
                    "an installation is missing from the report", metadata: ["key": "\(key)", "error": "\(error)"])
                unread.append(UnreadPart(.argoInstallation, namespace: namespace(of: key), reason: "\(key): \(error)"))
            }
        }
        let data = ReportData(
            overviews, source: .cluster, unread: unread, generator: "idmon \(IdmonVersion.current)", now: now)
        return ReportPage(data).bytes
    }

    /// The namespaces whose token Secrets may not be read.
    private static func unreadSecrets(_ observation: AccessObservation) -> [UnreadPart] {
        let places = Dictionary(grouping: observation.unreadable.filter { $0.type == .secret }, by: \.namespace)
        return places.keys.sorted { $0 ?? "" < $1 ?? "" }.compactMap { namespace in
            places[namespace]?.min().map {
                UnreadPart(.secret, namespace: namespace, reason: Remedy.tokenRights(in: $0))
            }
        }
    }

    private nonisolated func namespace(of key: ReconcileKey) -> String? {
        switch key {
        case .installation(let name): name.namespace
        case .unassigned(let object): object.namespace
        }
    }
}
