package import AccessModel
package import KubeModel

/// A rule that an account has, and how it came to it.
package struct HeldRule: Sendable {
    package let rule: RoleRule
    /// Where it holds; nil for the whole cluster.
    package let namespace: String?
    package let role: ObjectKey
    /// Which of the rules of the role it is.
    package let index: Int
    package let binding: ObjectKey

    /// Whether it holds in a namespace.
    package func holds(in namespace: String) -> Bool { self.namespace.map { $0 == namespace } ?? true }
}
