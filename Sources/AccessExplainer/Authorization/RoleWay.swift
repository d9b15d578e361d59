package import KubeModel

/// How somebody has a right: through which binding, by which rule of which role.
package struct RoleWay: Hashable, Sendable {
    package let binding: ObjectKey
    package let role: ObjectKey
    /// The place of the rule in `rules`.
    package let rule: Int
    /// The place of whom it is given to in `subjects` of the binding.
    package let subject: Int
}
