import Testing

@testable import ReconcileCore

@Suite("Delayed items")
struct DelayedItemsTests {
    @Test("entries that were replaced or removed do not fill up the memory until their time comes")
    func bounded() {
        var items = DelayedItems<Int>()
        items.insert(0, due: .zero, priority: .normal)
        for round in 1...10_000 {
            items.insert(round % 10 + 1, due: .seconds(20_000 - round), priority: .normal)
            if round % 3 == 0 { items.remove(round % 10 + 1) }
            #expect(items.storedCount <= 65)
        }
        #expect(items.nextDue == .zero)
    }
}
