import JSONTree
import KubeModel

/// Reads a value as a built-in type, as Go's JSON reader and the server's typed objects do.
///
/// Unknown fields, nulls and empty members go away; wrong types are errors in Go's words.
/// Source of behaviour and wording: kube-apiserver 1.36, compared.
struct BuiltInDecoder {
    /// A value of the wrong type.
    struct Problem: Error, Hashable {
        let message: String
        /// The same in the words of server-side apply; nil for what apply itself does not see.
        var applyMessage: String?
    }

    private let types: BuiltInTypes
    /// The paths of members that the type does not have, such as `spec.containers[0].imgae`.
    private(set) var unknownFields: [String] = []

    init(_ types: BuiltInTypes = .standard) { self.types = types }

    mutating func decode(_ value: JSONValue, as name: String) throws(Problem) -> JSONValue {
        guard case .object = value else {
            throw Problem(message: "json: cannot unmarshal \(value.goKind) into Go value")
        }
        return try object(value, name, Place(structName: name, path: "", strictPath: ""))
    }

    /// Where in the object a value is, in the two ways in which the server says it.
    private struct Place {
        /// The type that has the field.
        var structName: String
        /// `spec.template.spec.containers`, without positions.
        var path: String
        /// `spec.template.spec.containers[0]`, with positions.
        var strictPath: String

        func field(_ name: String, of structName: String) -> Place {
            Place(
                structName: structName, path: path.isEmpty ? name : "\(path).\(name)",
                strictPath: strictPath.isEmpty ? name : "\(strictPath).\(name)")
        }

        func element(_ text: String) -> Place {
            Place(structName: structName, path: path, strictPath: "\(strictPath)\(text)")
        }
    }

    private mutating func object(_ value: JSONValue, _ name: String, _ place: Place) throws(Problem) -> JSONValue {
        guard case .object(let members) = value else {
            throw mismatch(value, place, "v1.\(name)")
        }
        let fields = types.fields(of: name)
        var kept: [JSONObject.Member] = []
        for member in members {
            let inner = place.field(member.name, of: name)
            guard let type = fields[member.name] else {
                unknownFields.append(inner.strictPath)
                continue
            }
            guard !member.value.isNull else { continue }
            let decoded = try decode(member.value, type, inner)
            if !decoded.isOmittedWhenEmpty(type) { kept.append(JSONObject.Member(name: member.name, value: decoded)) }
        }
        return .object(JSONObject(uniqueMembers: kept))
    }

    private mutating func decode(_ value: JSONValue, _ type: BuiltInType, _ place: Place) throws(Problem) -> JSONValue {
        switch type {
        case .any: return value
        case .object(let name, _): return try object(value, name, place)
        case .map(let elementType, _):
            guard case .object(let members) = value else { throw mismatch(value, place, goName(type)) }
            var kept: [JSONObject.Member] = []
            for member in members where !member.value.isNull || elementType == .string {
                let element = member.value.isNull ? "" : member.value
                let decoded = try decode(element, elementType, place.element(".\(member.name)"))
                kept.append(JSONObject.Member(name: member.name, value: decoded))
            }
            return .object(JSONObject(uniqueMembers: kept))
        case .list(let elementType, _):
            guard case .array(let elements) = value else { throw mismatch(value, place, goName(type)) }
            var kept: [JSONValue] = []
            for (index, element) in elements.enumerated() {
                kept.append(try decode(element, elementType, place.element("[\(index)]")))
            }
            return .array(kept)
        case .string, .integer, .number, .boolean, .time, .microTime, .quantity, .integerOrString, .bytes:
            return try scalar(value, type, place)
        }
    }

