/// Hands out items to workers, each item to one worker at a time.
///
/// Guarantees, as client-go's `util/workqueue/doc.go` gives them:
/// - Fair: items of one priority are handed out in the order in which they were added, and low priority is never starved.
/// - Stingy: an item is never handed out twice at once, and additions before it is handed out count as one.
/// - An item that is added while a worker has it is handed out again when that worker is done.
/// - After ``shutDown(finishingWaiting:)`` nothing can be added, and ``isDrained`` tells when the last worker is done.
///
/// An item has one place: waiting, or delayed until a time. Of two delays the earlier counts, and being added at once
/// replaces a delay, because the turn that then comes decides anew when the next one has to be.
package struct WorkQueue<Item: Hashable & Sendable>: Sendable {
    /// Who goes first.
    package enum Priority: Int, Sendable, Comparable, CaseIterable {
        /// What a list showed: the whole store may come at once, and nothing of it is news.
        case low
        case normal

        package static func < (left: Priority, right: Priority) -> Bool { left.rawValue < right.rawValue }
    }

    /// An item as it is handed to a worker.
    package struct Turn: Sendable {
        package let item: Item
        package let priority: Priority
        /// How long the item waited, counted from its first addition or from when its delay ended.
        package let waited: Duration
    }

    struct Place {
        var priority: Priority
        var since: Duration
        /// Names the entry in the line. An item that is moved up leaves its old one behind, to be skipped when it surfaces:
        /// since every line is served regularly, it soon does.
        var ticket: UInt64
    }

    struct Entry {
        let item: Item
        let ticket: UInt64
    }

    /// After so many items of normal priority one of low priority has its turn.
    private static var normalTurnsInARow: Int { 8 }

    private var waiting: [Item: Place] = [:]
    private var lines: [TurnLine<Entry>] = Priority.allCases.map { _ in TurnLine() }
    private var delayed = DelayedItems<Item>()
    private var processing: Set<Item> = []
    /// Items added while a worker has them.
    private var again: [Item: Place] = [:]
    private var normalTurns = 0
    private var tickets: UInt64 = 0
    private var isShutDown = false

    package init() {}

    /// How many items could be handed out now.
    package var waitingCount: Int { waiting.count }
    /// How many items workers have.
    package var processingCount: Int { processing.count }
    /// How many items wait for a time to come.
    package var delayedCount: Int { delayed.count }
    /// True when the queue is shut down and no item is left or with a worker.
    package var isDrained: Bool { isShutDown && waiting.isEmpty && again.isEmpty && processing.isEmpty }

    /// The earliest time at which a delayed item can be handed out.
    package var nextDue: Duration? { delayed.nextDue }

    /// Adds an item to be handed out as soon as possible.
    package mutating func add(_ item: Item, priority: Priority = .normal, at now: Duration) {
        guard !isShutDown else { return }
        delayed.remove(item)
        enqueue(item, priority: priority, since: now)
    }

    /// Adds an item to be handed out when a time has come, unless it is waiting already or due earlier.
    ///
    /// - Parameter due: on the clock of the other functions' `now`.
    package mutating func add(_ item: Item, due: Duration, priority: Priority = .normal) {
        guard !isShutDown, waiting[item] == nil, again[item] == nil else { return }
        delayed.insert(item, due: due, priority: priority)
    }

    /// Hands out the next item; nil when none is waiting. Call ``done(_:)`` when the worker has finished with it.
    package mutating func take(at now: Duration) -> Turn? {
        while let ripe = delayed.popFirst(at: now) { enqueue(ripe.item, priority: ripe.priority, since: ripe.due) }
        for priority in nextPriorities {
            while let candidate = lines[priority.rawValue].popFirst() {
                guard let place = waiting[candidate.item], place.ticket == candidate.ticket else { continue }
                waiting[candidate.item] = nil
                processing.insert(candidate.item)
                normalTurns = priority == .normal ? normalTurns + 1 : 0
                return Turn(item: candidate.item, priority: priority, waited: max(.zero, now - place.since))
            }
        }
        return nil
    }

    /// Says that the worker is done with an item. An item that nobody has is ignored.
    package mutating func done(_ item: Item) {
        guard processing.remove(item) != nil, let place = again.removeValue(forKey: item) else { return }
        enqueue(item, priority: place.priority, since: place.since)
    }

    /// Ends the intake and drops everything delayed.
    ///
    /// - Parameter finishingWaiting: whether items that wait are still handed out. What is dropped is not lost: a new
    ///   process lists everything again.
    package mutating func shutDown(finishingWaiting: Bool = false) {
        isShutDown = true
        delayed = DelayedItems()
        guard !finishingWaiting else { return }
        waiting.removeAll()
        again.removeAll()
        lines = Priority.allCases.map { _ in TurnLine() }
    }

    private var nextPriorities: [Priority] {
        normalTurns >= Self.normalTurnsInARow ? [.low, .normal] : [.normal, .low]
    }

    private mutating func enqueue(_ item: Item, priority: Priority, since: Duration) {
        tickets += 1
        if processing.contains(item) {
            let place = again[item]
            again[item] = Place(
                priority: max(priority, place?.priority ?? priority), since: place?.since ?? since, ticket: tickets)
            return
        }
        let place = waiting[item]
        if let place, place.priority >= priority { return }
        waiting[item] = Place(priority: priority, since: place?.since ?? since, ticket: tickets)
        lines[priority.rawValue].append(Entry(item: item, ticket: tickets))
    }
}
