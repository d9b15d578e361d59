/// What a group may do in a workload namespace.
///
/// Roles are a lattice, not a line: `submitter` and `approver` include nothing of each other, so that who approves a
/// run could not have started it. Below both is `viewer`; above both is `operator`, then `maintainer`, then `admin`.
package enum Role: String, CaseIterable, Sendable, Hashable {
    /// Sees workflows, their templates, logs and events.
    case viewer
    /// Also submits the templates of the binding that grants the role.
    case submitter
    /// Sees, and resumes runs of the binding's templates that wait for an approval.
    case approver
    /// Submits and approves, and stops, terminates and retries runs.
    case `operator`
    /// Also deletes runs, and writes templates and scheduled workflows.
    case maintainer
    /// Also sees and changes everything else of Argo in the namespace.
    case admin

    /// The role and all that it includes.
    package var included: Set<Role> {
        switch self {
        case .viewer: [.viewer]
        case .submitter: [.viewer, .submitter]
        case .approver: [.viewer, .approver]
        case .operator: [.viewer, .submitter, .approver, .operator]
        case .maintainer: Role.operator.included.union([.maintainer])
        case .admin: Role.maintainer.included.union([.admin])
        }
    }

    /// Whether whoever has this role may do all that another role allows.
    package func includes(_ other: Role) -> Bool { included.contains(other) }

    /// The greatest role that both include: what is left of a claim under a ceiling.
    package func meet(_ other: Role) -> Role {
        let common = included.intersection(other.included)
        // Cases stand after those that they include, so the last common one includes all the others.
        return Self.allCases.last(where: common.contains) ?? .viewer
    }
}

extension Set<Role> {
    /// Whether one of the roles includes another.
    package func include(_ role: Role) -> Bool { contains { $0.includes(role) } }
}

extension Role: CustomStringConvertible {
    package var description: String { rawValue }
}
