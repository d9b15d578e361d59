package import JSONTree

extension StructuralSchema {
    /// Reads a schema from the JSON of `openAPIV3Schema`.
    ///
    /// What is well-formed but not allowed in a CustomResourceDefinition is found by ``structuralViolations(at:)``;
    /// only what this type cannot hold is an error.
    ///
    /// - Parameters:
    ///   - value: the schema.
    ///   - place: where it stands in its document, for messages: `spec.versions[0].schema.openAPIV3Schema`.
    /// - Throws: ``SchemaError`` naming the first field that cannot be held: a wrong kind of value, an unknown type, a
    ///   keyword such as `$ref`, a pattern that is malformed or that ``RegularExpression`` leaves out.
    package init(_ value: JSONValue, at place: JSONPath = JSONPath()) throws(SchemaError) {
        try self.init(value, FieldPath(place))
    }

    /// Reads a schema from a document.
    package init(_ view: JSONView, at place: JSONPath = JSONPath()) throws(SchemaError) {
        try self.init(view.value, FieldPath(place))
    }

    init(_ value: JSONValue, _ place: FieldPath) throws(SchemaError) {
        var reader = try SchemaReader(value, place)
        self.init()
        try readKind(&reader)
        try readObject(&reader)
        try readList(&reader)
        try readScalar(&reader)
        try readCombinations(&reader)
        try readExtensions(&reader)
        try reader.finish()
    }

    private mutating func readKind(_ reader: inout SchemaReader) throws(SchemaError) {
        type = try reader.choice("type", from: ValueType.self)
        title = try reader.text("title") ?? ""
        description = try reader.text("description") ?? ""
        format = try reader.text("format")
        example = reader.take("example")
        isNullable = try reader.flag("nullable")
        defaultValue = reader.take("default").flatMap { $0.isNull ? nil : $0 }
    }

    private mutating func readObject(_ reader: inout SchemaReader) throws(SchemaError) {
        if let members = try reader.object("properties") {
            let place = reader.place.appending("properties")
            for member in members {
                let schema = try StructuralSchema(member.value, place.appending(key: member.name))
                properties.append(Property(name: member.name, schema: schema))
            }
        }
        switch reader.take("additionalProperties") {
        case nil: break
        case .bool(let allows): additionalProperties = allows ? .anything : .forbidden
        case let value?:
            additionalProperties = .each(try StructuralSchema(value, reader.place.appending("additionalProperties")))
        }
        required = try reader.texts("required")
        minimumProperties = try reader.integer("minProperties")
        maximumProperties = try reader.integer("maxProperties")
    }

    private mutating func readList(_ reader: inout SchemaReader) throws(SchemaError) {
        switch reader.take("items") {
        case nil: break
        case .array:
            throw reader.error(
                .forbidden(reader.place.appending("items"), "items must be a schema object and not an array"))
        case let value?: items = .each(try StructuralSchema(value, reader.place.appending("items")))
        }
        minimumItems = try reader.integer("minItems")
        maximumItems = try reader.integer("maxItems")
        hasUniqueItems = try reader.flag("uniqueItems")
    }

    private mutating func readScalar(_ reader: inout SchemaReader) throws(SchemaError) {
        enumeration = try reader.list("enum") ?? []
        pattern = try reader.pattern("pattern")
        minimumLength = try reader.integer("minLength")
        maximumLength = try reader.integer("maxLength")
        minimum = try reader.number("minimum")
        isMinimumExclusive = try reader.flag("exclusiveMinimum")
        maximum = try reader.number("maximum")
        isMaximumExclusive = try reader.flag("exclusiveMaximum")
        multipleOf = try reader.number("multipleOf")
    }

    private mutating func readCombinations(_ reader: inout SchemaReader) throws(SchemaError) {
        allOf = try reader.schemas("allOf")
        anyOf = try reader.schemas("anyOf")
        oneOf = try reader.schemas("oneOf")
        if let value = reader.take("not") {
            negation = .of(try StructuralSchema(value, reader.place.appending("not")))
        }
    }

    private mutating func readExtensions(_ reader: inout SchemaReader) throws(SchemaError) {
        if let flag = reader.take("x-kubernetes-preserve-unknown-fields") {
            guard flag == true else {
                throw reader.error(
                    .invalid(
                        reader.place.appending("x-kubernetes-preserve-unknown-fields"), flag,
                        "must be true or undefined"))
            }
            preservesUnknownFields = true
        }
        isIntOrString = try reader.flag("x-kubernetes-int-or-string")
        isEmbeddedResource = try reader.flag("x-kubernetes-embedded-resource")
        listType = try reader.choice("x-kubernetes-list-type", from: ListType.self)
        listMapKeys = try reader.texts("x-kubernetes-list-map-keys")
        mapType = try reader.choice("x-kubernetes-map-type", from: MapType.self)
        rules = try reader.rules("x-kubernetes-validations")
    }
}
