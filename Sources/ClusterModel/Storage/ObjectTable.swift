/// The objects of one kind, in order, with the events that led to them.
struct ObjectTable: Sendable {
    private var objects: [ObjectName: StoredObject] = [:]
    /// Sorted; the order of lists.
    private(set) var names: [ObjectName] = []
    private(set) var history: EventHistory

    init(historyLimit: Int) { history = EventHistory(limit: historyLimit) }

    subscript(name: ObjectName) -> StoredObject? { objects[name] }

    var count: Int { names.count }

    mutating func set(_ object: StoredObject, for name: ObjectName) {
        let previous = objects.updateValue(object, forKey: name)
        if previous == nil { names.insert(name, at: position(of: name)) }
        history.append(
            StoredEvent(kind: previous == nil ? .added : .modified, name: name, object: object, previous: previous))
    }

    /// - Parameter final: the object's last state, stamped with the revision of its removal.
    mutating func remove(_ name: ObjectName, final: StoredObject) {
        guard let previous = objects.removeValue(forKey: name) else { return }
        names.remove(at: position(of: name))
        history.append(StoredEvent(kind: .deleted, name: name, object: final, previous: previous))
    }

    /// The objects of a namespace, or all, in order.
    func objects(in namespace: String? = nil) -> [StoredObject] {
        guard let namespace else { return names.compactMap { objects[$0] } }
        let start = position(of: ObjectName(namespace: namespace, name: ""))
        return names[start...].prefix { $0.namespace == namespace }.compactMap { objects[$0] }
    }

    /// The objects as they were at an earlier revision.
    ///
    /// - Returns: nil when the events since then are no longer all known.
    func entries(
        at revision: Int64, in namespace: String?, from start: String?
    ) -> [(name: ObjectName, object: StoredObject)]? {
        guard let events = history.events(after: revision) else { return nil }
        if events.isEmpty { return entries(in: namespace, from: start) }
        var past = objects
        for event in events.reversed() { past[event.name] = event.previous }
        let isWanted = { (name: ObjectName) in
            (namespace == nil || name.namespace == namespace)
                && start.map { !name.path.utf8.lexicographicallyPrecedes($0.utf8) } ?? true
        }
        return past.filter { isWanted($0.key) }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The objects of a namespace, or all, from a key on, in order.
    func entries(in namespace: String?, from start: String?) -> [(name: ObjectName, object: StoredObject)] {
        var position = namespace.map { self.position(of: ObjectName(namespace: $0, name: "")) } ?? 0
        if let start { position = max(position, firstPosition { !$0.path.utf8.lexicographicallyPrecedes(start.utf8) }) }
        let wanted = names[position...].prefix { namespace == nil || $0.namespace == namespace }
        return wanted.compactMap { name in objects[name].map { (name, $0) } }
    }

    /// Forgets every event up to a revision.
    mutating func compact(to revision: Int64) { history.compact(to: revision) }

    /// Where a name stands, or would have to stand.
    private func position(of name: ObjectName) -> Int { firstPosition { !($0 < name) } }

    /// The first place from which on a condition holds.
    private func firstPosition(where isBehind: (ObjectName) -> Bool) -> Int {
        var range = 0..<names.count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            range = isBehind(names[middle]) ? range.lowerBound..<middle : (middle + 1)..<range.upperBound
        }
        return range.lowerBound
    }
}
