package import KubeModel
package import ReconcileCore
import Synchronization

/// The objects of one resource as the API server last showed them, with indices; read synchronously from anywhere.
///
/// Guarantees: a reader sees whole objects and, in one call, one state; a new list replaces the old content at once.
/// Assumes that one informer writes what it hears, and that appliers add what the server answered to their own writes,
/// so that a reader never misses what this process just wrote.
package final class ObjectStore: Sendable {
    /// Under which values an object is found in an index; an object may be found under several or none.
    package struct Index: Sendable {
        package let name: String
        package let values: @Sendable (LiveObject) -> [String]

        package init(_ name: String, values: @escaping @Sendable (LiveObject) -> [String]) {
            self.name = name
            self.values = values
        }
    }

    private struct State {
        var table = ObjectTable()
        /// By index name, then by value.
        var indexed: [String: [String: Set<ObjectKey>]] = [:]
        /// The highest version that a watch has shown, deletions included.
        var watchedVersion: Int64 = 0
    }

    package let type: ResourceType
    private let indices: [Index]
    private let state = Mutex(State())

    package init(_ type: ResourceType, indices: [Index] = []) {
        self.type = type
        self.indices = indices
    }

    // MARK: - Reading

    /// Whether the store has held a complete list since it was made.
    package var hasSynced: Bool { state.withLock { $0.table.isComplete } }

    package var count: Int { state.withLock { $0.table.objects.count } }

    package func object(_ key: ObjectKey) -> LiveObject? { state.withLock { $0.table[key] } }

    /// All objects, in the order of their keys.
    package var all: [LiveObject] {
        state.withLock { Array($0.table.objects.values) }.sorted { $0.key < $1.key }
    }

    /// The objects that an index finds under a value, in the order of their keys.
    package func objects(where index: String, is value: String) -> [LiveObject] {
        state.withLock { state in
            (state.indexed[index]?[value] ?? []).compactMap { state.table[$0] }
        }.sorted { $0.key < $1.key }
    }

    // MARK: - Writing

    /// Takes in what a watch said.
    ///
    /// - Returns: what changed for readers.
    package func apply(_ event: StoreEvent) -> [ObjectTable.Change] {
        state.withLock { state in
            switch event {
            case .apply(let object), .delete(let object):
                state.watchedVersion = max(state.watchedVersion, Int64(object.resourceVersion) ?? 0)
            case .initialize, .initApply, .initDone: break
            }
            return Self.take(event, in: &state, indices)
        }
    }

    /// Takes in what the server answered to a write of this process, ahead of the watch.
    ///
    /// An object that is not held, and that the watch is past already, was deleted meanwhile: it stays away.
    package func applyWritten(_ object: LiveObject) {
        state.withLock { state in
            let version = Int64(object.resourceVersion) ?? .max
            if state.table[object.key] == nil && version <= state.watchedVersion { return }
            _ = Self.take(.apply(object), in: &state, indices)
        }
    }

    /// Takes in that the server confirmed the end of an object, ahead of the watch.
    package func applyDeleted(_ key: ObjectKey, uid: String) {
        state.withLock { state in
            guard let object = state.table[key], object.uid == uid else { return }
            _ = Self.take(.delete(object), in: &state, indices)
        }
    }

    private static func take(_ event: StoreEvent, in state: inout State, _ indices: [Index]) -> [ObjectTable.Change] {
        switch event {
        case .apply(let object) where isOlder(object, than: state.table[object.key]): return []
        // The end of an object is no news of a namesake that was made since.
        case .delete(let object) where state.table[object.key].map({ $0.uid != object.uid }) ?? false: return []
        default: break
        }
        let changes = state.table.apply(event)
        for change in changes { reindex(change, in: &state, indices) }
        return changes
    }

    /// Whether a watch shows a state from before one that is known already.
    ///
    /// Resource versions of one resource are comparable as integers on conforming servers (KEP-5504); where they are no
    /// integers, the watch is believed.
    private static func isOlder(_ object: LiveObject, than known: LiveObject?) -> Bool {
        guard let known, known.uid == object.uid, let old = Int64(known.resourceVersion),
            let new = Int64(object.resourceVersion)
        else { return false }
        return new < old
    }

    private static func reindex(_ change: ObjectTable.Change, in state: inout State, _ indices: [Index]) {
        for index in indices {
            for value in change.old.map(index.values) ?? [] {
                state.indexed[index.name]?[value]?.remove(change.key)
                if state.indexed[index.name]?[value]?.isEmpty == true { state.indexed[index.name]?[value] = nil }
            }
            for value in change.new.map(index.values) ?? [] {
                state.indexed[index.name, default: [:]][value, default: []].insert(change.key)
            }
        }
    }
}
