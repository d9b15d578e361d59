package import KubeModel

/// The ceiling for people: which groups may be given at most which role.
package struct Ceiling: Hashable, Sendable {
    package let maximumRoles: [GroupPath: Role]

    package init(_ maximumRoles: [GroupPath: Role]) { self.maximumRoles = maximumRoles }

    /// The groups, sorted.
    package var groups: [GroupPath] { maximumRoles.keys.sorted() }

    /// What is left of a claim at a time: claim ∩ ceiling.
    package func verdict(on claim: GrantClaim, at time: KubeTime) -> GrantVerdict {
        guard let maximum = maximumRoles[claim.group] else { return .groupNotInScope }
        if let end = claim.expiresAt, end <= time { return .expired(at: end) }
        if let begin = claim.notBefore, time < begin { return .notYetActive(since: begin) }
        let role = claim.role.meet(maximum)
        return role == claim.role ? .granted : .reduced(to: role)
    }
}
