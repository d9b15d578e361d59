package import JSONTree

extension StructuralSchema {
    /// What the API server refuses about the schema of a CustomResourceDefinition, sorted as it sorts them.
    ///
    /// Source: `apiextensions-apiserver/pkg/apiserver/schema` (structural rules) and `pkg/apis/apiextensions/validation`
    /// (lists, maps, defaults, rules). The cost and the types of CEL rules are not checked.
    ///
    /// - Parameter place: where the schema stands: `spec.versions[0].schema.openAPIV3Schema`.
    package func structuralViolations(at place: JSONPath = JSONPath()) -> [SchemaViolation] {
        structuralViolations(FieldPath(place))
    }

    func structuralViolations(_ place: FieldPath) -> [SchemaViolation] {
        var rules = StructuralRules()
        rules.checkShape(self, .root, place)
        rules.checkCompleteness(of: self, in: self, place, place)
        if rules.found.isEmpty { rules.checkDefaults(self, place, isRoot: true) }
        rules.checkDefinition(self, place)
        if isNullable {
            rules.found.append(.forbidden(place.appending("nullable"), "nullable cannot be true at the root"))
        }
        return rules.found.sorted { $0.description < $1.description }
    }
}

/// The rules that make a schema structural: every field has one shape, and combinations only validate.
struct StructuralRules {
    enum Level: Equatable { case root, element, member }

    var found: [SchemaViolation] = []

    // MARK: - Shape

    mutating func checkShape(_ schema: StructuralSchema, _ level: Level, _ place: FieldPath) {
        if schema.type == .array, schema.element == nil {
            found.append(.required(place.appending("items"), "must be specified"))
        }
        if let element = schema.element { checkShape(element, .element, place.appending("items")) }
        for property in schema.properties {
            checkShape(property.schema, .member, place.appending("properties").appending(key: property.name))
        }
        checkAdditionalProperties(schema, level, place)
        checkExtensions(schema, place)
        checkCombinations(schema, level, place)
        checkType(schema, level, place)
        checkMetadata(schema, level, place)
    }

    private mutating func checkAdditionalProperties(_ schema: StructuralSchema, _ level: Level, _ place: FieldPath) {
        guard schema.additionalProperties != .unspecified else { return }
        let inner = place.appending("additionalProperties")
        if level == .root { found.append(.forbidden(inner, "must not be used at the root")) }
        if schema.isEmbeddedResource {
            found.append(.forbidden(inner, "must not be used if x-kubernetes-embedded-resource is set"))
        }
        if !schema.properties.isEmpty, schema.additionalProperties != .anything {
            found.append(.forbidden(inner, "additionalProperties and properties are mutual exclusive"))
        }
        if case .each(let each) = schema.additionalProperties { checkShape(each, .member, inner) }
    }

    private mutating func checkExtensions(_ schema: StructuralSchema, _ place: FieldPath) {
        guard schema.isIntOrString else { return }
        for (name, isSet) in [
            ("x-kubernetes-preserve-unknown-fields", schema.preservesUnknownFields),
            ("x-kubernetes-embedded-resource", schema.isEmbeddedResource),
        ] where isSet {
            found.append(.invalid(place.appending(name), true, "must be false if x-kubernetes-int-or-string is true"))
        }
    }

    private mutating func checkType(_ schema: StructuralSchema, _ level: Level, _ place: FieldPath) {
        let field = place.appending("type")
        if schema.isEmbeddedResource, schema.type != .object {
            let detail = "must be object if x-kubernetes-embedded-resource is true"
            found.append(schema.type.map { .invalid(field, .string($0.rawValue), detail) } ?? .required(field, detail))
        } else if schema.type == nil, !schema.isIntOrString, !schema.preservesUnknownFields {
            let detail =
                switch level {
                case .root: "must not be empty at the root"
                case .element: "must not be empty for specified array items"
                case .member: "must not be empty for specified object fields"
                }
            found.append(.required(field, detail))
        }
        if level == .root, let type = schema.type, type != .object {
            found.append(.invalid(field, .string(type.rawValue), "must be object at the root"))
        }
    }

    private mutating func checkMetadata(_ schema: StructuralSchema, _ level: Level, _ place: FieldPath) {
        let isResource = level == .root || schema.isEmbeddedResource
        if isResource {
            for (name, type) in [
                ("kind", StructuralSchema.ValueType.string), ("apiVersion", .string), ("metadata", .object),
            ] {
                guard let property = schema.property(name), property.type != type else { continue }
                let field = place.appending("properties").appending(key: name).appending("type")
                found.append(.invalid(field, .string(property.type?.rawValue ?? ""), "must be \(type.rawValue)"))
            }
        }
        if level == .root, var metadata = schema.property("metadata") {
            metadata.properties.removeAll { $0.name == "name" || $0.name == "generateName" }
            metadata.type = nil
            metadata.defaultValue = nil
            if metadata != StructuralSchema() {
                found.append(
                    .forbidden(
                        place.appending("properties").appending(key: "metadata"),
                        "must not specify anything other than name and generateName, but metadata is implicitly specified"
                    ))
            }
        }
        if schema.isEmbeddedResource, !schema.preservesUnknownFields, schema.properties.isEmpty {
            found.append(
                .required(
                    place.appending("properties"),
                    "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields"
                ))
        }
    }

