import CCurl

/// A transfer that libcurl could not carry out.
struct CurlFailure {
    let code: CURLcode
    /// What CURLOPT_ERRORBUFFER holds.
    let text: String
    /// Whether the request may have reached the server.
    let wasConnected: Bool
    /// The request in words.
    let call: String

    /// The failure with its place, reason and remedy.
    ///
    /// Source of the codes: libcurl-errors(3).
    func error(_ configuration: KubeConfiguration) -> KubeError {
        let place =
            configuration.proxy.map { "\(configuration.server) through proxy \($0)" } ?? "\(configuration.server)"
        let (kind, what) = explanation(configuration)
        return KubeError(kind, "\(call): \(place): \(what) (libcurl \(code.rawValue): \(detail))")
    }

    private var detail: String { text.isEmpty ? unsafe String(cString: curl_easy_strerror(code)) : text }

    private func explanation(_ configuration: KubeConfiguration) -> (KubeError.Code, String) {
        if let trust = trustProblem(configuration) { return (.tls, trust) }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST:
            return (.unreachable, "the host's name cannot be resolved. Check the cluster's server and the DNS")
        case CURLE_COULDNT_RESOLVE_PROXY:
            return (.unreachable, "the proxy's name cannot be resolved. Check proxy-url or HTTPS_PROXY")
        case CURLE_COULDNT_CONNECT, CURLE_PROXY:
            return (.unreachable, "no connection. Check that the server runs and can be reached from here")
        case CURLE_OPERATION_TIMEDOUT:
            return wasConnected
                ? (.timedOut, "no complete answer in time")
                : (.unreachable, "no connection in time. Check that the server can be reached from here")
        case CURLE_SSL_CONNECT_ERROR where isBrokenConnection:
            return (.unreachable, "the connection broke before TLS was established")
        case CURLE_SSL_CONNECT_ERROR:
            return (.tls, "TLS cannot be established. Check that the server speaks TLS 1.2 or later on this port")
        case CURLE_RECV_ERROR where text.contains("CONNECT"):
            return (.unreachable, "the proxy refuses to connect to the server. Check the proxy's rules and credentials")
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT:
            return (.configuration, "the server's address cannot be used")
        case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING, CURLE_HTTP2:
            return (.protocolViolation, "the answer is not valid HTTP")
        case CURLE_PARTIAL_FILE:
            return (.connectionLost, "the answer breaks off")
        default:
            return (wasConnected ? .connectionLost : .unreachable, "the connection broke")
        }
    }

    /// What is wrong with a certificate, on either side; nil when it is something else.
    private func trustProblem(_ configuration: KubeConfiguration) -> String? {
        let (cluster, user) = (configuration.cluster, configuration.user)
        switch code {
        case CURLE_PEER_FAILED_VERIFICATION where text.contains("subject name"):
            return
                "the server's certificate is for other names than \(configuration.tlsServerName ?? configuration.server.host). "
                + "Use a name that it has, or set tls-server-name of cluster \(cluster)"
        case CURLE_PEER_FAILED_VERIFICATION where text.contains("expired"):
            return "the server's certificate, or one above it, has expired. Renew it, or check this machine's clock"
        case CURLE_PEER_FAILED_VERIFICATION:
            return configuration.authority == nil
                ? "the server's certificate is not signed by any authority that this system trusts. Set "
                    + "certificate-authority of cluster \(cluster)"
                : "the server's certificate is not signed by the certificate authority of cluster \(cluster). Check "
                    + "certificate-authority, or that the address is that of this cluster"
        case CURLE_SSL_CACERT_BADFILE:
            return "the certificate authority of cluster \(cluster) is no PEM certificate"
        case CURLE_SSL_CERTPROBLEM:
            return
                "the client certificate or key of user \(user) cannot be used. Check that both are PEM and belong together"
        case CURLE_SSL_CLIENTCERT: return clientCertificateRefused(user)
        case CURLE_RECV_ERROR where isClientCertificateAlert, CURLE_SEND_ERROR where isClientCertificateAlert,
            CURLE_SSL_CONNECT_ERROR where isClientCertificateAlert:
            return clientCertificateRefused(user)
        case CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS:
            return "TLS cannot be established"
        default: return nil
        }
    }

    private func clientCertificateRefused(_ user: String) -> String {
        "the server does not accept the client certificate of user \(user). Check that it is there, not expired, and "
            + "signed for this cluster"
    }

    private var isClientCertificateAlert: Bool { text.contains("alert") && text.contains("certificate") }

    private var isBrokenConnection: Bool {
        ["reset by peer", "SSL_ERROR_SYSCALL", "unexpected eof", "Broken pipe"].contains { text.contains($0) }
    }
}
