import JSONTree

/// The members of a schema while it is read; each is taken once, what is left at the end is unknown.
struct SchemaReader {
    let place: FieldPath
    private var rest: JSONObject

    init(_ value: JSONValue, _ place: FieldPath) throws(SchemaError) {
        guard case .object(let object) = value else {
            throw SchemaError(.invalid(place, value, "must be a schema, which is an object"))
        }
        self.place = place
        rest = object
    }

    /// The keywords of OpenAPI that the API server forbids, with its sentence about each.
    private static let forbidden: [String: String] = [
        "id": "id is not supported", "$ref": "$ref is not supported",
        "additionalItems": "additionalItems is not supported",
        "patternProperties": "patternProperties is not supported",
        "definitions": "definitions is not supported", "dependencies": "dependencies is not supported",
    ]

    /// The keywords that have no effect on an object.
    private static let ignored: Set<String> = ["$schema", "externalDocs"]

    /// Refuses what the API server refuses; unknown members are dropped, as it drops them.
    func finish() throws(SchemaError) {
        for member in rest where !Self.ignored.contains(member.name) {
            if let detail = Self.forbidden[member.name] {
                throw error(.forbidden(place.appending(member.name), detail))
            }
        }
    }

    func error(_ violation: SchemaViolation) -> SchemaError { SchemaError(violation) }

    // MARK: - Members

    mutating func take(_ name: String) -> JSONValue? {
        let value = rest[name]
        rest[name] = nil
        return value
    }

    mutating func text(_ name: String) throws(SchemaError) -> String? {
        guard let value = take(name) else { return nil }
        guard case .string(let text) = value else { throw wrong(name, value, "string") }
        return text
    }

    mutating func flag(_ name: String) throws(SchemaError) -> Bool {
        guard let value = take(name) else { return false }
        guard case .bool(let flag) = value else { throw wrong(name, value, "boolean") }
        return flag
    }

    mutating func integer(_ name: String) throws(SchemaError) -> Int64? {
        guard let value = take(name) else { return nil }
        guard case .integer(let number) = value else { throw wrong(name, value, "integer") }
        return number
    }

    mutating func number(_ name: String) throws(SchemaError) -> SchemaNumber? {
        guard let value = take(name) else { return nil }
        guard let number = SchemaNumber(value) else { throw wrong(name, value, "number") }
        return number
    }

    mutating func object(_ name: String) throws(SchemaError) -> JSONObject? {
        guard let value = take(name) else { return nil }
        guard case .object(let object) = value else { throw wrong(name, value, "object") }
        return object
    }

    mutating func list(_ name: String) throws(SchemaError) -> [JSONValue]? {
        guard let value = take(name) else { return nil }
        guard case .array(let array) = value else { throw wrong(name, value, "array") }
        return array
    }

    mutating func texts(_ name: String) throws(SchemaError) -> [String] {
        var texts: [String] = []
        for (index, value) in (try list(name) ?? []).enumerated() {
            guard case .string(let text) = value else { throw wrong("\(name)[\(index)]", value, "string") }
            texts.append(text)
        }
        return texts
    }

    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, from type: Choice.Type
    ) throws(SchemaError) -> Choice? where Choice.RawValue == String {
        guard let text = try text(name), !text.isEmpty else { return nil }
        guard let choice = Choice(rawValue: text) else {
            throw error(
                .notSupported(place.appending(name), .string(text), supported: type.allCases.map(\.rawValue)))
        }
        return choice
    }

    mutating func pattern(_ name: String) throws(SchemaError) -> RegularExpression? {
        guard let text = try text(name), !text.isEmpty else { return nil }
        do {
            return try RegularExpression(parsing: text)
        } catch {
            let detail =
                switch error.code {
                case .malformed: "must be a valid regular expression, but isn't: \(error)"
                case .unsupported: "is a regular expression that is not supported here: \(error)"
                }
            throw self.error(.invalid(place.appending(name), .string(text), detail))
        }
    }

    mutating func schemas(_ name: String) throws(SchemaError) -> [StructuralSchema] {
        var schemas: [StructuralSchema] = []
        for (index, value) in (try list(name) ?? []).enumerated() {
            schemas.append(try StructuralSchema(value, place.appending(name).appending(index)))
        }
        return schemas
    }

    mutating func rules(_ name: String) throws(SchemaError) -> [ValidationRule] {
        var rules: [ValidationRule] = []
        for (index, value) in (try list(name) ?? []).enumerated() {
            var reader = try SchemaReader(value, place.appending(name).appending(index))
            var rule = ValidationRule(try reader.text("rule") ?? "")
            rule.message = try reader.text("message") ?? ""
            rule.messageExpression = try reader.text("messageExpression") ?? ""
            rule.reason = try reader.text("reason") ?? ""
            rule.fieldPath = try reader.text("fieldPath") ?? ""
            rule.optionalOldSelf = reader.take("optionalOldSelf")?.bool
            rules.append(rule)
        }
        return rules
    }

    private func wrong(_ name: String, _ value: JSONValue, _ expected: String) -> SchemaError {
        let field = place.appending(name)
        return error(
            .typeInvalid(
                field, value.kindName, "\(field.text) must be of type \(expected): \(GoText.quoted(value.kindName))"))
    }
}
