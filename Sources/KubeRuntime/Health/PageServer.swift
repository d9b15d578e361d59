import HTTPTypes
import Hummingbird
package import Logging
import ServiceLifecycle

/// Serves one page of HTML to be read, at one path.
///
/// It asks nobody who they are: that is for a proxy before it. Only GET and HEAD are answered. A page that some other
/// site made a browser ask for is refused by the name that the browser asked for: an address, `localhost`, or a name
/// that was allowed; otherwise a site could give its own name the loopback address and read the page as its own.
package struct PageServer: Service {
    /// A page, or why there is none at the moment.
    package enum Page: Sendable {
        case html([UInt8])
        case unavailable(String)
    }

    private let host: String
    private let port: Int
    private let path: String
    private let policy: String
    private let names: Set<String>
    private let page: @Sendable () async -> Page
    private let logger: Logger

    /// - Parameters:
    ///   - host: the address to listen on; the loopback address unless a proxy is elsewhere.
    ///   - port: 0 lets the system choose.
    ///   - path: with its slash.
    ///   - policy: the Content-Security-Policy of the page.
    ///   - names: those besides addresses and `localhost` by which the page may be asked for, in lower case.
    ///   - page: makes the page for one request.
    package init(
        host: String, port: Int, path: String, policy: String, names: Set<String> = [], logger: Logger,
        page: @escaping @Sendable () async -> Page
    ) {
        self.host = host
        self.port = port
        self.path = path
        self.policy = policy
        self.names = names
        self.page = page
        self.logger = logger
    }

    package func run() async throws {
        let responder = CallbackResponder<BasicRequestContext> { request, _ in await answer(request) }
        let application = Application(
            responder: responder, configuration: .init(address: .hostname(host, port: port), serverName: nil),
            logger: logger)
        try await application.runService(gracefulShutdownSignals: [])
    }

    private func answer(_ request: Request) async -> Response {
        guard Self.isAllowed(request.head.authority ?? "", names: names) else {
            return text(
                .misdirectedRequest, "this page is not served under that name; see --report-host of idmon run")
        }
        guard request.uri.path == path else { return text(.notFound, "there is only \(path)") }
        switch request.method {
        case .head: return Response(status: .ok, headers: headers("text/html; charset=utf-8"))
        case .get: break
        default:
            var refusal = text(.methodNotAllowed, "the page can only be read")
            refusal.headers[.allow] = "GET, HEAD"
            return refusal
        }
        switch await page() {
        case .html(let bytes):
            return Response(
                status: .ok, headers: headers("text/html; charset=utf-8"),
                body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        case .unavailable(let reason): return text(.serviceUnavailable, reason)
        }
    }

    /// Whether a page may be asked for under a name.
    ///
    /// - Parameter authority: the header `Host`: a name or address, maybe with a port.
    package static func isAllowed(_ authority: String, names: Set<String>) -> Bool {
        // An IPv6 address stands in brackets; no name does.
        if authority.first == "[" { return authority.contains("]") }
        let name = authority.prefix { $0 != ":" }.lowercased()
        if name == "localhost" || names.contains(name) { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }

    private func headers(_ type: String) -> HTTPFields {
        var headers: HTTPFields = [
            .contentType: type, .cacheControl: "no-store", .contentSecurityPolicy: "\(policy); frame-ancestors 'none'",
            .xContentTypeOptions: "nosniff",
        ]
        for (name, value) in [
            ("Referrer-Policy", "no-referrer"), ("X-Frame-Options", "DENY"),
            ("Cross-Origin-Resource-Policy", "same-origin"), ("Cross-Origin-Opener-Policy", "same-origin"),
        ] {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        return headers
    }

    private func text(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status, headers: headers("text/plain; charset=utf-8"),
            body: .init(byteBuffer: ByteBuffer(string: text + "\n")))
    }
}
