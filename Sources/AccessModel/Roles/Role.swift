/// What a group may do in a workload namespace, from least to most.
package enum Role: String, CaseIterable, Sendable, Hashable {
    /// Sees workflows, their templates, logs and events.
    case viewer
    /// Also submits the templates of the binding that grants the role.
    case submitter
}

extension Role: Comparable {
    package static func < (left: Role, right: Role) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .viewer: 0
        case .submitter: 1
        }
    }
}

extension Role: CustomStringConvertible {
    package var description: String { rawValue }
}
