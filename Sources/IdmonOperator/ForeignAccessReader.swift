import AccessCompiler
import AccessExplainer
import AccessModel
import KubeClient
import KubeModel
import KubeRuntime
import ReconcileCore
import Synchronization

/// Reads what others made that lets people in, for the installations that AccessTests are about.
///
/// Watches of it would hold every binding of the cluster, whether there are tests or not; it is read again after an
/// interval, and of each list only what counts is kept. No plan waits for it: plans take what was read last, and one is
/// made when that changes.
final class ForeignAccessReader: Sendable {
    /// What one reading may cost.
    struct Limits {
        /// How long it may take.
        var time = Duration.seconds(60)
        /// How many roles are read, each by itself: whoever may write RoleBindings decides how many there are.
        var roles = 1000
    }

    private struct Subject {
        /// What is asked about now.
        var extent: ForeignAccessExtent
        /// What was read last; nil at first.
        var reading: ForeignAccessReading?
        var backoff = Backoff(.watch)
    }

    private struct State {
        var subjects: [ReconcileKey: Subject] = [:]
        var random: SplitMix64
    }

    /// How many installations are read for at once: a list may be long.
    private static let parallelReadings = 8
    /// What Idmon made is known from its own watches.
    private static let madeByOthers = APIRequest.ListOptions(
        labelSelector: "\(WellKnown.Label.managedBy)!=\(WellKnown.Label.managedByIdmon)")

    private let client: KubeClient
    private let stores: AccessStores
    private let interval: Duration
    private let limits: Limits
    private let changed: @Sendable (ReconcileKey) -> Void
    private let queue = KeyQueue<ReconcileKey>()
    private let start = ContinuousClock.now
    private let state: Mutex<State>

    /// - Parameters:
    ///   - interval: the time from the end of a reading to the next.
    ///   - seed: of the jitter after readings that failed.
    ///   - changed: called when something else was read for an installation than before.
    init(
        client: KubeClient, stores: AccessStores, interval: Duration, limits: Limits = Limits(), seed: UInt64,
        changed: @escaping @Sendable (ReconcileKey) -> Void
    ) {
        self.client = client
        self.stores = stores
        self.interval = interval
        self.limits = limits
        self.changed = changed
        state = Mutex(State(random: SplitMix64(seed: seed)))
    }

    /// What others made that lets people in where AccessTests of an installation ask, as it was read last.
    ///
    /// What was not read is named in the answer, so that no test passes for lack of it.
    func access(for key: ReconcileKey, _ extent: ForeignAccessExtent) -> ForeignAccess {
        let (reading, isNews) = state.withLock { state in
            let known = state.subjects[key]
            state.subjects[key, default: Subject(extent: extent)].extent = extent
            return (known?.reading, known?.extent != extent)
        }
        if isNews { queue.add([key]) }
        return extent.access(knowing: reading)
    }

    /// Whether anything was read for an installation, or tried to be, since this process asks for it.
    func hasRead(for key: ReconcileKey) -> Bool { state.withLock { $0.subjects[key]?.reading != nil } }

    /// Forgets an installation that is gone, or has no tests any more.
    func forget(_ key: ReconcileKey) { state.withLock { $0.subjects[key] = nil } }

    // MARK: - Reading

    /// Reads until the task is cancelled, for one installation at most once at a time.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<Self.parallelReadings { group.addTask { await self.work() } }
        }
    }

    private func work() async {
        while let turn = await queue.next() {
            let key = turn.item
            let extent = state.withLock { $0.subjects[key]?.extent }
            if let extent, let reading = await read(extent), !Task.isCancelled { take(reading, for: key) }
            queue.done(key)
        }
    }

    private func take(_ reading: ForeignAccessReading, for key: ReconcileKey) {
        let now = start.duration(to: .now)
        let next: (delay: Duration, isNews: Bool)? = state.withLock { state in
            guard var subject = state.subjects[key] else { return nil }
            let isNews = subject.reading != reading
            subject.reading = reading
            if reading.isWhole { subject.backoff.reset() }
            let delay = reading.isWhole ? interval : subject.backoff.delay(at: now, using: &state.random)
            state.subjects[key] = subject
            return (delay, isNews)
        }
        guard let next else { return }
        queue.add(key, after: next.delay)
        if next.isNews { changed(key) }
    }

    /// A reading that takes too long is cut short, and names what it has not read.
    private func read(_ extent: ForeignAccessExtent) async -> ForeignAccessReading? {
        await withTaskGroup(of: ForeignAccessReading?.self) { group in
            group.addTask { await self.readAll(extent) }
            group.addTask { [limits] in
                try? await Task.sleep(for: limits.time)
                return nil
            }
            var reading: ForeignAccessReading?
            // The first to end ends the other.
            for await ended in group {
                group.cancelAll()
                reading = reading ?? ended
            }
            return reading
        }
    }

    private func readAll(_ extent: ForeignAccessExtent) async -> ForeignAccessReading {
        var reading = ForeignAccessReading(of: extent)
        for place in extent.places.sorted() { await list(.serviceAccount, in: place, &reading) }
        for namespace in extent.namespaces.sorted() { await list(.roleBinding, in: namespace, &reading) }
        await list(.clusterRoleBinding, in: nil, &reading)
        // What only carries the labels of what Idmon makes is left out of these lists.
        for live in stores.serviceAccounts.all + stores.clusterRoleBindings.all { reading.access.take(live) }
        for live in stores.roleBindings.all where extent.namespaces.contains(live.key.namespace ?? "") {
            reading.access.take(live)
        }
        let roles = reading.access.givenRoles
        for role in roles.prefix(limits.roles) { await get(role, &reading) }
        for role in roles.dropFirst(limits.roles) {
            reading.note(role.type, in: role.namespace, "only \(limits.roles) of \(roles.count) given roles are read")
        }
        return reading
    }

    private func list(_ type: ResourceType, in namespace: String?, _ reading: inout ForeignAccessReading) async {
        let before = reading.access
        var found = before
        do throws(KubeError) {
            try checkTime()
            _ = try await client.listPages(type, namespace: namespace, Self.madeByOthers) { page in
                if page.isFirst { found = before }
                for document in page.items {
                    if let live = LiveObject(type, document: document) { found.take(live) }
                }
            }
            reading.access = found
        } catch {
            note(type, in: namespace, error, &reading)
        }
    }

    private func get(_ role: ObjectKey, _ reading: inout ForeignAccessReading) async {
        do throws(KubeError) {
            try checkTime()
            if let live = LiveObject(role.type, document: try await client.get(role)) { reading.access.take(live) }
        } catch {
            if error.code != .notFound { note(role.type, in: role.namespace, error, &reading) }
        }
    }

    private func checkTime() throws(KubeError) {
        if Task.isCancelled { throw KubeError(.cancelled, "") }
    }

    private func note(
        _ type: ResourceType, in namespace: String?, _ error: KubeError, _ reading: inout ForeignAccessReading
    ) {
        let reason = Task.isCancelled ? "reading took longer than \(limits.time)" : error.description
        reading.note(type, in: namespace, reason)
        // A right that is missing is not given a moment later.
        if error.code != .forbidden { reading.isWhole = false }
    }
}
