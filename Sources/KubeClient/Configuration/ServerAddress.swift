/// Where an API server is: scheme, host, port and the path before all others.
package struct ServerAddress: Sendable, Hashable, CustomStringConvertible {
    package let isTLS: Bool
    /// A name, an IPv4 address, or an IPv6 address without its brackets; in lower case.
    package let host: String
    package let port: Int
    /// Empty, or begins with a slash and does not end with one: `/k8s/clusters/c-1`.
    package let basePath: String

    /// Reads the `server` of a kubeconfig, such as `https://10.0.0.1:6443`.
    ///
    /// A user name, query or fragment in it is refused: an API server's address has none.
    package init(_ text: String) throws(KubeError) {
        guard let parts = URLParts(text), let isTLS = ["https": true, "http": false][parts.scheme],
            parts.userInfo == nil, !parts.path.contains("?"), !parts.path.contains("#")
        else {
            throw KubeError(
                .configuration,
                "the server's address \(Self.shown(text)) is not of the form https://HOST[:PORT][/PATH]")
        }
        self.isTLS = isTLS
        host = parts.host
        port = parts.port ?? (isTLS ? 443 : 80)
        basePath = parts.path.hasSuffix("/") ? String(parts.path.dropLast()) : parts.path
    }

    /// The address as messages show it: `https://10.0.0.1:6443`.
    package var description: String { "\(isTLS ? "https" : "http")://\(authority)\(basePath)" }

    /// The host, in brackets where it is an IPv6 address, and the port.
    var authority: String { "\(bracketedHost):\(port)" }

    var bracketedHost: String { host.contains(":") ? "[\(host)]" : host }

    /// Whether packets to it never leave the machine.
    var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }

    // What stands before an @ may be a password.
    private static func shown(_ text: String) -> String {
        guard let at = text.lastIndex(of: "@") else { return text }
        return "…\(text[at...])"
    }
}

/// The parts of a URL, as far as servers and proxies need them.
struct URLParts {
    /// In lower case.
    let scheme: String
    let userInfo: Substring?
    let host: String
    let port: Int?
    /// Everything from the first slash after the host.
    let path: String

    /// - Returns: nil when the text is no URL with a host, or holds spaces or control characters.
    init?(_ text: String) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }), let colon = text.firstIndex(of: ":"),
            text[colon...].hasPrefix("://")
        else { return nil }
        scheme = text[..<colon].lowercased()
        let rest = text[text.index(colon, offsetBy: 3)...]
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        path = String(rest[end...])
        var authority = rest[..<end]
        if let at = authority.lastIndex(of: "@") {
            userInfo = authority[..<at]
            authority = authority[authority.index(after: at)...]
        } else {
            userInfo = nil
        }
        guard let (host, port) = Self.hostAndPort(authority) else { return nil }
        self.host = host
        self.port = port
    }

    private static func hostAndPort(_ authority: Substring) -> (String, Int?)? {
        var host = authority
        var portText: Substring?
        if authority.hasPrefix("[") {
            guard let close = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<close]
            let rest = authority[authority.index(after: close)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            portText = rest.isEmpty ? nil : rest.dropFirst()
        } else if let colon = authority.lastIndex(of: ":") {
            host = authority[..<colon]
            portText = authority[authority.index(after: colon)...]
            guard !host.contains(":") else { return nil }
        }
        guard !host.isEmpty else { return nil }
        guard let portText else { return (host.lowercased(), nil) }
        guard let port = UInt16(portText), port > 0 else { return nil }
        return (host.lowercased(), Int(port))
    }
}
