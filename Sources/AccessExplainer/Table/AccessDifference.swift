package import AccessModel

/// The difference of two tables of access.
package struct AccessDifference: Sendable {
    /// Somebody of whom it cannot be said what changes.
    package struct Undecided: Hashable, Sendable {
        package let holder: AccessHolder
        package let installation: ResourceName
        package let namespace: String?
        package let reason: String
    }

    /// A group that is named no more, and one that is named for the first time and may exactly the same.
    package struct LikelyRename: Hashable, Sendable {
        package let installation: ResourceName
        package let old: GroupPath
        package let new: GroupPath
    }

    /// All changes of every holder, in the order in which they are to be read.
    package private(set) var changes: [AccessChange] = []
    /// The changes of combinations and people that follow from those of their groups alone.
    package private(set) var implied: Set<AccessChange> = []
    package private(set) var undecided: [Undecided] = []
    package private(set) var likelyRenames: [LikelyRename] = []
    /// How many cells single groups have before the change, and how many of them they lose as a whole.
    package private(set) var heldBefore = 0
    package private(set) var removed = 0

    /// - Parameter renamed: groups that have another name after than before, and the same people: new names by old ones.
    package init(from before: AccessTable, to after: AccessTable, renamed: [GroupPath: GroupPath] = [:]) {
        for name in Set(before.installations.keys).union(after.installations.keys).sorted() {
            let comparison = Comparison(
                name, before.installations[name], after.installations[name], renamed: renamed)
            comparePeople(comparison)
            comparePods(comparison)
        }
        changes.sort()
    }

    package var isEmpty: Bool { changes.isEmpty && undecided.isEmpty }

    /// What is to be read: without what follows from other changes.
    package var toRead: [AccessChange] { changes.filter { !implied.contains($0) } }

    // MARK: - People

    private mutating func comparePeople(_ comparison: Comparison) {
        var ofGroup: [GroupPath: Set<AccessChange.Core>] = [:]
        var gone: [GroupPath: [String?: AccessGrid]] = [:]
        var come: [GroupPath: [String?: AccessGrid]] = [:]
        for holder in comparison.holders {
            let groups = comparison.groups(of: holder)
            let before = comparison.accessBefore(holder, groups.before)
            let after = comparison.accessAfter(holder, groups.after)
            let found = compare(holder, before, after, comparison)
            changes += found
            let cores = Set(found.map(\.core))
            if case .groups(let own) = holder, let group = own.first, own.count == 1 {
                ofGroup[group] = cores
                heldBefore += before.grids.values.reduce(0) { $0 + $1.extents.count }
                removed += found.count { $0.after == nil }
                if comparison.isOnly(before: group), !before.grids.isEmpty { gone[group] = before.grids }
                if comparison.isOnly(after: group), !after.grids.isEmpty { come[group] = after.grids }
            } else if comparison.renaming(groups.before) == groups.after {
                let ofOwn = groups.after.reduce(into: Set<AccessChange.Core>()) { $0.formUnion(ofGroup[$1] ?? []) }
                implied.formUnion(found.filter { ofOwn.contains($0.core) })
            }
        }
        noteRenames(gone, come, comparison)
    }

    private mutating func compare(
        _ holder: AccessHolder, _ before: Comparison.Access, _ after: Comparison.Access, _ comparison: Comparison
    ) -> [AccessChange] {
        comparison.namespaces.flatMap { namespace -> [AccessChange] in
            if let reason = Self.doubt(before, after, in: namespace) {
                undecided.append(
                    Undecided(
                        holder: holder, installation: comparison.installation, namespace: namespace, reason: reason))
                return []
            }
            let (old, new) = (before.grids[namespace] ?? .nothing, after.grids[namespace] ?? .nothing)
            guard old != new else { return [] }
            return Set(old.extents.keys).union(new.extents.keys).flatMap { row in
                Self.directions(old[row], new[row]).map { direction in
                    AccessChange(
                        direction: direction, holder: holder, installation: comparison.installation,
                        namespace: namespace, subject: .action(row.action), template: row.template, before: old[row],
                        after: new[row])
                }
            }
        }
    }

    /// Why it is not known what changes for somebody; nil where it is, as where the same is unknown of both.
    private static func doubt(
        _ before: Comparison.Access, _ after: Comparison.Access, in namespace: String?
    ) -> String? {
        if let reason = before.unknown[namespace] ?? after.unknown[namespace] { return reason }
        let (old, new) = (before.gaps[namespace], after.gaps[namespace])
        if old == new, before.grids[namespace] == after.grids[namespace] { return nil }
        return (new ?? old)?.reasons.first
    }

    /// Both where something is permitted that was not and something else no more.
    private static func directions(_ old: AccessExtent?, _ new: AccessExtent?) -> [AccessChange.Direction] {
        guard old != new else { return [] }
        return (new?.exceeds(old) == true ? [.gain] : []) + (old?.exceeds(new) == true ? [.loss] : [])
    }

    /// Notes groups that one other group takes the place of, and only it.
    private mutating func noteRenames(
        _ gone: [GroupPath: [String?: AccessGrid]], _ come: [GroupPath: [String?: AccessGrid]], _ comparison: Comparison
    ) {
        for (old, access) in gone.sorted(by: { $0.key < $1.key }) where gone.values.count(where: { $0 == access }) == 1
        {
            let fitting = come.filter { $0.value == access }
            guard fitting.count == 1, let new = fitting.first?.key else { continue }
            likelyRenames.append(LikelyRename(installation: comparison.installation, old: old, new: new))
        }
    }

    // MARK: - Pods

    private mutating func comparePods(_ comparison: Comparison) {
        for namespace in comparison.namespaces.compactMap(\.self) {
            let (before, after) = comparison.pods(in: namespace)
            for template in Set(before.keys).union(after.keys) {
                let (old, new) = (Self.rights(before[template]), Self.rights(after[template]))
                func change(_ direction: AccessChange.Direction, _ right: PodRight) -> AccessChange {
                    AccessChange(
                        direction: direction, holder: .pods(template), installation: comparison.installation,
                        namespace: namespace, subject: .pods(right.right, name: right.name), template: nil,
                        before: direction == .gain ? nil : .whole, after: direction == .gain ? .whole : nil)
                }
                changes += new.subtracting(old).map { change(.gain, $0) }
                changes += old.subtracting(new).map { change(.loss, $0) }
            }
        }
    }

    private struct PodRight: Hashable {
        let right: PermissionSet.Right
        let name: String?
    }

    /// What every executor needs is told of nobody.
    private static let minimum = PermissionSet(RoleCatalogue.executorMinimum)

    private static func rights(_ permissions: PermissionSet?) -> Set<PodRight> {
        Set(
            (permissions?.rights ?? [:]).flatMap { right, objects -> [PodRight] in
                if minimum.permits(right) { return [] }
                return switch objects {
                case .all: [PodRight(right: right, name: nil)]
                case .named(let names): names.map { PodRight(right: right, name: $0) }
                }
            })
    }
}

extension AccessChange {
    /// A change without whose it is.
    struct Core: Hashable {
        let direction: Direction
        let namespace: String?
        let subject: Subject
        let template: TemplateTarget?
    }

    var core: Core { Core(direction: direction, namespace: namespace, subject: subject, template: template) }
}
