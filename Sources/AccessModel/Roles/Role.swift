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

    /// The role and all that it includes, the least first.
    package var included: [Role] { Self.allCases.filter(includes) }

    /// Whether whoever has this role may do all that another role allows.
    package func includes(_ other: Role) -> Bool { mask & other.bit != 0 }

    /// The greatest role that both include: what is left of a claim under a ceiling.
    package func meet(_ other: Role) -> Role {
        // Cases stand after those that they include, so the last common one includes all the others.
        Self.allCases.last { includes($0) && other.includes($0) } ?? .viewer
    }

    /// The bits of the role and of all that it includes.
    private var mask: UInt8 {
        switch self {
        case .viewer: bit
        case .submitter, .approver: bit | Role.viewer.bit
        case .operator: bit | Role.submitter.mask | Role.approver.mask
        case .maintainer: bit | Role.operator.mask
        case .admin: bit | Role.maintainer.mask
        }
    }

    private var bit: UInt8 {
        switch self {
        case .viewer: 1
        case .submitter: 2
        case .approver: 4
        case .operator: 8
        case .maintainer: 16
        case .admin: 32
        }
    }

    /// Not by the raw value, as roles are keys of sets that are asked for each grant.
    package func hash(into hasher: inout Hasher) { hasher.combine(bit) }
}

extension Set<Role> {
    /// Whether one of the roles includes another.
    package func include(_ role: Role) -> Bool { contains { $0.includes(role) } }
}

extension Role: CustomStringConvertible {
    package var description: String { rawValue }
}
