/// One place where a live object is not as it should be. It never holds a value.
package struct FieldDifference: Sendable, Hashable, CustomStringConvertible {
    /// In which way the place differs.
    package enum Kind: Sendable, Hashable {
        case missing
        case changed
        /// In a list that is replaced as a whole: an element that should not be there.
        case unwanted
        case reordered
        /// It was applied before and is not part of what is wanted now.
        case dropped
        /// The value is right, but another manager owns it, so it could change without this being seen.
        case notOwned
    }

    /// `subjects[1]`, `metadata.labels.app`, `spec.containers[name="a"].image`.
    package let path: String
    package let kind: Kind
    /// The manager that owns the field now, where that is another one.
    package let otherManager: String?

    /// The difference in words: `subjects[1] is missing`.
    package var description: String {
        let by = otherManager.map { " by \($0)" } ?? ""
        return switch kind {
        case .missing: "\(path) is missing"
        case .changed: otherManager == nil ? "\(path) differs" : "\(path) was changed\(by)"
        case .unwanted: "\(path) is not wanted"
        case .reordered: "\(path) is in another order"
        case .dropped: "\(path) is no longer wanted"
        case .notOwned: otherManager == nil ? "\(path) is not managed yet" : "\(path) was taken over\(by)"
        }
    }

    /// Several differences in one line.
    package static func summary(_ differences: [FieldDifference], limit: Int = 3) -> String {
        let shown = differences.prefix(limit).map(\.description).joined(separator: "; ")
        return differences.count > limit ? "\(shown); and \(differences.count - limit) more" : shown
    }
}
