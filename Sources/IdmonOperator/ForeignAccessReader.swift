import AccessCompiler
import AccessExplainer
import AccessModel
import KubeClient
import KubeModel
import KubeRuntime
import Synchronization

/// Reads what others made that lets people in, for the installations that AccessTests are about.
///
/// Watches of it would hold every binding of the cluster, whether there are tests or not; it is read again after an
/// interval, and of each list only what counts is kept.
final class ForeignAccessReader: Sendable {
    /// What the tests of an installation ask about.
    private struct Extent: Hashable {
        let places: Set<String>
        let namespaces: Set<String>
    }

    private struct Reading {
        let extent: Extent
        let time: ContinuousClock.Instant
        var access: ForeignAccess
        /// Whether nothing failed that may succeed at once when it is tried again.
        var isWhole: Bool

        mutating func note(_ type: ResourceType, in namespace: String?, _ error: KubeError) {
            access.note(UnreadPart(type, namespace: namespace, reason: error.description))
            if error.code != .forbidden { isWhole = false }
        }
    }

    /// What Idmon made is known from its own watches.
    private static let madeByOthers = APIRequest.ListOptions(
        labelSelector: "\(WellKnown.Label.managedBy)!=\(WellKnown.Label.managedByIdmon)")

    private let client: KubeClient
    private let stores: AccessStores
    private let interval: Duration
    private let readings = Mutex<[ReconcileKey: Reading]>([:])

    init(client: KubeClient, stores: AccessStores, interval: Duration) {
        self.client = client
        self.stores = stores
        self.interval = interval
    }

    /// What others made that lets people in where AccessTests of an installation ask.
    ///
    /// Nothing is thrown: what cannot be read is named in the answer, so that no plan waits for it and no test passes.
    func access(beside observation: AccessObservation, _ tests: [LiveObject]) async -> ForeignAccess {
        var findings: [Finding] = []
        guard let live = observation.installation,
            let installation = ArgoInstallation.decode(live.root, findings: &findings)
        else { return ForeignAccess(places: []) }
        let namespaces = Set(observation.scopes.compactMap(\.key.namespace))
        let nothing = ForeignAccess(beside: installation, serving: namespaces)
        let asked = tests.compactMap { AccessTest.decode($0.root, findings: &findings) }
        let extent = Extent(
            places: nothing.places,
            namespaces: asked.reduce(into: []) { $0.formUnion($1.namespaces.isEmpty ? namespaces : Set($1.namespaces)) }
        )
        let now = ContinuousClock.now
        let known = readings.withLock { $0[observation.key] }
        if let known, known.extent == extent, known.time.duration(to: now) < interval { return known.access }
        var reading = Reading(extent: extent, time: now, access: nothing, isWhole: true)
        await read(&reading)
        readings.withLock { [reading] in $0[observation.key] = reading.isWhole ? reading : nil }
        return reading.access
    }

    /// Forgets what was read for an installation that has no tests any more.
    func forget(_ key: ReconcileKey) { readings.withLock { $0[key] = nil } }

    private func read(_ reading: inout Reading) async {
        let extent = reading.extent
        for place in extent.places.sorted() { await list(.serviceAccount, in: place, &reading) }
        for namespace in extent.namespaces.sorted() { await list(.roleBinding, in: namespace, &reading) }
        await list(.clusterRoleBinding, in: nil, &reading)
        // What only carries the labels of what Idmon makes is left out of these lists.
        for live in stores.serviceAccounts.all + stores.clusterRoleBindings.all { reading.access.take(live) }
        for live in stores.roleBindings.all where extent.namespaces.contains(live.key.namespace ?? "") {
            reading.access.take(live)
        }
        for role in reading.access.givenRoles { await get(role, &reading) }
    }

    private func list(_ type: ResourceType, in namespace: String?, _ reading: inout Reading) async {
        let before = reading.access
        var found = before
        do throws(KubeError) {
            _ = try await client.listPages(type, namespace: namespace, Self.madeByOthers) { page in
                if page.isFirst { found = before }
                for document in page.items {
                    if let live = LiveObject(type, document: document) { found.take(live) }
                }
            }
            reading.access = found
        } catch {
            reading.note(type, in: namespace, error)
        }
    }

    private func get(_ role: ObjectKey, _ reading: inout Reading) async {
        do throws(KubeError) {
            if let live = LiveObject(role.type, document: try await client.get(role)) { reading.access.take(live) }
        } catch {
            if error.code != .notFound { reading.note(role.type, in: role.namespace, error) }
        }
    }
}