    private func scalar(_ value: JSONValue, _ type: BuiltInType, _ place: Place) throws(Problem) -> JSONValue {
        switch (type, value) {
        case (.string, .string), (.number, .integer), (.number, .decimal), (.boolean, .bool),
            (.quantity, .string), (.integerOrString, .string), (.integerOrString, .integer):
            return value
        case (.quantity, .integer(let number)): return .string(String(number))
        case (.quantity, .decimal(let text)): return .string(text)
        case (.integer(let bits), .integer(let number)):
            guard bits == 64 || Int32(exactly: number) != nil else {
                throw Problem(
                    message:
                        "json: cannot unmarshal number \(number) into Go struct field \(place.structName).\(place.path) of type int32"
                )
            }
            return value
        case (.time, .string(let text)):
            if text.isEmpty { return .null }
            guard let time = KubeTime(text) else { throw unreadableTime(text, "2006-01-02T15:04:05Z07:00") }
            return .string(time.description)
        case (.microTime, .string(let text)):
            guard KubeTime(text) != nil, Self.hasSixDigits(text) else {
                throw unreadableTime(text, "2006-01-02T15:04:05.000000Z07:00")
            }
            return value
        case (.bytes, .string(let text)):
            guard Base64.bytes(text) != nil else {
                throw Problem(message: "illegal base64 data at input byte \(Self.firstBadByte(text))")
            }
            return value
        case (_, .null): return .null
        case (_, _): throw mismatch(value, place, goName(type))
        }
    }

    private func unreadableTime(_ text: String, _ layout: String) -> Problem {
        Problem(
            message:
                "parsing time \(LabelSyntax.quoted(text)) as \"\(layout)\": cannot parse \(LabelSyntax.quoted(text)) as \"2006\""
        )
    }

    private func mismatch(_ value: JSONValue, _ place: Place, _ wanted: String) -> Problem {
        Problem(
            message:
                "json: cannot unmarshal \(value.goKind) into Go struct field \(place.structName).\(place.path) of type "
                + wanted,
            applyMessage: ".\(place.strictPath): expected \(Self.schemaWord(wanted)), got \(value.goKind)")
    }

    /// The word of server-side apply for a Go type.
    private static func schemaWord(_ goType: String) -> String {
        switch goType {
        case "string", "[]uint8": "string"
        case "bool": "boolean"
        case "float64": "numeric (int or float)"
        case let other where other.hasPrefix("int"): "numeric (int or float)"
        case let other where other.hasPrefix("[]"): "list"
        default: "map"
        }
    }

    private func goName(_ type: BuiltInType) -> String {
        switch type {
        case .string, .quantity, .integerOrString: "string"
        case .integer(let bits): "int\(bits)"
        case .number: "float64"
        case .boolean: "bool"
        case .time: "string"
        case .microTime: "string"
        case .bytes: "[]uint8"
        case .any: "interface {}"
        case .map(let element, _): "map[string]\(goName(element))"
        case .list(let element, _): "[]\(goName(element))"
        case .object(let name, _): "v1.\(name)"
        }
    }

    /// Micro times are read only with exactly as many digits as they are written with.
    private static func hasSixDigits(_ text: String) -> Bool {
        guard let point = text.utf8.firstIndex(of: UInt8(ascii: ".")) else { return false }
        return text.utf8[text.utf8.index(after: point)...].prefix { (0x30...0x39).contains($0) }.count == 6
    }

    private static func firstBadByte(_ text: String) -> Int {
        let isGood = { (byte: UInt8) in Base64.bytes(String(decoding: [byte, byte, byte, byte], as: UTF8.self)) != nil }
        return Array(text.utf8).firstIndex { !isGood($0) } ?? max(0, text.utf8.count - text.utf8.count % 4)
    }
}

extension JSONValue {
    /// The word that Go's JSON reader uses for a kind of value.
    fileprivate var goKind: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .integer, .decimal: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// Whether a typed object leaves the member out: `omitempty` of lists, maps and texts.
    fileprivate func isOmittedWhenEmpty(_ type: BuiltInType) -> Bool {
        switch (self, type) {
        case (.null, _): true
        case (.string(let text), _): text.isEmpty
        case (.array(let elements), _): elements.isEmpty
        case (.object(let object), .map): object.isEmpty
        case (.object, _), (.bool, _), (.integer, _), (.decimal, _): false
        }
    }
}
