/// A cluster of a kubeconfig.
struct KubeconfigCluster {
    private static let known: Set<String> = [
        "server", "certificate-authority", "certificate-authority-data", "insecure-skip-tls-verify", "tls-server-name",
        "proxy-url", "disable-compression",
    ]

    private let name: String
    private let fields: KubeconfigFields

    init(name: String, _ entry: Kubeconfig.Entry) {
        self.name = name
        fields = KubeconfigFields(.cluster, name: name, entry)
    }

    /// A configuration without a user.
    func configuration(_ environment: [String: String]) throws(KubeError) -> KubeConfiguration {
        try fields.check(known: Self.known)
        guard let server = try fields.text("server") else { throw fields.error("has no server") }
        let address = try ServerAddress(server)
        let authority = try fields.material("certificate-authority")
        let skips = try fields.flag("insecure-skip-tls-verify")
        if skips && authority != nil {
            // kubectl refuses it too: one of the two is a mistake, and it is not for a program to guess which.
            throw fields.error("has both insecure-skip-tls-verify and a certificate authority. Remove one of them")
        }
        let proxy: ProxyAddress?
        if let url = try fields.text("proxy-url") {
            proxy = try ProxyAddress(url, origin: "\(fields.place): proxy-url")
        } else {
            proxy = try ProxyAddress.fromEnvironment(environment, for: address)
        }
        return KubeConfiguration(
            cluster: name, user: "none", server: address, authority: authority, skipsVerification: skips,
            tlsServerName: try fields.text("tls-server-name"), proxy: proxy)
    }
}
