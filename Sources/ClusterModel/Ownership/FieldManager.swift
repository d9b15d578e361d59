import JSONTree
import KubeModel

/// Keeps `metadata.managedFields` while one request changes an object.
///
/// Source of the rules: `k8s.io/apimachinery/pkg/util/managedfields/internal`, structured-merge-diff `merge.Updater`.
struct FieldManager {
    let manager: String
    let apiVersion: String
    let subresource: String?
    let shape: FieldShape
    /// What an object that is being created is compared with.
    let blank: JSONValue
    /// Fields that this request cannot change; they count for nobody.
    let resetFields: FieldSet
    /// When the request is made; nil for writes of which no time is kept.
    let time: KubeTime?

    /// The object that every other verb than apply leads to, with its owners.
    ///
    /// - Parameters:
    ///   - live: nil when the object is being created.
    ///   - new: the object as the request wants it, with defaults.
    func update(live: JSONValue?, new: JSONValue) -> JSONValue {
        let liveOwners = live.map { FieldOwners(ManagedFieldsEntry.entries(of: $0)) } ?? FieldOwners()
        var owners = liveOwners
        if subresource == nil, let given = new["metadata"]?["managedFields"]?.array {
            // One empty entry resets; anything unreadable or empty keeps what is there.
            if given == [[:]] {
                owners = FieldOwners()
            } else {
                let readable = ManagedFieldsEntry.entries(of: new)
                if !readable.isEmpty && readable.count == given.count { owners = FieldOwners(readable) }
            }
        }
        // An object that nobody tracks stays so until it is applied.
        guard live == nil || !owners.isEmpty else { return new.withOwners(owners) }
        let change = FieldComparison(live.map(\.withoutOwners) ?? blank, new.withoutOwners, shape).excluding(
            resetFields)
        let owner = self.owner(.update)
        owners.yield(to: change, except: owner)
        var claim = owners[owner] ?? FieldOwners.Claim(fields: FieldSet(), apiVersion: apiVersion)
        let gained = change.modified.union(change.added).subtracting(FieldOwners.unownable)
        claim.fields = claim.fields.subtracting(change.removed).union(gained)
        if !gained.isEmpty { claim.time = time }
        owners[owner] = claim
        owners.strip()
        owners.cap()
        return settled(new, owners, live: live, liveOwners: liveOwners)
    }

    /// The object that applying a configuration leads to, with its owners.
    ///
    /// - Parameter live: for an object that does not exist, its identity alone.
    /// - Throws: 409 with one cause a field that others own with another value, unless `isForced`.
    func apply(_ configuration: JSONValue, to live: JSONValue, isNew: Bool, isForced: Bool) throws(APIStatus)
        -> JSONValue
    {
        let liveOwners = FieldOwners(ManagedFieldsEntry.entries(of: live))
        var owners = liveOwners
        let bare = live.withoutOwners
        if owners.isEmpty && !isNew { owners = ownersBeforeFirstApply(of: bare) }
        let owner = self.owner(.apply)
        let last = owners[owner]
        let claimed = FieldSet(describing: configuration, shape: shape).subtractingRecursively(resetFields)
        // What nobody can own counts until the end: it keeps the name from going with the last label.
        owners[owner] = FieldOwners.Claim(fields: claimed, apiVersion: apiVersion, time: last?.time)
        let merged = AppliedMerge.merge(bare, configuration, shape) ?? configuration
        let result = pruned(merged, lastClaim: last?.fields, owners: owners)
        let change = FieldComparison(bare, result, shape).excluding(resetFields)
        if !isForced {
            let conflicts = owners.conflicts(with: change, except: owner)
            if !conflicts.isEmpty { throw Self.conflictStatus(conflicts) }
        }
        owners.yield(to: change, except: owner)
        if result != bare || isNew, var claim = owners[owner] {
            claim.time = time
            owners[owner] = claim
        }
        owners.strip()
        return settled(result, owners, live: isNew ? nil : live, liveOwners: liveOwners)
    }

    private func owner(_ operation: ManagedFieldsEntry.Operation) -> FieldOwners.Owner {
        FieldOwners.Owner(
            manager: manager, operation: operation, apiVersion: operation == .apply ? "" : apiVersion,
            subresource: subresource)
    }

