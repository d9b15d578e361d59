import JSONTree
import KubeModel

/// The API server's answers to what goes wrong, in its words.
///
/// Source: `k8s.io/apimachinery/pkg/api/errors` and kube-apiserver 1.36, compared.
extension APIStatus {
    static func notFound(_ resource: ResourceName, _ name: String) -> APIStatus {
        APIStatus(
            code: 404, reason: .notFound, message: "\(resource.qualified) \"\(name)\" not found",
            details: Details(name: name, group: resource.group, kind: resource.plural))
    }

    /// A path that leads nowhere inside a group that is served.
    static let noSuchResource = APIStatus(
        code: 404, reason: .notFound, message: "the server could not find the requested resource")

    static func alreadyExists(_ resource: ResourceName, _ name: String) -> APIStatus {
        APIStatus(
            code: 409, reason: .alreadyExists, message: "\(resource.qualified) \"\(name)\" already exists",
            details: Details(name: name, group: resource.group, kind: resource.plural))
    }

    static func conflict(_ resource: ResourceName, _ name: String, _ problem: String) -> APIStatus {
        APIStatus(
            code: 409, reason: .conflict,
            message: "Operation cannot be fulfilled on \(resource.qualified) \"\(name)\": \(problem)",
            details: Details(name: name, group: resource.group, kind: resource.plural))
    }

    static let modifiedMessage =
        "the object has been modified; please apply your changes to the latest version and try again"

    static func badRequest(_ message: String) -> APIStatus {
        APIStatus(code: 400, reason: .badRequest, message: message)
    }

    static func internalError(_ message: String) -> APIStatus {
        APIStatus(
            code: 500, reason: .internalError, message: "Internal error occurred: \(message)",
            details: Details(causes: [Cause(reason: "", message: message, field: "")]))
    }

    /// - Parameter kind: the kind with its group, as `ResourceType` has it.
    static func invalid(_ type: ResourceType, _ name: String, _ causes: [Cause]) -> APIStatus {
        invalid(kind: type.kind, group: type.group, name, causes)
    }

    static func invalid(kind: String, group: String, _ name: String, _ causes: [Cause]) -> APIStatus {
        let subject = group.isEmpty ? kind : "\(kind).\(group)"
        return APIStatus(
            code: 422, reason: .invalid,
            message: "\(subject) \(LabelSyntax.quoted(name)) is invalid: \(summary(causes))",
            details: Details(name: name, group: group, kind: kind, causes: causes))
    }

    /// All causes in one text, repetitions left out: `a`, or `[a, b]`.
    private static func summary(_ causes: [Cause]) -> String {
        var texts: [String] = []
        for cause in causes {
            let text = "\(cause.field): \(cause.message)"
            if !texts.contains(text) { texts.append(text) }
        }
        return texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
    }

    static func forbidden(_ resource: ResourceName, _ name: String, _ problem: String, causes: [Cause] = [])
        -> APIStatus
    {
        let subject = name.isEmpty ? resource.qualified : "\(resource.qualified) \"\(name)\""
        return APIStatus(
            code: 403, reason: .forbidden, message: "\(subject) is forbidden: \(problem)",
            details: Details(name: name, group: resource.group, kind: resource.plural, causes: causes))
    }

    static let methodNotAllowed = APIStatus(
        code: 405, reason: .methodNotAllowed, message: "the server does not allow this method on the requested resource"
    )

    static func unsupportedMediaType(accepted: [String]) -> APIStatus {
        APIStatus(
            code: 415, reason: .unsupportedMediaType,
            message: "the body of the request was in an unknown format - accepted media types include: "
                + accepted.joined(separator: ", "))
    }

    static let notAcceptable = APIStatus(
        code: 406, reason: .notAcceptable,
        message: "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, "
            + "application/vnd.kubernetes.protobuf, application/json;stream=watch, "
            + "application/vnd.kubernetes.protobuf;stream=watch")

    /// A patch that does not fit the object.
    static let rejected = APIStatus(
        code: 422, reason: .invalid, message: "the server rejected our request due to an error in our request")

    /// A patch of a kind that is not known here.
    static let unsupportedPatch = APIStatus(
        code: 415, reason: .unsupportedMediaType, message: "415: Unsupported Media Type")

    private static let withEmptyDetails = [noSuchResource, methodNotAllowed, rejected, unsupportedPatch, notAcceptable]

    static func expired(_ message: String) -> APIStatus {
        APIStatus(code: 410, reason: .expired, message: message)
    }

    static func tooOldResourceVersion(_ wanted: Int64, oldest: Int64) -> APIStatus {
        expired("too old resource version: \(wanted) (\(oldest))")
    }

    static func tooLargeResourceVersion(_ wanted: Int64, current: Int64) -> APIStatus {
        let message = "Too large resource version: \(wanted), current: \(current)"
        return APIStatus(
            code: 504, reason: .timeout, message: "Timeout: \(message)",
            details: Details(
                causes: [Cause(reason: "ResourceVersionTooLarge", message: "Too large resource version", field: "")],
                retryAfterSeconds: 1))
    }

    /// The status as a response.
    var response: APIResponse {
        var headers: [String: String] = [:]
        if details.retryAfterSeconds > 0 { headers["retry-after"] = String(details.retryAfterSeconds) }
        var value = value
        // These are built with details that happen to be empty, and are sent so.
        let isPath = reason == .forbidden && details == Details()
        if isPath || Self.withEmptyDetails.contains(self) { value["details"] = [:] }
        return APIResponse(status: code, headers: headers, body: value.bytes)
    }
}

extension APIStatus.Cause {
    static func required(_ field: String, _ detail: String = "") -> APIStatus.Cause {
        APIStatus.Cause(
            reason: "FieldValueRequired", message: detail.isEmpty ? "Required value" : "Required value: \(detail)",
            field: field)
    }

    static func invalid(_ field: String, _ value: JSONValue, _ detail: String) -> APIStatus.Cause {
        APIStatus.Cause(reason: "FieldValueInvalid", message: "Invalid value: \(shown(value)): \(detail)", field: field)
    }

    static func forbidden(_ field: String, _ detail: String) -> APIStatus.Cause {
        APIStatus.Cause(reason: "FieldValueForbidden", message: "Forbidden: \(detail)", field: field)
    }

    static func notSupported(_ field: String, _ value: JSONValue, supported: [String]) -> APIStatus.Cause {
        let values = supported.map(LabelSyntax.quoted).joined(separator: ", ")
        return APIStatus.Cause(
            reason: "FieldValueNotSupported",
            message: "Unsupported value: \(shown(value)): supported values: \(values)", field: field)
    }

    static func tooLong(_ field: String, maximum: Int) -> APIStatus.Cause {
        APIStatus.Cause(
            reason: "FieldValueTooLong", message: "Too long: may not be more than \(maximum) bytes", field: field)
    }

    private static func shown(_ value: JSONValue) -> String {
        value.string.map(LabelSyntax.quoted) ?? String(decoding: value.canonicalBytes, as: UTF8.self)
    }
}
