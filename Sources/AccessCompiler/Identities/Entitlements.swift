import AccessModel
import KubeModel

/// What each group gets, numbered densely, so that combinations of groups are compared cheaply.
struct Entitlements: Sendable {
    /// Everything that some group gets, in ascending order.
    let keys: [ObjectKey]
    /// Everybody who gets something, in ascending order; a group is known by its index here.
    let groups: [GroupPath]
    private let indices: [GroupPath: Int]
    private let sets: [EntitlementSet]
    /// The namespaces in which each group gets something.
    private let places: [EntitlementSet]

    init(_ entitlements: [GroupPath: Set<ObjectKey>]) {
        let granted = entitlements.filter { !$0.value.isEmpty }
        let groups = granted.keys.sorted()
        let keys = granted.values.reduce(into: Set<ObjectKey>()) { $0.formUnion($1) }.sorted()
        let numbers = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, $0) })
        let namespaces = Set(keys.compactMap(\.namespace))
        let namespaceNumbers = Dictionary(uniqueKeysWithValues: namespaces.enumerated().map { ($1, $0) })
        self.groups = groups
        self.keys = keys
        indices = Dictionary(uniqueKeysWithValues: groups.enumerated().map { ($1, $0) })
        sets = groups.map { group in
            var set = EntitlementSet(capacity: keys.count)
            for key in granted[group] ?? [] { if let number = numbers[key] { set.insert(number) } }
            return set
        }
        places = groups.map { group in
            var set = EntitlementSet(capacity: namespaces.count)
            for namespace in (granted[group] ?? []).compactMap(\.namespace) {
                if let number = namespaceNumbers[namespace] { set.insert(number) }
            }
            return set
        }
    }

    /// Puts together what was found namespace by namespace.
    ///
    /// - Parameters:
    ///   - places: in ascending order of the namespaces, each at most once.
    ///   - clusterWide: the one key without a namespace, which comes before all others.
    init(_ places: [NamespaceEntitlements], clusterWide: ObjectKey) {
        let isClusterWideUsed = places.contains { !$0.clusterWide.isEmpty }
        let keys = (isClusterWideUsed ? [clusterWide] : []) + places.flatMap(\.keys)
        let groups = Set(places.flatMap { $0.groups.map(\.group) + $0.clusterWide }).sorted()
        let indices = Dictionary(uniqueKeysWithValues: groups.enumerated().map { ($1, $0) })
        var sets = Array(repeating: EntitlementSet(capacity: keys.count), count: groups.count)
        var grouped = Array(repeating: EntitlementSet(capacity: places.count), count: groups.count)
        var offset = isClusterWideUsed ? 1 : 0
        for (number, place) in places.enumerated() {
            for group in place.clusterWide { if let index = indices[group] { sets[index].insert(0) } }
            for share in place.groups {
                guard let index = indices[share.group] else { continue }
                grouped[index].insert(number)
                for key in share.keys { sets[index].insert(offset + key) }
            }
            offset += place.keys.count
        }
        self.groups = groups
        self.keys = keys
        self.indices = indices
        self.sets = sets
        self.places = grouped
    }

    /// The number of a key; nil when nobody gets it.
    func index(of key: ObjectKey) -> Int? {
        var (low, high) = (0, keys.count)
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low < keys.count && keys[low] == key ? low : nil
    }

    /// The groups among some that get anything, by index, in ascending order.
    func indices(of groups: some Sequence<GroupPath>) -> [Int] { Set(groups.compactMap { indices[$0] }).sorted() }

    /// What some groups get together.
    func union(of groups: some Sequence<Int>) -> EntitlementSet {
        var union = EntitlementSet(capacity: keys.count)
        for group in groups { union.formUnion(sets[group]) }
        return union
    }

    /// The namespaces in which all of the groups get something.
    func commonPlaces(of groups: [Int]) -> EntitlementSet {
        var common = places[groups[0]]
        for group in groups.dropFirst() { common.formIntersection(places[group]) }
        return common
    }

    /// Whether a group gets something in one of some namespaces.
    func isPlaced(_ group: Int, in common: EntitlementSet) -> Bool { !places[group].isDisjoint(with: common) }

    /// Whether two groups both get something that the other does not.
    func areIndependent(_ left: Int, _ right: Int) -> Bool {
        !sets[left].isSubset(of: sets[right]) && !sets[right].isSubset(of: sets[left])
    }

    /// Whether each of the groups gets something that none of the others gets.
    func areIndependent(_ groups: [Int]) -> Bool {
        if groups.count == 2 { return areIndependent(groups[0], groups[1]) }
        var behind = [EntitlementSet(capacity: keys.count)]
        for group in groups.dropFirst().reversed() {
            var union = behind[behind.count - 1]
            union.formUnion(sets[group])
            behind.append(union)
        }
        var before = EntitlementSet(capacity: keys.count)
        for (place, group) in groups.enumerated() {
            var others = before
            others.formUnion(behind[groups.count - 1 - place])
            if sets[group].isSubset(of: others) { return false }
            before.formUnion(sets[group])
        }
        return true
    }

    /// Independent ones among the groups that get as much as all of them; of those that could stay, earlier ones do.
    func independent(_ groups: [Int]) -> [Int] {
        var holders = Array(repeating: 0, count: keys.count)
        let elements = groups.map { sets[$0].elements }
        for element in elements.joined() { holders[element] += 1 }
        var kept: [Int] = []
        for (group, own) in zip(groups, elements).reversed() {
            if own.allSatisfy({ holders[$0] > 1 }) {
                for element in own { holders[element] -= 1 }
            } else {
                kept.append(group)
            }
        }
        return kept.reversed()
    }
}
