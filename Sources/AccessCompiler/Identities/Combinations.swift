/// Which combinations of groups get an identity of their own, and which go without.
///
/// A combination is *independent* when each of its groups gets something that no other of them gets. Only independent
/// ones are ever chosen: any other gives as much as one of its subsets. Subsets of independent combinations are
/// independent, so larger ones are found by adding a group to a smaller one, and the work is bounded by the pairs of
/// groups and by the limit times the groups: never by the number of subsets.
struct Combinations {
    /// Each of two groups or more by index, in ascending order; in the order of their choice.
    private(set) var chosen: [[Int]] = []
    /// What known people hold and what got no identity, since the limit was reached.
    private(set) var lostByMembers: [[Int]] = []
    private var isChosen: Set<[Int]> = []
    private let entitlements: Entitlements
    private let limit: Int

    /// Chooses.
    ///
    /// - Parameters:
    ///   - held: the groups of each known person, in ascending order.
    ///   - limit: how many combinations at most.
    ///   - isClosed: whether combinations that nobody is known to hold follow.
    init(of entitlements: Entitlements, held: [[Int]], limit: Int, isClosed: Bool) {
        self.entitlements = entitlements
        self.limit = limit
        chooseHeld(held)
        if isClosed { close() }
    }

    private mutating func choose(_ combination: [Int]) {
        chosen.append(combination)
        isChosen.insert(combination)
    }

    /// Those that most people hold come first.
    private mutating func chooseHeld(_ held: [[Int]]) {
        var holders: [[Int]: Int] = [:]
        for (groups, count) in Dictionary(held.map { ($0, 1) }, uniquingKeysWith: +) {
            holders[entitlements.independent(groups), default: 0] += count
        }
        let ordered = holders.filter { $0.key.count > 1 }.sorted { left, right in
            if left.value != right.value { return left.value > right.value }
            return Self.precedes(left.key, right.key)
        }
        for (combination, _) in ordered.prefix(limit) { choose(combination) }
        lostByMembers = ordered.dropFirst(limit).map(\.key)
    }

    /// All others by growing size; of one size, those whose groups share a namespace first.
    private mutating func close() {
        var family = entitlements.groups.indices.map { [$0] }
        while !family.isEmpty, chosen.count < limit {
            var larger: [[Int]] = []
            for isMeeting in [true, false] {
                for combination in family {
                    let places = entitlements.commonPlaces(of: combination)
                    for group in (combination[combination.count - 1] + 1)..<entitlements.groups.count
                    where entitlements.isPlaced(group, in: places) == isMeeting {
                        let candidate = combination + [group]
                        guard entitlements.areIndependent(candidate) else { continue }
                        if !isChosen.contains(candidate) {
                            guard chosen.count < limit else { return }
                            choose(candidate)
                        }
                        larger.append(candidate)
                    }
                }
            }
            family = larger.sorted { $0.lexicographicallyPrecedes($1) }
        }
    }

    private static func precedes(_ left: [Int], _ right: [Int]) -> Bool {
        left.count == right.count ? left.lexicographicallyPrecedes(right) : left.count < right.count
    }

    // MARK: - What goes without

    /// The smallest combinations whose holders get less than their groups together, and how many there are.
    ///
    /// Whoever holds none of them gets everything: let P be all groups of a person, and I independent ones among them
    /// that get as much. If I had no identity, a smallest independent subset of I without one would be listed here.
    ///
    /// - Parameter bound: how many are listed; smaller ones first, of one size those whose groups share a namespace.
    func lost(bound: Int) -> (first: [[Int]], count: Int) {
        let (pairs, neighbours) = lostPairs(bound: bound)
        var first = pairs.first
        var count = pairs.count
        // A combination is complete when it and all its subsets are chosen.
        var complete: Set<[Int]> = []
        for combination in chosen.sorted(by: Self.precedes) {
            guard combination.count == 2 || Self.parts(of: combination).allSatisfy(complete.contains) else { continue }
            complete.insert(combination)
        }
        for combination in complete.sorted(by: Self.precedes) {
            let last = combination[combination.count - 1]
            for group in neighbours[last].elements where group > last {
                let candidate = combination + [group]
                guard !isChosen.contains(candidate), Self.parts(of: candidate).allSatisfy(complete.contains),
                    entitlements.areIndependent(candidate)
                else { continue }
                count += 1
                if first.count < bound { first.append(candidate) }
            }
        }
        return (first, count)
    }

    /// The pairs without an identity, and for each group those that it has an identity with.
    private func lostPairs(bound: Int) -> (pairs: (first: [[Int]], count: Int), neighbours: [EntitlementSet]) {
        let number = entitlements.groups.count
        var neighbours = Array(repeating: EntitlementSet(capacity: number), count: number)
        for pair in chosen where pair.count == 2 { neighbours[pair[0]].insert(pair[1]) }
        var meeting: [[Int]] = []
        var others: [[Int]] = []
        var count = 0
        for left in 0..<number {
            let places = entitlements.commonPlaces(of: [left])
            for right in left + 1..<number
            where !neighbours[left].contains(right) && entitlements.areIndependent(left, right) {
                count += 1
                if entitlements.isPlaced(right, in: places) {
                    if meeting.count < bound { meeting.append([left, right]) }
                } else if others.count < bound {
                    others.append([left, right])
                }
            }
        }
        return ((Array((meeting + others).prefix(bound)), count), neighbours)
    }

    /// A combination without each of its groups in turn.
    private static func parts(of combination: [Int]) -> [[Int]] {
        combination.indices.map { left in
            var part = combination
            part.remove(at: left)
            return part
        }
    }
}
