import JSONTree
import KubeClient
import KubeModel
import Synchronization

/// Says of objects that no watch shows whether they are there: of many in one namespace with one list.
///
/// A namespace with a hundred objects to be made would otherwise be asked a hundred times.
final class AbsenceReader: Sendable {
    private struct Place: Hashable {
        let type: ResourceType
        let namespace: String?
    }

    /// A list that is under way or was read.
    private struct Listing {
        /// nil when it could not be read, or is too long.
        let names: Task<Set<String>?, Never>
        let begun: ContinuousClock.Instant
    }

    private struct State {
        /// Where a list spares requests.
        var places: Set<Place>
        var listings: [Place: Listing] = [:]
    }

    /// From so many objects on a list is less work for the API server than single reads.
    private static let worthAList = 4
    /// What was read longer ago is read anew: an object that somebody makes meanwhile is to be noticed.
    private static let maximumAge: Duration = .seconds(1)
    /// A list of more objects costs more than it spares.
    private static let maximumCount = 500

    private let client: KubeClient
    private let state: Mutex<State>

    /// - Parameter keys: all that may be asked about.
    init(_ client: KubeClient, keys: some Sequence<ObjectKey>) {
        self.client = client
        // Listing Secrets is a right that nobody should need.
        let places = keys.lazy.filter { $0.type != .secret }.map { (Place(type: $0.type, namespace: $0.namespace), 1) }
        let counts = Dictionary(places, uniquingKeysWith: +).filter { $0.value >= Self.worthAList }
        state = Mutex(State(places: Set(counts.keys)))
    }

    /// Whether an object is known not to be there; false when only a request for it can tell.
    func isAbsent(_ key: ObjectKey) async -> Bool {
        let place = Place(type: key.type, namespace: key.namespace)
        guard let listing = listing(of: place) else { return false }
        guard let names = await listing.names.value else {
            // What kept the list from being read is told by the request for the object.
            state.withLock { _ = $0.places.remove(place) }
            return false
        }
        return !names.contains(key.name)
    }

    private func listing(of place: Place) -> Listing? {
        let now = ContinuousClock.now
        return state.withLock { state in
            guard state.places.contains(place) else { return nil }
            if let known = state.listings[place], known.begun.duration(to: now) < Self.maximumAge { return known }
            let listing = Listing(names: Task { await self.list(place) }, begun: now)
            state.listings[place] = listing
            return listing
        }
    }

    private func list(_ place: Place) async -> Set<String>? {
        let page = try? await client.listPage(
            place.type, namespace: place.namespace, .init(limit: Self.maximumCount), metadataOnly: true)
        guard let page, page.continueToken == nil else { return nil }
        return Set(page.items.compactMap { $0.root["metadata"]?["name"]?.string })
    }
}
