package import JSONTree

/// What an API server says instead of, or about, an object: `metav1.Status`.
package struct APIStatus: Error, Hashable, Sendable {
    /// The machine-readable reason of a failure; servers may send others than those named here.
    package struct Reason: RawRepresentable, Hashable, Sendable {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        package static let alreadyExists = Reason(rawValue: "AlreadyExists")
        package static let badRequest = Reason(rawValue: "BadRequest")
        package static let conflict = Reason(rawValue: "Conflict")
        package static let expired = Reason(rawValue: "Expired")
        package static let forbidden = Reason(rawValue: "Forbidden")
        package static let gone = Reason(rawValue: "Gone")
        package static let internalError = Reason(rawValue: "InternalError")
        package static let invalid = Reason(rawValue: "Invalid")
        package static let methodNotAllowed = Reason(rawValue: "MethodNotAllowed")
        package static let notAcceptable = Reason(rawValue: "NotAcceptable")
        package static let notFound = Reason(rawValue: "NotFound")
        package static let requestEntityTooLarge = Reason(rawValue: "RequestEntityTooLarge")
        package static let serverTimeout = Reason(rawValue: "ServerTimeout")
        package static let serviceUnavailable = Reason(rawValue: "ServiceUnavailable")
        package static let timeout = Reason(rawValue: "Timeout")
        package static let tooManyRequests = Reason(rawValue: "TooManyRequests")
        package static let unauthorized = Reason(rawValue: "Unauthorized")
        package static let unsupportedMediaType = Reason(rawValue: "UnsupportedMediaType")
    }

    /// One of several things that are wrong.
    package struct Cause: Hashable, Sendable {
        /// `FieldValueInvalid`, `FieldManagerConflict`, …
        package let reason: String
        package let message: String
        /// The path of the field; empty when no field is meant.
        package let field: String

        package init(reason: String, message: String, field: String) {
            self.reason = reason
            self.message = message
            self.field = field
        }
    }

    /// What the status is about.
    package struct Details: Hashable, Sendable {
        package var name: String
        package var group: String
        /// The plural, or the kind for validation errors: servers use both.
        package var kind: String
        package var uid: String
        package var causes: [Cause]
        package var retryAfterSeconds: Int64

        package init(
            name: String = "", group: String = "", kind: String = "", uid: String = "", causes: [Cause] = [],
            retryAfterSeconds: Int64 = 0
        ) {
            self.name = name
            self.group = group
            self.kind = kind
            self.uid = uid
            self.causes = causes
            self.retryAfterSeconds = retryAfterSeconds
        }

        var isEmpty: Bool { self == Details() }
    }

    /// False for failures, which most statuses are.
    package var isSuccess: Bool
    /// What happened, for people.
    package var message: String
    /// Empty where the server gives none, as for success.
    package var reason: Reason
    /// What the status is about and what is wrong with it.
    package var details: Details
    /// The HTTP status code.
    package var code: Int

    package init(isSuccess: Bool = false, code: Int, reason: Reason, message: String, details: Details = Details()) {
        self.isSuccess = isSuccess
        self.message = message
        self.reason = reason
        self.details = details
        self.code = code
    }
}

// MARK: - JSON

extension APIStatus {
    /// Reads a `Status` object.
    ///
    /// - Returns: nil when the value says to be something else.
    package init?(_ value: JSONValue) {
        guard value["kind"]?.string == "Status", let word = value["status"]?.string else { return nil }
        let details = value["details"]
        self.init(
            isSuccess: word == "Success", code: Int(value["code"]?.integer ?? 0),
            reason: Reason(rawValue: value["reason"]?.string ?? ""), message: value["message"]?.string ?? "",
            details: Details(
                name: details?["name"]?.string ?? "", group: details?["group"]?.string ?? "",
                kind: details?["kind"]?.string ?? "", uid: details?["uid"]?.string ?? "",
                causes: (details?["causes"]?.array ?? []).map { cause in
                    Cause(
                        reason: cause["reason"]?.string ?? "", message: cause["message"]?.string ?? "",
                        field: cause["field"]?.string ?? "")
                },
                retryAfterSeconds: details?["retryAfterSeconds"]?.integer ?? 0))
    }

    /// The status as the API server writes it.
    package var value: JSONValue {
        var object: JSONObject = [
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": isSuccess ? "Success" : "Failure",
        ]
        if !message.isEmpty { object["message"] = .string(message) }
        if !reason.rawValue.isEmpty { object["reason"] = .string(reason.rawValue) }
        if !details.isEmpty { object["details"] = details.value }
        if code != 0 { object["code"] = .integer(Int64(code)) }
        return .object(object)
    }
}

extension APIStatus.Details {
    fileprivate var value: JSONValue {
        var object = JSONObject()
        for (member, text) in [("name", name), ("group", group), ("kind", kind), ("uid", uid)] where !text.isEmpty {
            object[member] = .string(text)
        }
        if !causes.isEmpty { object["causes"] = .array(causes.map(\.value)) }
        if retryAfterSeconds != 0 { object["retryAfterSeconds"] = .integer(retryAfterSeconds) }
        return .object(object)
    }
}

extension APIStatus.Cause {
    fileprivate var value: JSONValue {
        var object = JSONObject()
        for (member, text) in [("reason", reason), ("message", message), ("field", field)] where !text.isEmpty {
            object[member] = .string(text)
        }
        return .object(object)
    }
}
