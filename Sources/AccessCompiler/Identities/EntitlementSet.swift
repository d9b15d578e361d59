/// A set of entitlements, as one bit for each of ``Entitlements/keys``.
struct EntitlementSet: Hashable, Sendable {
    private var words: [UInt64]

    /// An empty set.
    ///
    /// - Parameter capacity: how many entitlements there are at all.
    init(capacity: Int) { words = Array(repeating: 0, count: (capacity + 63) / 64) }

    var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// The members in ascending order.
    var elements: [Int] {
        var elements: [Int] = []
        for (index, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                elements.append(index * 64 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
        return elements
    }

    func contains(_ element: Int) -> Bool { words[element / 64] & (1 << UInt64(element % 64)) != 0 }

    mutating func insert(_ element: Int) { words[element / 64] |= 1 << UInt64(element % 64) }

    mutating func formUnion(_ other: EntitlementSet) {
        for index in words.indices { words[index] |= other.words[index] }
    }

    mutating func formIntersection(_ other: EntitlementSet) {
        for index in words.indices { words[index] &= other.words[index] }
    }

    func isSubset(of other: EntitlementSet) -> Bool {
        for index in words.indices where words[index] & ~other.words[index] != 0 { return false }
        return true
    }

    func isDisjoint(with other: EntitlementSet) -> Bool {
        for index in words.indices where words[index] & other.words[index] != 0 { return false }
        return true
    }
}
