package import KubeModel

/// As whom argo-server makes somebody's requests about a namespace.
package struct ArgoChoice: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        case account(ObjectKey)
        /// `sso.rbac.enabled` is off: everybody acts as argo-server itself.
        case server(ObjectKey?)
        /// No rule matches.
        case denied
        /// Rules of one precedence match: Argo takes any of them, another one for each request.
        case tie([ObjectKey])
        /// The rule of this account fails, so the request is denied whatever rules follow.
        case broken(ObjectKey, String)
        case unknown(ObjectKey?, String)
    }

    package let session: Session
    package let outcome: Outcome
}
