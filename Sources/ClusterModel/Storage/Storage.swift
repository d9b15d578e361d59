import JSONTree

/// All objects of a cluster and the counter of their revisions.
struct Storage: Sendable {
    private(set) var revision: Int64 = 1
    private var tables: [ResourceName: ObjectTable] = [:]
    private var dependents = DependentIndex()
    private let historyLimit: Int

    init(historyLimit: Int) { self.historyLimit = historyLimit }

    var resources: [ResourceName] { Array(tables.keys) }

    func table(_ resource: ResourceName) -> ObjectTable {
        tables[resource] ?? ObjectTable(historyLimit: historyLimit)
    }

    func object(_ resource: ResourceName, _ name: ObjectName) -> StoredObject? { tables[resource]?[name] }

    func objects(_ resource: ResourceName, in namespace: String? = nil) -> [StoredObject] {
        tables[resource]?.objects(in: namespace) ?? []
    }

    /// Stores a value under the next revision.
    mutating func set(_ value: JSONValue, _ resource: ResourceName, _ name: ObjectName) -> StoredObject {
        revision += 1
        let object = StoredObject(value, revision: revision)
        dependents.replace(self.object(resource, name)?.value, with: value, at: DependentIndex.Entry(resource, name))
        tables[resource, default: ObjectTable(historyLimit: historyLimit)].set(object, for: name)
        return object
    }

    /// Removes an object; its last state gets the next revision.
    ///
    /// - Returns: the last state; nil when there is no such object.
    @discardableResult
    mutating func remove(_ resource: ResourceName, _ name: ObjectName) -> StoredObject? {
        guard let object = tables[resource]?[name] else { return nil }
        revision += 1
        let final = StoredObject(object.value, revision: revision)
        dependents.replace(object.value, with: nil, at: DependentIndex.Entry(resource, name))
        tables[resource]?.remove(name, final: final)
        return final
    }

    /// The objects whose owner references name a UID, ordered.
    func dependents(of uid: String) -> [DependentIndex.Entry] { dependents.entries(of: uid) }

    /// Every change after a revision, in order; nil when some are no longer known.
    func changes(after revision: Int64) -> [(resource: ResourceName, event: StoredEvent)]? {
        var changes: [(resource: ResourceName, event: StoredEvent)] = []
        for (resource, table) in tables {
            guard let events = table.history.events(after: revision) else { return nil }
            changes += events.map { (resource, $0) }
        }
        return changes.sorted { $0.event.revision < $1.event.revision }
    }

    /// Forgets every event up to a revision: watches and lists from before it are answered with 410.
    mutating func compact(to revision: Int64) {
        for resource in tables.keys { tables[resource]?.compact(to: revision) }
    }
}
