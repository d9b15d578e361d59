package import AccessModel

/// Something that somebody may do after a change and not before, or before and not after.
package struct AccessChange: Hashable, Sendable {
    package enum Direction: String, Hashable, Sendable, CaseIterable {
        case gain
        case loss
    }

    /// What it is about.
    package enum Subject: Hashable, Sendable {
        case action(AccessAction)
        /// A right of pods, on one object or for nil on all.
        case pods(PermissionSet.Right, name: String?)
    }

    package let direction: Direction
    package let holder: AccessHolder
    package let installation: ResourceName
    /// nil for the cluster as a whole.
    package let namespace: String?
    package let subject: Subject
    /// nil for what is about no template.
    package let template: TemplateTarget?
    /// How far it is permitted before and after; nil where it is not.
    package let before: AccessExtent?
    package let after: AccessExtent?

    /// Whether it is permitted before and after, only not as far.
    package var isPartial: Bool { before != nil && after != nil }

    /// Whether it should be read before others: it leads to what nobody reviewed, or to other rights.
    package var isGrave: Bool {
        switch subject {
        case .action(let action): action.isGrave
        case .pods(let right, _):
            ["secrets", "serviceaccounts/token", "pods/exec"].contains(right.resource) || right.group.hasPrefix("rbac.")
                || (right.group.isEmpty && right.resource == "pods" && right.verb == "create")
        }
    }
}

extension AccessChange: Comparable {
    /// Gains before losses, the graver first, then by who, where and what.
    package static func < (left: AccessChange, right: AccessChange) -> Bool {
        if left.direction != right.direction { return left.direction == .gain }
        if left.isGrave != right.isGrave { return left.isGrave }
        if left.rank != right.rank { return left.rank < right.rank }
        if left.installation != right.installation { return left.installation < right.installation }
        if left.namespace != right.namespace { return left.namespace ?? "" < right.namespace ?? "" }
        if left.holder != right.holder { return left.holder < right.holder }
        return left.words < right.words
    }

    private var rank: Int {
        switch subject {
        case .action(let action): AccessAction.allCases.firstIndex(of: action) ?? 0
        case .pods: AccessAction.allCases.count
        }
    }

    /// What it is about, for people: `submit nightly-report`, `get configmaps/report-config`.
    package var words: String {
        switch subject {
        case .action(let action): template.map { "\(action.words) \($0)" } ?? action.words
        case .pods(let right, let name):
            "\(right.verb) \(right.resource)\(right.group.isEmpty ? "" : ".\(right.group)")\(name.map { "/\($0)" } ?? "")"
        }
    }
}
