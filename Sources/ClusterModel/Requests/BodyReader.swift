import JSONTree
import KubeModel
import KubeSchema

/// Reads the body of a write as an object of a kind.
struct BodyReader {
    let served: ServedResource

    /// The object with its defaults; unknown fields are dropped, warned of or refused, as the request wants.
    func object(_ context: inout RequestContext) throws(APIStatus) -> JSONValue {
        let accepted = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"]
        guard accepted.contains(context.mediaType) || context.mediaType == "application/apply-patch+yaml" else {
            throw .unsupportedMediaType(accepted: accepted)
        }
        return try typed(try value(context), &context)
    }

    /// The body as JSON, whatever its encoding.
    private func value(_ context: RequestContext) throws(APIStatus) -> JSONValue {
        guard context.mediaType == "application/vnd.kubernetes.protobuf" else {
            return try parsed(context.request.body)
        }
        guard case .builtIn(let type) = served.format else {
            throw .unsupportedMediaType(accepted: ["application/json", "application/yaml"])
        }
        return try ProtobufBody().object(context.request.body, as: type)
    }

    /// Parses a body without looking at its kind.
    func parsed(_ body: [UInt8]) throws(APIStatus) -> JSONValue {
        do throws(JSONError) {
            let value = try JSONValue(parsing: body)
            guard case .object = value else {
                throw JSONError(
                    code: .unexpectedKind, offset: 0, message: "cannot unmarshal \(value.kindName) into an object")
            }
            return value
        } catch {
            throw .badRequest(
                "the object provided is unrecognized (must be of type \(served.type.kind)): couldn't get version/kind; "
                    + "json parse error: \(Self.goMessage(error)) (\(Self.excerpt(body)))")
        }
    }

    /// Turns JSON into an object of the kind: checks `apiVersion` and `kind`, drops what the kind does not have, and fills
    /// in defaults.
    ///
    func typed(_ value: JSONValue, _ context: inout RequestContext, fillsDefaults: Bool = true) throws(APIStatus)
        -> JSONValue
    {
        var value = value
        try checkKind(&value)
        var (object, problems) = try decoded(value)
        report(problems, &context)
        if !problems.isEmpty && context.fieldValidation == .strict {
            throw .badRequest("\(described) strict decoding error: \(problems.joined(separator: ", "))")
        }
        if fillsDefaults { object = defaulted(object) }
        return object
    }

    /// The object with the defaults of its kind.
    func defaulted(_ object: JSONValue) -> JSONValue {
        switch served.format {
        case .builtIn:
            var object = object
            served.rules.setDefaults(&object)
            return object
        case .custom(let schema): return schema.defaulted(object)
        }
    }

    /// Why a configuration cannot be applied: the first value of a wrong type, in the words of server-side apply.
    func applyProblem(_ configuration: JSONValue) -> BuiltInDecoder.Problem? {
        var decoder = BuiltInDecoder()
        do throws(BuiltInDecoder.Problem) {
            switch served.format {
            case .builtIn(let name): _ = try decoder.decode(configuration, as: name)
            case .custom: _ = try decoder.decode(["metadata": configuration["metadata"] ?? [:]], as: "ConfigMap")
            }
            return nil
        } catch {
            return error
        }
    }

    /// The object without unknown fields, and what was wrong with it.
    func decoded(_ value: JSONValue) throws(APIStatus) -> (object: JSONValue, problems: [String]) {
        switch served.format {
        case .builtIn(let name):
            var decoder = BuiltInDecoder()
            do throws(BuiltInDecoder.Problem) {
                var object = try decoder.decode(value, as: name)
                object["apiVersion"] = .string(served.type.apiVersion)
                object["kind"] = .string(served.type.kind)
                return (object, decoder.unknownFields.map { "unknown field \(LabelSyntax.quoted($0))" })
            } catch {
                throw .badRequest("\(described) \(error.message)")
            }
        case .custom(let schema):
            let pruned = schema.pruned(value)
            var metadata = BuiltInDecoder()
            var object = pruned.object
            var problems = pruned.unknownFields.map(\.description)
            do throws(BuiltInDecoder.Problem) {
                object["metadata"] = try metadata.decode(value["metadata"] ?? [:], as: "ObjectMeta")
                problems += metadata.unknownFields.map { "unknown field \(LabelSyntax.quoted("metadata.\($0)"))" }
            } catch {
                throw .badRequest("\(described) \(error.message)")
            }
            return (object, problems)
        }
    }

    private var described: String {
        "\(served.type.kind) in version \(LabelSyntax.quoted(served.type.version)) cannot be handled as a \(served.type.kind):"
    }

    private func report(_ problems: [String], _ context: inout RequestContext) {
        guard context.fieldValidation == .warn else { return }
        context.warnings += problems.filter { !context.warnings.contains($0) }
    }

    /// An absent `apiVersion` or `kind` is that of the path for built-in kinds; custom resources need both.
    private func checkKind(_ value: inout JSONValue) throws(APIStatus) {
        let type = served.type
        let kind = value["kind"]?.string ?? ""
        let apiVersion = value["apiVersion"]?.string ?? ""
        if served.isCustom {
            try checkCustomKind(value, kind, apiVersion)
            return
        }
        value["kind"] = .string(kind.isEmpty ? type.kind : kind)
        value["apiVersion"] = .string(apiVersion.isEmpty ? type.apiVersion : apiVersion)
        let isKindRight = value["kind"]?.string == type.kind
        let isVersionRight = value["apiVersion"]?.string == type.apiVersion
        guard !isKindRight || !isVersionRight else { return }
        let version = apiVersion.split(separator: "/").last.map(String.init) ?? type.version
        let head = "\(kind) in version \(LabelSyntax.quoted(version)) cannot be handled as a \(type.kind):"
        guard isVersionRight else {
            throw .badRequest(
                "\(head) no kind \(LabelSyntax.quoted(kind)) is registered for version \(LabelSyntax.quoted(apiVersion)) in scheme \"pkg/api/legacyscheme/scheme.go:30\""
            )
        }
        throw .badRequest(
            "\(head) converting (\(version).\(kind)) to (\(type.version).\(type.kind)): unknown conversion")
    }

    private func checkCustomKind(_ value: JSONValue, _ kind: String, _ apiVersion: String) throws(APIStatus) {
        let type = served.type
        guard !kind.isEmpty, !apiVersion.isEmpty else {
            let missing = kind.isEmpty ? "Kind" : "apiVersion"
            let text = value.text
            throw .badRequest(
                "the object provided is unrecognized (must be of type \(type.kind)): Object '\(missing)' is missing in "
                    + "'\(text)' (\(text))")
        }
        guard apiVersion == type.apiVersion else {
            throw .badRequest(
                "the API version in the data (\(apiVersion)) does not match the expected API version (\(type.apiVersion))"
            )
        }
        guard kind == type.kind else {
            throw .invalid(
                kind: kind, group: type.group, value.objectName.name,
                [.invalid("kind", .string(kind), "must be \(type.kind)")])
        }
    }

    private static func goMessage(_ error: JSONError) -> String {
        error.code == .unexpectedEnd ? "unexpected end of JSON input" : error.message
    }

    private static func excerpt(_ body: [UInt8]) -> String {
        let text = String(decoding: body.prefix(512), as: UTF8.self)
        return body.first == UInt8(ascii: "{")
            ? text
            : body.prefix(64).map { byte in
                let digits = String(byte, radix: 16)
                return digits.utf8.count == 1 ? "0\(digits)" : digits
            }.joined()
    }
}
