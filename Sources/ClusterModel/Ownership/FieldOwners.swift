import JSONTree
import KubeModel

/// Who owns which fields of one object, while a request changes it.
///
/// Source of the rules: structured-merge-diff, `merge.Updater`; `k8s.io/apimachinery/pkg/util/managedfields`.
struct FieldOwners: Sendable {
    /// What tells one entry from another. Appliers are one whatever version they use.
    struct Owner: Hashable, Sendable {
        var manager: String
        var operation: ManagedFieldsEntry.Operation
        /// Empty for appliers.
        var apiVersion: String
        var subresource: String?
    }

    struct Claim: Sendable, Hashable {
        var fields: FieldSet
        var apiVersion: String
        var time: KubeTime?
    }

    private(set) var claims: [Owner: Claim] = [:]

    init() {}

    init(_ entries: [ManagedFieldsEntry]) {
        for entry in entries {
            let owner = Owner(
                manager: entry.manager, operation: entry.operation,
                apiVersion: entry.operation == .apply ? "" : entry.apiVersion, subresource: entry.subresource)
            claims[owner] = Claim(fields: entry.fields, apiVersion: entry.apiVersion, time: entry.time)
        }
    }

    var isEmpty: Bool { claims.isEmpty }

    /// The entries as they are stored: appliers first, then by time and manager.
    var entries: [ManagedFieldsEntry] {
        let unsorted = claims.map { owner, claim in
            ManagedFieldsEntry(
                manager: owner.manager, operation: owner.operation, apiVersion: claim.apiVersion, time: claim.time,
                fields: claim.fields, subresource: owner.subresource)
        }
        return unsorted.sorted { left, right in
            if left.operation != right.operation { return left.operation == .apply }
            let times = (left.time?.seconds ?? 0, right.time?.seconds ?? 0)
            if times.0 != times.1 { return times.0 < times.1 }
            return [left.manager, left.apiVersion, left.subresource ?? ""]
                .lexicographicallyPrecedes([right.manager, right.apiVersion, right.subresource ?? ""])
        }
    }

    /// Whether two sets of owners differ only in times.
    func isSameApartFromTimes(as other: FieldOwners) -> Bool {
        claims.mapValues { Claim(fields: $0.fields, apiVersion: $0.apiVersion) }
            == other.claims.mapValues { Claim(fields: $0.fields, apiVersion: $0.apiVersion) }
    }

    subscript(owner: Owner) -> Claim? {
        get { claims[owner] }
        set { claims[owner] = newValue.flatMap { $0.fields.isEmpty ? nil : $0 } }
    }

    /// A field that somebody else owns with another value.
    struct Conflict: Hashable, Sendable {
        let entry: ManagedFieldsEntry
        let path: [FieldElement]
    }

    /// What others own of the fields that a change touches, ordered.
    func conflicts(with change: FieldComparison, except owner: Owner) -> [Conflict] {
        let touched = change.modified.union(change.added)
        return entries.filter { FieldOwners([$0]).claims[owner] == nil }.flatMap { entry in
            entry.fields.intersection(touched).paths.map { Conflict(entry: entry, path: $0) }
        }
    }

    /// Takes what a change touches or removes away from everybody else.
    mutating func yield(to change: FieldComparison, except owner: Owner) {
        let lost = change.modified.union(change.added).union(change.removed)
        for other in Array(claims.keys) where other != owner { lose(lost, other) }
    }

    /// Drops the fields that nobody can own.
    mutating func strip() {
        for owner in Array(claims.keys) { lose(Self.unownable, owner) }
    }

    private mutating func lose(_ fields: FieldSet, _ owner: Owner) {
        guard var claim = claims[owner] else { return }
        claim.fields = claim.fields.subtracting(fields)
        self[owner] = claim
    }

    /// Source: `managedfields.stripMeta`.
    static let unownable: FieldSet = {
        let members = [
            "name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation", "managedFields",
            "resourceVersion",
        ]
        let metadata: [[FieldElement]] = members.map { [.field("metadata"), .field($0)] }
        return FieldSet([[.field("apiVersion")], [.field("kind")], [.field("metadata")]] + metadata)
    }()

    /// Joins the oldest updaters into one when there are more than ten. Source: `managedfields.capManagers`.
    mutating func cap() {
        let limit = 10
        let updaters = entries.filter { $0.operation == .update && $0.subresource == nil }
        guard updaters.count > limit else { return }
        for entry in updaters.prefix(updaters.count - limit + 1) {
            let owner = Owner(
                manager: entry.manager, operation: .update, apiVersion: entry.apiVersion, subresource: nil)
            let bucket = Owner(
                manager: "ancient-changes", operation: .update, apiVersion: entry.apiVersion, subresource: nil)
            claims[owner] = nil
            let older = claims[bucket]
            let latest = [older?.time, entry.time].compactMap(\.self).max()
            claims[bucket] = Claim(
                fields: entry.fields.union(older?.fields ?? FieldSet()), apiVersion: entry.apiVersion, time: latest)
        }
    }
}
