/// A token that the API server made for a ServiceAccount, and its life by the server's clock.
package struct IssuedToken: Sendable, Hashable {
    package let token: Redacted
    package let issued: KubeTime
    package let expiry: KubeTime

    package init(token: Redacted, issued: KubeTime, expiry: KubeTime) {
        self.token = token
        self.issued = issued
        self.expiry = expiry
    }
}
