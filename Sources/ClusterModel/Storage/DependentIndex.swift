import JSONTree

/// Which objects name which owners, by the owners' UIDs.
struct DependentIndex: Sendable {
    struct Entry: Hashable, Sendable {
        let resource: ResourceName
        let name: ObjectName

        init(_ resource: ResourceName, _ name: ObjectName) {
            self.resource = resource
            self.name = name
        }
    }

    private var entries: [String: Set<Entry>] = [:]

    /// Follows a change of one object; nil stands for an object that is not there.
    mutating func replace(_ old: JSONValue?, with new: JSONValue?, at entry: Entry) {
        let before = Set(old?.ownerUIDs ?? [])
        let after = Set(new?.ownerUIDs ?? [])
        for uid in before.subtracting(after) {
            entries[uid]?.remove(entry)
            if entries[uid]?.isEmpty == true { entries[uid] = nil }
        }
        for uid in after.subtracting(before) { entries[uid, default: []].insert(entry) }
    }

    func entries(of uid: String) -> [Entry] {
        (entries[uid] ?? []).sorted { ($0.resource.qualified, $0.name) < ($1.resource.qualified, $1.name) }
    }
}

extension JSONValue {
    var owners: [JSONValue] { self["metadata"]?["ownerReferences"]?.array ?? [] }
    var ownerUIDs: [String] { owners.compactMap { $0["uid"]?.string } }
}
