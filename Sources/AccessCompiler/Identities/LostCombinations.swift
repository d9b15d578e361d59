package import AccessModel

/// The combinations of groups whose holders get less than their groups together.
package struct LostCombinations: Hashable, Sendable {
    /// The smallest ones: whoever gets too little holds all groups of one of them, unless there are more than listed.
    package var first: [[GroupPath]] = []
    /// How many smallest ones there are.
    package var count = 0
    /// Those that members of the realm hold.
    package var heldByMembers: [[GroupPath]] = []

    /// How many are listed.
    static let bound = 500

    package init() {}

    /// What is lost in one of several namespaces, each told once; where not all are listed, `count` is the most there
    /// may be.
    init(together parts: [LostCombinations]) {
        let losing = parts.filter { $0.count > 0 || !$0.heldByMembers.isEmpty }
        guard losing.count > 1 else {
            self = losing.first ?? LostCombinations()
            return
        }
        let listed = Self.ordered(losing.flatMap(\.first))
        first = Array(listed.prefix(Self.bound))
        count = listed.count + losing.reduce(0) { $0 + $1.count - $1.first.count }
        heldByMembers = Self.ordered(losing.flatMap(\.heldByMembers))
    }

    private static func ordered(_ combinations: [[GroupPath]]) -> [[GroupPath]] {
        Set(combinations).sorted { left, right in
            left.count == right.count ? left.lexicographicallyPrecedes(right) : left.count < right.count
        }
    }
}
