/// Items that become due at a time, each once, with its earliest time.
struct DelayedItems<Item: Hashable & Sendable>: Sendable {
    struct Entry: Sendable {
        let item: Item
        let due: Duration
        let priority: WorkQueue<Item>.Priority
        /// Orders entries with the same time by when they were added.
        let ticket: UInt64
    }

    /// A binary heap, the earliest first; entries that `current` no longer names are skipped when they surface.
    private var heap: [Entry] = []
    private var current: [Item: Entry] = [:]
    private var tickets: UInt64 = 0

    var count: Int { current.count }
    /// How many entries are held, with those that were replaced.
    var storedCount: Int { heap.count }

    /// The earliest time of an item; entries that were replaced have been removed from the top.
    var nextDue: Duration? { heap.first?.due }

    mutating func insert(_ item: Item, due: Duration, priority: WorkQueue<Item>.Priority) {
        let known = current[item]
        if let known, known.due <= due, known.priority >= priority { return }
        tickets += 1
        let entry = Entry(
            item: item, due: min(due, known?.due ?? due), priority: max(priority, known?.priority ?? priority),
            ticket: tickets)
        current[item] = entry
        heap.append(entry)
        siftUp(heap.count - 1)
        prune()
    }

    mutating func remove(_ item: Item) {
        guard current.removeValue(forKey: item) != nil else { return }
        prune()
    }

    mutating func popFirst(at now: Duration) -> Entry? {
        guard let first = heap.first, first.due <= now else { return nil }
        current[first.item] = nil
        removeTop()
        prune()
        return first
    }

    /// Keeps the top current, and the heap from filling up with replaced entries.
    private mutating func prune() {
        while let first = heap.first, current[first.item]?.ticket != first.ticket { removeTop() }
        guard heap.count > 64, heap.count > current.count * 2 else { return }
        // A sorted array is a heap.
        heap = current.values.sorted(by: Self.precedes)
    }

    private mutating func removeTop() {
        let last = heap.removeLast()
        guard !heap.isEmpty else { return }
        heap[0] = last
        siftDown()
    }

    private mutating func siftUp(_ start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard Self.precedes(heap[child], heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            var first = parent
            for child in [parent * 2 + 1, parent * 2 + 2] where child < heap.count {
                if Self.precedes(heap[child], heap[first]) { first = child }
            }
            guard first != parent else { return }
            heap.swapAt(parent, first)
            parent = first
        }
    }

    private static func precedes(_ left: Entry, _ right: Entry) -> Bool {
        (left.due, left.ticket) < (right.due, right.ticket)
    }
}
