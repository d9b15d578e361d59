import CCurl
import KubeModel

/// Sets the options of easy handles for one configuration.
struct CurlOptions: Sendable {
    static let connectTimeout: Duration = .seconds(10)

    private let configuration: KubeConfiguration
    private let userAgent: String
    private let impersonation: [String]
    /// The host of URLs where that has to be another than the server's, and how the server is found then.
    private let nameInURL: String?

    init(_ configuration: KubeConfiguration, userAgent: String) throws(KubeError) {
        self.configuration = configuration
        self.userAgent = userAgent
        impersonation = configuration.impersonation?.headers.map { "\($0.name): \($0.value)" } ?? []
        nameInURL = configuration.server.isTLS ? configuration.tlsServerName : nil
    }

    /// Sets what is the same for all requests.
    func prepare(_ handle: CurlHandle) throws(KubeError) {
        try handle.set(CURLOPT_NOSIGNAL, 1)
        try handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
        try handle.set(CURLOPT_FOLLOWLOCATION, 0)
        try handle.set(CURLOPT_PATH_AS_IS, 1)
        try handle.set(CURLOPT_USERAGENT, userAgent)
        try handle.set(CURLOPT_BUFFERSIZE, 256 << 10)
        try handle.set(CURLOPT_TCP_KEEPALIVE, 1)
        try handle.set(CURLOPT_TCP_KEEPIDLE, 30)
        try handle.set(CURLOPT_TCP_KEEPINTVL, 10)
        try handle.setSocketOptions()
        // Plain HTTP stays with version 1.1; TLS negotiates, and requests wait to share one HTTP/2 connection.
        try handle.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS)
        try handle.set(CURLOPT_PIPEWAIT, configuration.server.isTLS ? 1 : 0)
        try handle.set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        let verifies = !configuration.skipsVerification
        try handle.set(CURLOPT_SSL_VERIFYPEER, verifies ? 1 : 0)
        try handle.set(CURLOPT_SSL_VERIFYHOST, verifies ? 2 : 0)
        try setProxy(handle)
        if nameInURL != nil {
            // For every host and port of a URL: connect to the server.
            try handle.setConnectTo("::\(configuration.server.authority)")
        }
    }

    /// Sets what changes when certificates are renewed; connections made with others are not used for it.
    func prepare(_ handle: CurlHandle, tls: TLSMaterial) throws(KubeError) {
        guard handle.tls != tls else { return }
        if let authority = tls.authority {
            try handle.set(CURLOPT_CAINFO_BLOB, blob: authority)
            // Debian's libcurl would trust the folder of the system's authorities as well.
            try handle.set(CURLOPT_CAPATH, nil as String?)
        }
        try handle.set(CURLOPT_SSLCERT_BLOB, blob: tls.certificate)
        try handle.set(CURLOPT_SSLKEY_BLOB, blob: tls.key)
        handle.tls = tls
    }

    /// Sets what belongs to one request.
    ///
    /// - Parameter timeout: for the whole transfer; nil for a stream, which has none.
    func prepare(
        _ handle: CurlHandle, _ request: APIRequest, authorization: Redacted?, timeout: Duration?
    ) throws(KubeError) {
        try handle.set(CURLOPT_URL, configuration.server.url(for: request, host: nameInURL))
        try handle.set(method: request.method.rawValue, body: request.body)
        // An answer 100 is waited for with large bodies otherwise.
        var headers = ["Accept: \(request.accept ?? "application/json")", "Expect:"]
        if nameInURL != nil { headers.append("Host: \(configuration.server.authority)") }
        // Without a type nothing is said of it: libcurl would name that of a form.
        headers.append("Content-Type:\(request.contentType.map { " \($0)" } ?? "")")
        if let authorization { headers.append("Authorization: \(authorization.reveal())") }
        try handle.setHeaders(headers + impersonation)
        let milliseconds = timeout.map { max(1, Int($0 / .milliseconds(1))) } ?? 0
        try handle.set(CURLOPT_TIMEOUT_MS, milliseconds)
        try handle.set(CURLOPT_CONNECTTIMEOUT_MS, Int(Self.connectTimeout / .milliseconds(1)))
    }

    /// The environment has been read by then: an empty text keeps libcurl from reading it once more by its own rules.
    private func setProxy(_ handle: CurlHandle) throws(KubeError) {
        try handle.set(CURLOPT_PROXY, configuration.proxy?.url.reveal() ?? "")
        try handle.set(CURLOPT_NOPROXY, "")
        try handle.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    }
}
