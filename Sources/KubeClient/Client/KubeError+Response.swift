import JSONTree
package import KubeModel

extension KubeError {
    /// What an answer says that is no success.
    ///
    /// Source of the mapping: apimachinery's `errors.NewGenericServerResponse` and the `Status` reference of the API.
    ///
    /// - Parameter call: the request in words, such as `GET /api/v1/namespaces/argo/secrets/a`.
    package init(_ response: APIResponse, call: String) {
        let status = Self.status(of: response)
        self.init(
            status ?? APIStatus(code: response.status, reason: .init(rawValue: ""), message: Self.excerpt(response)),
            httpStatus: response.status, hasStatus: status != nil,
            retryAfter: response.headers["retry-after"].flatMap(Self.seconds), call: call)
    }

    /// What an ERROR line of a watch says.
    package init(watchStatus status: APIStatus, call: String) {
        self.init(status, httpStatus: status.code, hasStatus: true, retryAfter: nil, call: call)
    }

    private init(
        _ status: APIStatus, httpStatus: Int, hasStatus: Bool, retryAfter header: Duration?, call: String
    ) {
        let reason = status.reason.rawValue
        let code = Code(httpStatus: httpStatus, reason: status.reason, causes: status.details.causes)
        let named = status.details.retryAfterSeconds
        let wait = [header, named > 0 ? .seconds(min(named, Self.longestWait)) : nil].compactMap { $0 }.max()
        let words = reason.isEmpty ? "status \(httpStatus)" : "status \(httpStatus) \(reason)"
        let said = status.message.isEmpty ? "" : ": \(status.message)"
        self.init(
            code, "\(call): the server answered with \(words)\(said)\(Self.advice(code, hasStatus: hasStatus))",
            status: httpStatus, reason: reason.isEmpty ? nil : reason, retryAfter: wait, causes: status.details.causes)
    }

    /// A day: what a server asks for beyond that is a mistake, and would overflow when it is added up.
    private static let longestWait: Int64 = 86_400

    private static func status(of response: APIResponse) -> APIStatus? {
        guard isJSON(response.contentType), let document = try? JSONDocument(parsing: response.body) else { return nil }
        return APIStatus(document.root.value)
    }

    /// The seconds of a `Retry-After` header; its other form, a date, is not used by API servers.
    private static func seconds(_ header: String) -> Duration? {
        guard let seconds = Int64(header), seconds >= 0 else { return nil }
        return .seconds(min(seconds, longestWait))
    }

    /// The beginning of a body that is no Status, such as the `404 page not found` of an unknown path.
    private static func excerpt(_ response: APIResponse) -> String {
        guard response.contentType.hasPrefix("text/plain") else { return "" }
        let text = String(decoding: response.body.prefix(200), as: UTF8.self)
        return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private static func advice(_ code: Code, hasStatus: Bool) -> String {
        switch code {
        case .unauthorized: ". Check that the credentials are valid and not expired"
        case .notFound where !hasStatus: ". Check the server's address and that the kind is installed"
        default: ""
        }
    }

    static func isJSON(_ contentType: String) -> Bool {
        let type = contentType.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        return type == "application/json" || type.hasSuffix("+json")
    }
}

extension KubeError.Code {
    init(httpStatus: Int, reason: APIStatus.Reason, causes: [APIStatus.Cause]) {
        self =
            switch httpStatus {
            case 401: .unauthorized
            case 403: .forbidden
            case 404: .notFound
            case 409: reason == .alreadyExists ? .alreadyExists : .conflict
            case 410: .expired
            case 422: .invalid
            case 429: .throttled
            case 504 where causes.contains { $0.reason == "ResourceVersionTooLarge" }: .versionNotReached
            // 500 with this reason is how API servers say that etcd did not answer in time.
            case 500 where reason == .serverTimeout: .unavailable
            case 502, 503, 504: .unavailable
            case 400..<500: .badRequest
            case 500..<600: .server
            default: .protocolViolation
            }
    }
}
