/// A change of one object.
struct StoredEvent: Sendable {
    enum Kind: Sendable { case added, modified, deleted }

    let kind: Kind
    let name: ObjectName
    /// The object after the change; for deletions its last state with the revision of the deletion.
    let object: StoredObject
    /// The object before the change; nil when it was added.
    let previous: StoredObject?

    var revision: Int64 { object.revision }
}

/// The latest events of one kind of object, up to a limit.
struct EventHistory: Sendable {
    private var events: [StoredEvent] = []
    private let limit: Int
    /// The revision of the newest event that was dropped: watches can begin there or later.
    private(set) var oldestStart: Int64 = 0

    init(limit: Int) { self.limit = limit }

    mutating func append(_ event: StoredEvent) {
        events.append(event)
        // Dropped in blocks, so that an append costs constant time on average.
        if events.count >= limit + max(limit / 4, 1) { drop(events.count - limit) }
    }

    /// The events after a revision, oldest first; nil when some of them were dropped.
    func events(after revision: Int64) -> ArraySlice<StoredEvent>? {
        guard revision >= oldestStart else { return nil }
        var start = events.endIndex
        while start > 0, events[start - 1].revision > revision { start -= 1 }
        return events[start...]
    }

    /// Forgets everything up to a revision, as etcd's compaction does.
    mutating func compact(to revision: Int64) {
        drop(events.prefix { $0.revision <= revision }.count)
        oldestStart = max(oldestStart, revision)
    }

    private mutating func drop(_ count: Int) {
        guard count > 0 else { return }
        oldestStart = max(oldestStart, events[count - 1].revision)
        events.removeFirst(count)
    }
}
