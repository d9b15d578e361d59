/// First in, first out, in constant time on average.
struct TurnLine<Item: Sendable>: Sendable {
    private var items: [Item] = []
    private var head = 0

    mutating func append(_ item: Item) { items.append(item) }

    mutating func popFirst() -> Item? {
        guard head < items.count else { return nil }
        let item = items[head]
        head += 1
        // The front is given back when it is the larger part, so each item is moved once at most on average.
        if head * 2 > items.count {
            items.removeFirst(head)
            head = 0
        }
        return item
    }
}
