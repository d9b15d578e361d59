import KubeModel

/// A proxy through which an API server is reached.
package struct ProxyAddress: Sendable, Hashable, CustomStringConvertible {
    /// The whole URL; it may hold a password.
    let url: Redacted
    /// The proxy without user name and password.
    package let description: String

    /// Reads a proxy's URL.
    ///
    /// - Parameter origin: where the text comes from, for the error: `proxy-url of cluster "a"`.
    package init(_ text: String, origin: String) throws(KubeError) {
        // Go takes a variable without a scheme for an HTTP proxy.
        let full = text.contains("://") ? text : "http://\(text)"
        let schemes = ["http", "https", "socks5", "socks5h"]
        guard let parts = URLParts(full), schemes.contains(parts.scheme), parts.path.isEmpty || parts.path == "/" else {
            throw KubeError(
                .configuration, "\(origin) is not of the form http://HOST[:PORT], with http, https or socks5 as scheme")
        }
        // Names are resolved by the proxy, as client-go does; libcurl calls that socks5h.
        let scheme = parts.scheme == "socks5" ? "socks5h" : parts.scheme
        let host = parts.host.contains(":") ? "[\(parts.host)]" : parts.host
        let defaults = ["http": 80, "https": 443]
        let address = "\(host):\(parts.port ?? defaults[parts.scheme] ?? 1080)"
        url = Redacted("\(scheme)://\(parts.userInfo.map { "\($0)@" } ?? "")\(address)")
        description = "\(scheme)://\(address)"
    }

    /// The proxy that the environment names for a server, by the rules of Go's `http.ProxyFromEnvironment`.
    ///
    /// `HTTPS_PROXY` or `HTTP_PROXY` by the server's scheme, in upper or lower case; `NO_PROXY` and loopback go direct.
    static func fromEnvironment(
        _ environment: [String: String], for server: ServerAddress
    ) throws(KubeError) -> ProxyAddress? {
        let name = server.isTLS ? "HTTPS_PROXY" : "HTTP_PROXY"
        guard !server.isLoopback, let text = value(of: name, environment),
            !ProxyExceptions(value(of: "NO_PROXY", environment) ?? "").contains(server)
        else { return nil }
        return try ProxyAddress(text, origin: "the variable \(name)")
    }

    private static func value(of name: String, _ environment: [String: String]) -> String? {
        [name, name.lowercased()].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    }
}
