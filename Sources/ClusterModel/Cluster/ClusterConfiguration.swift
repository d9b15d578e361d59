package import KubeModel

/// What a model of an API server is started with.
package struct ClusterConfiguration: Sendable {
    /// When the cluster began: the creation time of its first objects.
    package var startTime: KubeTime
    /// From what the first objects' UIDs and the tokens' signatures are derived.
    package var seed: UInt64
    /// The version that `/version` names, such as `v1.36.4`.
    package var gitVersion: String
    /// How many events of each kind of object are kept for watches; older ones are answered with 410.
    package var historyLimit: Int
    /// Seconds between two bookmarks of one watch. Source: kube-apiserver, `bookmarkFrequency`.
    package var bookmarkInterval: Int64
    /// The certificate authority that token Secrets carry as `ca.crt`; empty where there is no TLS.
    package var certificateAuthority: String
    /// The `iss` of ServiceAccount tokens.
    package var issuer: String

    /// Limits below 1 count as 1.
    package init(
        startTime: KubeTime = KubeTime(seconds: 1_767_225_600), seed: UInt64 = 1, gitVersion: String = "v1.36.4",
        historyLimit: Int = 2048, bookmarkInterval: Int64 = 60, certificateAuthority: String = "",
        issuer: String = "https://kubernetes.default.svc.cluster.local"
    ) {
        self.startTime = startTime
        self.seed = seed
        self.gitVersion = gitVersion
        self.historyLimit = max(1, historyLimit)
        self.bookmarkInterval = max(1, bookmarkInterval)
        self.certificateAuthority = certificateAuthority
        self.issuer = issuer
    }
}