    // MARK: - Combinations

    private mutating func checkCombinations(_ schema: StructuralSchema, _ level: Level, _ place: FieldPath) {
        for (name, schemas) in [("anyOf", schema.anyOf), ("allOf", schema.allOf), ("oneOf", schema.oneOf)] {
            if name == "anyOf", schema.isIntOrString, schemas.map(\.type) == [.integer, .string] { continue }
            for (index, nested) in schemas.enumerated() {
                let isIntOrString =
                    name == "allOf" && index == 0 && schema.isIntOrString
                    && nested.anyOf.map(\.type) == [.integer, .string]
                checkNested(nested, level, place.appending(name).appending(index), skipsAnyOf: isIntOrString)
            }
        }
        if case .of(let nested) = schema.negation { checkNested(nested, level, place.appending("not")) }
    }

    private mutating func checkNested(
        _ schema: StructuralSchema, _ level: Level, _ place: FieldPath, skipsAnyOf: Bool = false
    ) {
        var inner = schema
        if skipsAnyOf { inner.anyOf = [] }
        checkCombinations(inner, level, place)
        if let element = schema.element { checkNested(element, level, place.appending("items")) }
        for property in schema.properties {
            checkNested(property.schema, .member, place.appending("properties").appending(key: property.name))
        }
        for (name, isSet, detail) in [
            ("type", schema.type != nil, "must be empty to be structural"),
            ("additionalProperties", schema.additionalProperties != .unspecified, "must be undefined to be structural"),
            ("default", schema.defaultValue != nil, "must be undefined to be structural"),
            ("title", !schema.title.isEmpty, "must be empty to be structural"),
            ("description", !schema.description.isEmpty, "must be empty to be structural"),
            ("nullable", schema.isNullable, "must be false to be structural"),
            ("x-kubernetes-preserve-unknown-fields", schema.preservesUnknownFields, "must be false to be structural"),
            ("x-kubernetes-embedded-resource", schema.isEmbeddedResource, "must be false to be structural"),
            ("x-kubernetes-int-or-string", schema.isIntOrString, "must be false to be structural"),
            ("x-kubernetes-list-map-keys", !schema.listMapKeys.isEmpty, "must be empty to be structural"),
            ("x-kubernetes-list-type", schema.listType != nil, "must be undefined to be structural"),
            ("x-kubernetes-map-type", schema.mapType != nil, "must be undefined to be structural"),
            ("x-kubernetes-validations", !schema.rules.isEmpty, "must be empty to be structural"),
        ] where isSet {
            found.append(.forbidden(place.appending(name), detail))
        }
        if schema.property("metadata") != nil {
            found.append(
                .forbidden(
                    place.appending("properties").appending(key: "metadata"),
                    "must not be specified in a nested context"))
        }
    }

    // MARK: - Completeness

    /// What a combination speaks of must have a shape outside of it.
    mutating func checkCompleteness(
        of schema: StructuralSchema, in shape: StructuralSchema, _ shapePlace: FieldPath, _ place: FieldPath
    ) {
        var nested: [(StructuralSchema, FieldPath)] = []
        if case .of(let negation) = schema.negation { nested.append((negation, place.appending("not"))) }
        for (name, schemas) in [("allOf", schema.allOf), ("anyOf", schema.anyOf), ("oneOf", schema.oneOf)] {
            for (index, each) in schemas.enumerated() { nested.append((each, place.appending(name).appending(index))) }
        }
        for (each, place) in nested { checkNestedCompleteness(of: each, in: shape, shapePlace, place) }
    }

    private mutating func checkNestedCompleteness(
        of schema: StructuralSchema, in shape: StructuralSchema, _ shapePlace: FieldPath, _ place: FieldPath
    ) {
        checkCompleteness(of: schema, in: shape, shapePlace, place)
        if let element = schema.element {
            let inner = place.appending("items")
            let innerShape = shapePlace.appending("items")
            if let shape = shape.element {
                checkNestedCompleteness(of: element, in: shape, innerShape, inner)
            } else {
                found.append(.required(innerShape, "because it is defined in \(inner.text)"))
            }
        }
        for property in schema.properties {
            let inner = place.appending("properties").appending(key: property.name)
            let innerShape = shapePlace.appending("properties").appending(key: property.name)
            if let shape = shape.property(property.name) {
                checkNestedCompleteness(of: property.schema, in: shape, innerShape, inner)
            } else {
                found.append(.required(innerShape, "because it is defined in \(inner.text)"))
            }
        }
    }
}
