package import KubeModel

/// Everything that is needed to talk to one cluster as one user.
///
/// Nothing of it is secret in print: tokens and keys show as `***` or as a file's path.
package struct KubeConfiguration: Sendable, Hashable {
    /// How requests prove who sends them, beside a client certificate.
    package enum Authentication: Sendable, Hashable {
        case anonymous
        case token(Redacted)
        /// The path of a file that is read again each minute, since kubelets and operators renew it.
        case tokenFile(String)
        case plugin(ExecPlugin)
    }

    package struct ClientCertificate: Sendable, Hashable {
        package let certificate: Material
        package let key: Material

        package init(certificate: Material, key: Material) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// As whom requests are made, if not as the user who is authenticated.
    package struct Impersonation: Sendable, Hashable {
        package let user: String
        package let uid: String?
        package let groups: [String]
        /// Names in the order of the file, each with its values.
        package let extra: [ExtraField]

        package init(user: String, uid: String? = nil, groups: [String] = [], extra: [ExtraField] = []) {
            self.user = user
            self.uid = uid
            self.groups = groups
            self.extra = extra
        }
    }

    package struct ExtraField: Sendable, Hashable {
        package let name: String
        package let values: [String]

        package init(name: String, values: [String]) {
            self.name = name
            self.values = values
        }
    }

    /// The name of the cluster in messages.
    package var cluster: String
    /// The name of the user in messages.
    package var user: String
    package var server: ServerAddress
    /// The certificates that are trusted, and then no others; nil trusts those of the operating system.
    package var authority: Material?
    /// Whether the server's certificate is not checked at all.
    package var skipsVerification: Bool
    /// The name that the server's certificate must have, where that is not its host.
    package var tlsServerName: String?
    package var clientCertificate: ClientCertificate?
    package var authentication: Authentication
    package var impersonation: Impersonation?
    package var proxy: ProxyAddress?
    /// The namespace that people mean when they name none.
    package var namespace: String

    package init(
        cluster: String, user: String, server: ServerAddress, authority: Material? = nil,
        skipsVerification: Bool = false, tlsServerName: String? = nil, clientCertificate: ClientCertificate? = nil,
        authentication: Authentication = .anonymous, impersonation: Impersonation? = nil, proxy: ProxyAddress? = nil,
        namespace: String = "default"
    ) {
        self.cluster = cluster
        self.user = user
        self.server = server
        self.authority = authority
        self.skipsVerification = skipsVerification
        self.tlsServerName = tlsServerName
        self.clientCertificate = clientCertificate
        self.authentication = authentication
        self.impersonation = impersonation
        self.proxy = proxy
        self.namespace = namespace
    }
}

extension KubeConfiguration {
    /// Refuses what would send a secret in clear text or write one header as two.
    ///
    /// Loopback is exempt from TLS, for `kubectl proxy` and servers in development.
    func checkSafety() throws(KubeError) {
        let sendsSecret = authentication != .anonymous || impersonation != nil
        if sendsSecret && !server.isTLS && !server.isLoopback {
            throw KubeError(
                .configuration,
                "cluster \(cluster): \(server) has no TLS, so the credentials of user \(user) would be readable on the "
                    + "way. Use https in the cluster's server")
        }
        for text in impersonation?.headers.flatMap({ [$0.name, $0.value] }) ?? [] {
            try Self.checkHeader(text, what: "an impersonated user, group or extra field of user \(user)")
        }
    }

    static func checkHeader(_ text: String, what: String) throws(KubeError) {
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
            throw KubeError(.configuration, "\(what) contains a control character")
        }
    }
}

extension KubeConfiguration.Impersonation {
    /// The headers that say so (Kubernetes reference, "User impersonation").
    var headers: [(name: String, value: String)] {
        [("Impersonate-User", user)] + (uid.map { [("Impersonate-Uid", $0)] } ?? [])
            + groups.map { ("Impersonate-Group", $0) }
            + extra.flatMap { field in field.values.map { ("Impersonate-Extra-\(Self.encoded(field.name))", $0) } }
    }

    /// A name of an extra field as part of a header's name: what is no letter, digit, `-`, `.` or `_` is percent-encoded.
    private static func encoded(_ name: String) -> String {
        name.utf8.reduce(into: "") { text, byte in
            let character = Character(Unicode.Scalar(byte))
            let isPlain = byte < 0x80 && (character.isLetter || character.isNumber || "-._".contains(character))
            text +=
                isPlain ? String(character) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
    }
}
