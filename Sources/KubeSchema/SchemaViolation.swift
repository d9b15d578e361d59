package import JSONTree
package import KubeModel

/// One thing that is wrong with an object or a definition, in the words of the API server.
package struct SchemaViolation: Sendable, Hashable, CustomStringConvertible {
    /// The reason that the server puts beside the message.
    package struct Code: RawRepresentable, Sendable, Hashable {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        package static let required = Code(rawValue: "FieldValueRequired")
        package static let invalid = Code(rawValue: "FieldValueInvalid")
        package static let typeInvalid = Code(rawValue: "FieldValueTypeInvalid")
        package static let notSupported = Code(rawValue: "FieldValueNotSupported")
        package static let duplicate = Code(rawValue: "FieldValueDuplicate")
        package static let forbidden = Code(rawValue: "FieldValueForbidden")
        package static let tooLong = Code(rawValue: "FieldValueTooLong")
        package static let tooMany = Code(rawValue: "FieldValueTooMany")
    }

    /// The place in the object, for look-ups and source positions.
    package let path: JSONPath
    /// The same place as the server writes it; `<nil>` where it names none.
    package let field: String
    package let code: Code
    /// The sentence without the place, such as `Required value`.
    package let message: String

    package init(path: JSONPath, field: String, code: Code, message: String) {
        self.path = path
        self.field = field
        self.code = code
        self.message = message
    }

    /// `spec.version: Required value`
    package var description: String { "\(field): \(message)" }

    /// The violation as an entry of `Status.details.causes`.
    package var cause: APIStatus.Cause { APIStatus.Cause(reason: code.rawValue, message: message, field: field) }

    /// All violations in one text: `a`, or `[a, b]`. Repetitions are left out.
    package static func summary(_ violations: [SchemaViolation]) -> String {
        var texts: [String] = []
        for text in violations.map(\.description) where !texts.contains(text) { texts.append(text) }
        return texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
    }
}

// MARK: - The server's sentences

/// Source: `k8s.io/apimachinery` field errors, compared with kube-apiserver 1.36.
extension SchemaViolation {
    init(_ place: FieldPath, _ code: Code, _ message: String) {
        let text = place.text
        self.init(path: place.path, field: text.isEmpty ? "<nil>" : text, code: code, message: message)
    }

    static func required(_ place: FieldPath, _ detail: String = "") -> SchemaViolation {
        SchemaViolation(place, .required, detail.isEmpty ? "Required value" : "Required value: \(detail)")
    }

    static func invalid(_ place: FieldPath, _ value: JSONValue, _ detail: String) -> SchemaViolation {
        SchemaViolation(place, .invalid, "Invalid value: \(GoText.value(value)): \(detail)")
    }

    static func typeInvalid(_ place: FieldPath, _ value: String, _ detail: String) -> SchemaViolation {
        SchemaViolation(place, .typeInvalid, "Invalid value: \(GoText.quoted(value)): \(detail)")
    }

    static func forbidden(_ place: FieldPath, _ detail: String) -> SchemaViolation {
        SchemaViolation(place, .forbidden, "Forbidden: \(detail)")
    }

    static func duplicate(_ place: FieldPath, _ value: JSONValue) -> SchemaViolation {
        SchemaViolation(place, .duplicate, "Duplicate value: \(GoText.value(value))")
    }

    static func tooLong(_ place: FieldPath, maximum: Int64) -> SchemaViolation {
        SchemaViolation(place, .tooLong, "Too long: may not be more than \(maximum) bytes")
    }

    static func tooMany(_ place: FieldPath, count: Int, maximum: Int64) -> SchemaViolation {
        SchemaViolation(place, .tooMany, "Too many: \(count): must have at most \(maximum) items")
    }

    /// - Parameter supported: the values as texts; each is quoted.
    static func notSupported(_ place: FieldPath, _ value: JSONValue, supported: [String]) -> SchemaViolation {
        let values = supported.map(GoText.quoted).joined(separator: ", ")
        return SchemaViolation(
            place, .notSupported, "Unsupported value: \(GoText.value(value)): supported values: \(values)")
    }

    /// The violation with the place that the server gives for a definition with a single version, whose schema and columns
    /// it holds beside the versions; the path stays.
    func inOnlyVersion() -> SchemaViolation {
        let moved = [
            ("spec.versions[0].schema.openAPIV3Schema", "spec.validation.openAPIV3Schema"),
            ("spec.versions[0].additionalPrinterColumns", "spec.additionalPrinterColumns"),
        ]
        // A schema that is missing is missed where it belongs.
        let isMissing = code == .required && field == moved[0].0
        for (prefix, replacement) in moved where field.hasPrefix(prefix) && !isMissing {
            return SchemaViolation(
                path: path, field: replacement + field.dropFirst(prefix.count), code: code,
                message: message.replacing(prefix, with: replacement))
        }
        return self
    }

    /// A sentence for which the server names no field.
    static func unplaced(_ place: FieldPath, _ detail: String, value: String = "\"\"") -> SchemaViolation {
        SchemaViolation(
            path: place.path, field: "<nil>", code: .invalid, message: "Invalid value: \(value): \(detail)")
    }
}
