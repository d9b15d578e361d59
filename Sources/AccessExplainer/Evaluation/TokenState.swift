package import KubeModel

/// What is known of the token with which argo-server acts as an account.
package enum TokenState: Hashable, Sendable {
    /// It is there, as far as can be told without reading it, or counts as being there.
    case present
    /// Its Secret is not there: argo-server refuses the request.
    case absent
    /// Its Secret has no token: argo-server makes the request as nobody.
    case empty
    case ended(KubeTime)
    case unknown(String)
}
