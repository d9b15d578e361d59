import JSONTree
import KubeModel

/// A user of a kubeconfig.
struct KubeconfigUser {
    private static let known: Set<String> = [
        "client-certificate", "client-certificate-data", "client-key", "client-key-data", "token", "tokenFile", "exec",
        "as", "as-uid", "as-groups", "as-user-extra",
    ]

    private static let advice = [
        "auth-provider":
            "Kubernetes 1.26 removed it; use an exec plug-in, such as kubelogin or gke-gcloud-auth-plugin, instead",
        "username":
            "Kubernetes 1.19 removed basic authentication; use a token, a client certificate or an exec plug-in",
        "password":
            "Kubernetes 1.19 removed basic authentication; use a token, a client certificate or an exec plug-in",
    ]

    private let name: String
    private let fields: KubeconfigFields

    init(name: String, _ entry: Kubeconfig.Entry) {
        self.name = name
        fields = KubeconfigFields(.user, name: name, entry)
    }

    /// Adds who one is to a configuration that says where the cluster is.
    ///
    /// - Parameter clusterInfo: the cluster's entry, for plug-ins that ask for it.
    func complete(_ configuration: inout KubeConfiguration, clusterInfo: JSONValue) throws(KubeError) {
        try fields.check(known: Self.known, advice: Self.advice)
        configuration.user = name
        configuration.clientCertificate = try clientCertificate()
        configuration.authentication = try authentication(clusterInfo: clusterInfo)
        configuration.impersonation = try impersonation()
    }

    private func clientCertificate() throws(KubeError) -> KubeConfiguration.ClientCertificate? {
        switch (try fields.material("client-certificate"), try fields.material("client-key")) {
        case (nil, nil): return nil
        case (let certificate?, let key?):
            return KubeConfiguration.ClientCertificate(certificate: certificate, key: key)
        case (_?, nil): throw fields.error("has a client-certificate without a client-key")
        case (nil, _?): throw fields.error("has a client-key without a client-certificate")
        }
    }

    /// kubectl's order: a file of a token comes before a token, and a token before a plug-in.
    private func authentication(clusterInfo: JSONValue) throws(KubeError) -> KubeConfiguration.Authentication {
        if let path = try fields.path("tokenFile") { return .tokenFile(path) }
        if let token = try fields.text("token") { return .token(Redacted(token)) }
        if let exec = fields.value("exec") {
            return .plugin(try ExecPlugin(exec, fields: fields, clusterInfo: clusterInfo))
        }
        return .anonymous
    }

    private func impersonation() throws(KubeError) -> KubeConfiguration.Impersonation? {
        let (uid, groups) = (try fields.text("as-uid"), try fields.texts("as-groups"))
        let extra = fields.value("as-user-extra")
        guard let user = try fields.text("as") else {
            if uid != nil || !groups.isEmpty || extra != nil {
                throw fields.error("has as-uid, as-groups or as-user-extra without as")
            }
            return nil
        }
        let named = (extra?.object?.members ?? []).map { member in
            KubeConfiguration.ExtraField(
                name: member.name, values: (member.value.array ?? []).compactMap(\.string))
        }
        return KubeConfiguration.Impersonation(user: user, uid: uid, groups: groups, extra: named)
    }
}
