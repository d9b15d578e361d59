package import KubeModel

/// Why a request to an API server did not do what it should.
///
/// `code` is for programs, `message` for people: it says where, what, and what can be done about it. Neither it nor any
/// other member ever holds a token, key or password.
package struct KubeError: Error, Sendable, Hashable {
    /// The behaviour that an error asks for; an open set.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        package let description: String

        package init(_ name: String) { description = name }
    }

    package let code: Code
    package var message: String
    /// The HTTP status code, where a server answered.
    package let status: Int?
    /// The `reason` of the Kubernetes Status, such as `AlreadyExists`; nil when the answer was no Status.
    package let reason: String?
    /// How long the server asks to be left alone.
    package let retryAfter: Duration?
    /// The single fields that the server found fault with.
    package let causes: [APIStatus.Cause]

    package init(
        _ code: Code, _ message: String, status: Int? = nil, reason: String? = nil, retryAfter: Duration? = nil,
        causes: [APIStatus.Cause] = []
    ) {
        self.code = code
        self.message = message
        self.status = status
        self.reason = reason
        self.retryAfter = retryAfter
        self.causes = causes
    }
}

extension KubeError.Code {
    // What the server decided.

    /// 400 and its like: the request makes no sense to the server.
    package static let badRequest = KubeError.Code("badRequest")
    /// 401: no valid credentials, even after they were renewed once.
    package static let unauthorized = KubeError.Code("unauthorized")
    /// 403: the user may not do this.
    package static let forbidden = KubeError.Code("forbidden")
    /// 404: the object, or its kind, does not exist.
    package static let notFound = KubeError.Code("notFound")
    /// 409: a precondition or a field's ownership stood against it; observe again before another try.
    package static let conflict = KubeError.Code("conflict")
    /// 409 on a create.
    package static let alreadyExists = KubeError.Code("alreadyExists")
    /// 410: the resource version or continue token is too old; list again.
    package static let expired = KubeError.Code("expired")
    /// 422: the server refuses the object's content.
    package static let invalid = KubeError.Code("invalid")
    /// 429: too many requests; wait for ``KubeError/retryAfter``.
    package static let throttled = KubeError.Code("throttled")
    /// 504 with cause `ResourceVersionTooLarge`: this server has not seen that version yet.
    package static let versionNotReached = KubeError.Code("versionNotReached")
    /// 502, 503, 504: the server, or something before it, is not able to answer now.
    package static let unavailable = KubeError.Code("unavailable")
    /// Any other 5xx.
    package static let server = KubeError.Code("server")

    // What happened on the way.

    /// No connection was made, so the server never saw the request.
    package static let unreachable = KubeError.Code("unreachable")
    /// The connection broke; the server may or may not have acted on the request.
    package static let connectionLost = KubeError.Code("connectionLost")
    /// A deadline passed.
    package static let timedOut = KubeError.Code("timedOut")
    /// One of the two sides does not trust the other's certificate.
    package static let tls = KubeError.Code("tls")
    /// The answer is not what an API server sends.
    package static let protocolViolation = KubeError.Code("protocolViolation")
    /// The answer, or what waits to be read of it, is larger than its bound.
    package static let tooLarge = KubeError.Code("tooLarge")
    /// The task was cancelled or the transport shut down.
    package static let cancelled = KubeError.Code("cancelled")

    // What was wrong before anything was sent.

    /// The kubeconfig, the credentials or the environment cannot be used.
    package static let configuration = KubeError.Code("configuration")
}

extension KubeError {
    /// Whether the same request can succeed later without anybody changing anything.
    package var isRetryable: Bool {
        let transient: [Code] = [
            .throttled, .versionNotReached, .unavailable, .server, .unreachable, .connectionLost, .timedOut,
        ]
        return transient.contains(code)
    }
}

extension KubeError: CustomStringConvertible {
    /// The message with the server's faults of single fields behind it, where it does not already name them.
    package var description: String {
        let unsaid = causes.filter { !$0.message.isEmpty && !message.contains($0.message) }
        guard !unsaid.isEmpty else { return message }
        let parts = unsaid.map { $0.field.isEmpty ? $0.message : "\($0.field): \($0.message)" }
        return "\(message) (\(parts.joined(separator: "; ")))"
    }
}
