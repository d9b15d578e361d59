package import KubeModel

/// What a ceiling leaves of a claim.
package enum GrantVerdict: Hashable, Sendable {
    /// The whole claim holds.
    case granted
    /// The group may have less than was claimed, and gets that.
    case reduced(to: Role)
    case groupNotInScope
    case notYetActive(since: KubeTime)
    case expired(at: KubeTime)

    /// The role that the group gets; nil for none.
    package func role(of claim: GrantClaim) -> Role? {
        switch self {
        case .granted: claim.role
        case .reduced(let role): role
        case .groupNotInScope, .notYetActive, .expired: nil
        }
    }
}
