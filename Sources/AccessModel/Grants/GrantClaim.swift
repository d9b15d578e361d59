package import KubeModel

/// What a binding asks for one group: a role, and from when to when.
package struct GrantClaim: Hashable, Sendable {
    package let group: GroupPath
    package let role: Role
    /// The first second in which it holds; nil for always.
    package let notBefore: KubeTime?
    /// The first second in which it holds no more; nil for never.
    package let expiresAt: KubeTime?
    /// The only steps that may be approved; empty for all of them.
    package let steps: [String]

    package init(
        group: GroupPath, role: Role, notBefore: KubeTime? = nil, expiresAt: KubeTime? = nil, steps: [String] = []
    ) {
        self.steps = steps
        self.group = group
        self.role = role
        self.notBefore = notBefore
        self.expiresAt = expiresAt
    }

    /// Whether its end has come.
    package func hasEnded(at time: KubeTime) -> Bool { expiresAt.map { $0 <= time } ?? false }

    /// The next time after `time` at which it begins or ends to hold; nil when nothing will change.
    package func nextChange(after time: KubeTime) -> KubeTime? {
        [notBefore, expiresAt].compactMap { $0 }.filter { $0 > time }.min()
    }
}