    /// Writes the owners, but keeps the old times when nothing else changed, so that the write is none.
    private func settled(
        _ object: JSONValue, _ owners: FieldOwners, live: JSONValue?, liveOwners: FieldOwners
    ) -> JSONValue {
        guard let live, owners.isSameApartFromTimes(as: liveOwners), live.isSameApartFromBookkeeping(as: object) else {
            return object.withOwners(owners)
        }
        return object.withOwners(liveOwners)
    }

    /// An object that had no owners when it is first applied belongs to one entry, so that nothing is lost.
    private func ownersBeforeFirstApply(of object: JSONValue) -> FieldOwners {
        let before = FieldManager(
            manager: "before-first-apply", apiVersion: apiVersion, subresource: nil, shape: shape, blank: blank,
            resetFields: FieldSet(), time: time)
        let owned = before.update(live: nil, new: object)
        return FieldOwners(ManagedFieldsEntry.entries(of: owned))
    }
}

// MARK: - Fields that are no longer applied

extension FieldManager {
    /// Takes out what this manager applied last time, not this time, and nobody else owns.
    private func pruned(_ merged: JSONValue, lastClaim: FieldSet?, owners: FieldOwners) -> JSONValue {
        guard let lastClaim, !lastClaim.isEmpty else { return merged }
        let last = lastClaim.withNamedFields(shape)
        let bare = FieldRemoval.removing(last, from: merged, shape) ?? [:]
        let all = FieldSet(describing: merged, shape: shape).withNamedFields(shape)
        let left = FieldSet(describing: bare, shape: shape).withNamedFields(shape)
        var owned = FieldSet()
        for claim in owners.claims.values { owned = owned.union(claim.fields) }
        // Back come the fields that somebody owns …
        let kept = left.union(owned.withNamedFields(shape))
        let withOwned = FieldRemoval.removing(all.subtracting(kept), from: merged, shape) ?? [:]
        // … and those that this manager did not own before.
        let present = FieldSet(describing: withOwned, shape: shape).withNamedFields(shape)
        return FieldRemoval.removing(all.subtracting(present).intersection(last), from: merged, shape) ?? [:]
    }
}

// MARK: - Conflicts

extension FieldManager {
    /// Source of the wording: `managedfields/internal/conflict.go`.
    private static func conflictStatus(_ conflicts: [FieldOwners.Conflict]) -> APIStatus {
        let causes = conflicts.map { conflict in
            APIStatus.Cause(
                reason: "FieldManagerConflict", message: "conflict with \(describe(conflict.entry))",
                field: FieldSet.text(conflict.path))
        }
        let plural = conflicts.count == 1 ? "conflict" : "conflicts"
        return APIStatus(
            code: 409, reason: .conflict,
            message: "Apply failed with \(conflicts.count) \(plural): \(summary(conflicts))",
            details: APIStatus.Details(causes: causes))
    }

    private static func describe(_ entry: ManagedFieldsEntry) -> String {
        var text = LabelSyntax.quoted(entry.manager)
        if let subresource = entry.subresource { text += " with subresource \(LabelSyntax.quoted(subresource))" }
        if entry.operation == .update { text += " using \(entry.apiVersion)" }
        return text
    }

    private static func summary(_ conflicts: [FieldOwners.Conflict]) -> String {
        if conflicts.count == 1, let only = conflicts.first {
            return "conflict with \(describe(only.entry)): \(FieldSet.text(only.path))"
        }
        var lines: [String] = []
        var groups: [(head: String, paths: [String])] = []
        for conflict in conflicts {
            let head = describe(conflict.entry)
            let path = FieldSet.text(conflict.path)
            if let index = groups.firstIndex(where: { $0.head == head }) {
                groups[index].paths.append(path)
            } else {
                groups.append((head, [path]))
            }
        }
        for group in groups.sorted(by: { $0.head < $1.head }) {
            lines.append("conflicts with \(group.head):")
            lines += group.paths.map { "- \($0)" }
        }
        return lines.joined(separator: "\n")
    }
}

extension JSONValue {
    var withoutOwners: JSONValue {
        var copy = self
        if copy["metadata"]?["managedFields"] != nil { copy.metadata["managedFields"] = nil }
        return copy
    }

    func withOwners(_ owners: FieldOwners) -> JSONValue {
        var copy = self
        copy.metadata["managedFields"] = owners.isEmpty ? nil : .array(owners.entries.map(\.value))
        return copy
    }
}
