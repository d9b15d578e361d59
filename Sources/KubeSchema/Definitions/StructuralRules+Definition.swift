import JSONTree

/// The rules about lists, maps, defaults and CEL rules of a definition's schema.
extension StructuralRules {
    mutating func checkDefinition(_ schema: StructuralSchema, _ place: FieldPath) {
        if schema.hasUniqueItems {
            found.append(
                .forbidden(
                    place.appending("uniqueItems"),
                    "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"))
        }
        if let pattern = schema.pattern, let fault = pattern.fault {
            let detail = "must be a valid regular expression, but isn't: \(fault)"
            found.append(.invalid(place.appending("pattern"), .string(pattern.source), detail))
        }
        checkMergeTypes(schema, place)
        if schema.listType == .map { checkListMap(schema, place) }
        checkMergedElements(schema, place)
        for (index, rule) in schema.rules.enumerated() {
            checkRule(rule, place.appending("x-kubernetes-validations").appending(index))
        }
        if let element = schema.element { checkDefinition(element, place.appending("items")) }
        for property in schema.properties {
            checkDefinition(property.schema, place.appending("properties").appending(key: property.name))
        }
        if case .each(let each) = schema.additionalProperties {
            checkDefinition(each, place.appending("additionalProperties"))
        }
    }

    private mutating func checkMergeTypes(_ schema: StructuralSchema, _ place: FieldPath) {
        let type = place.appending("type")
        func wrong(_ expected: String, _ name: String) -> SchemaViolation {
            let detail = "must be \(expected) if \(name) is specified"
            return schema.type.map { .invalid(type, .string($0.rawValue), detail) } ?? .required(type, detail)
        }
        if schema.mapType != nil, schema.type != .object { found.append(wrong("object", "x-kubernetes-map-type")) }
        if schema.listType != nil, schema.type != .array { found.append(wrong("array", "x-kubernetes-list-type")) }
        if !schema.listMapKeys.isEmpty, schema.listType != .map {
            let field = place.appending("x-kubernetes-list-type")
            let detail = "must be map if x-kubernetes-list-map-keys is non-empty"
            found.append(
                schema.listType.map { .invalid(field, .string($0.rawValue), detail) } ?? .required(field, detail))
        }
    }

    private mutating func checkListMap(_ schema: StructuralSchema, _ place: FieldPath) {
        let keys = place.appending("x-kubernetes-list-map-keys")
        if schema.listMapKeys.isEmpty {
            found.append(.required(keys, "must not be empty if x-kubernetes-list-type is map"))
        }
        guard let element = schema.element else {
            found.append(.required(place.appending("items"), "must have a schema if x-kubernetes-list-type is map"))
            return
        }
        let items = place.appending("items")
        guard element.type == .object else {
            found.append(
                .invalid(
                    items.appending("type"), .string(element.type?.rawValue ?? ""),
                    "must be object if parent array's x-kubernetes-list-type is map"))
            return
        }
        let all = JSONValue.array(schema.listMapKeys.map(JSONValue.string))
        for (index, key) in schema.listMapKeys.enumerated() {
            if let property = element.property(key) {
                checkKey(key, property, isRequired: element.required.contains(key), items)
            } else {
                found.append(.invalid(keys, all, "entries must all be names of item properties"))
            }
            if schema.listMapKeys[..<index].contains(key) {
                found.append(.invalid(keys, all, "must not contain duplicate entries"))
            }
        }
    }

    private mutating func checkKey(_ key: String, _ schema: StructuralSchema, isRequired: Bool, _ items: FieldPath) {
        let place = items.appending("properties").appending(key: key)
        if schema.type == .array || schema.type == .object {
            found.append(
                .invalid(
                    place.appending("type"), "object",
                    "must be a scalar type if parent array's x-kubernetes-list-type is map"))
        }
        if !isRequired, schema.defaultValue == nil {
            found.append(
                .required(
                    place.appending("default"),
                    "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"
                ))
        }
        if schema.isNullable {
            found.append(
                .forbidden(
                    place.appending("nullable"),
                    "this property is in x-kubernetes-list-map-keys, so it cannot be nullable"))
        }
    }

    private mutating func checkMergedElements(_ schema: StructuralSchema, _ place: FieldPath) {
        guard let listType = schema.listType, listType != .atomic, let element = schema.element else { return }
        let items = place.appending("items")
        if element.isNullable {
            found.append(
                .forbidden(
                    items.appending("nullable"),
                    "cannot be nullable when x-kubernetes-list-type is \(listType.rawValue)"))
        }
        guard listType == .set else { return }
        let detail = "must be atomic as item of a list with x-kubernetes-list-type=set"
        if element.type == .array, let inner = element.listType, inner != .atomic {
            found.append(.invalid(items.appending("x-kubernetes-list-type"), .string(inner.rawValue), detail))
        }
        if element.type == .object, element.mapType != .atomic {
            let value = element.mapType.map { JSONValue.string($0.rawValue) } ?? .null
            found.append(.invalid(items.appending("x-kubernetes-map-type"), value, detail))
        }
    }

    private mutating func checkRule(_ rule: ValidationRule, _ place: FieldPath) {
        let message = place.appending("message")
        if rule.rule.allSatisfy(\.isWhitespace) {
            found.append(.required(place.appending("rule"), "rule is not specified"))
        } else if !rule.message.isEmpty, rule.message.allSatisfy(\.isWhitespace) {
            found.append(.invalid(message, .string(rule.message), "must be non-empty if specified"))
        } else if rule.message.contains(where: \.isNewline) {
            found.append(.invalid(message, .string(rule.message), "must not contain line breaks"))
        } else if rule.rule.contains(where: \.isNewline), rule.message.isEmpty {
            found.append(.required(message, "message must be specified if rule contains line breaks"))
        }
        let reasons = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"]
        if !rule.reason.isEmpty, !reasons.contains(rule.reason) {
            found.append(.notSupported(place.appending("reason"), .string(rule.reason), supported: reasons))
        }
    }

    /// A default must satisfy its own schema and have no unknown fields.
    mutating func checkDefaults(_ schema: StructuralSchema, _ place: FieldPath, isRoot: Bool = false) {
        if let value = schema.defaultValue {
            let field = place.appending("default")
            var check = SchemaCheck(schema: schema, value: schema.defaulted(value), place: .root).run().violations
            ListRules.check(value, schema, .root, into: &check)
            for violation in check {
                let inner = violation.field == "<nil>" ? field.text : "\(field.text).\(violation.field)"
                found.append(
                    SchemaViolation(
                        path: field.path + violation.path, field: inner, code: violation.code,
                        message: violation.message))
            }
            let pruned = schema.pruned(value, isRoot: schema.isEmbeddedResource)
            if !pruned.unknownFields.isEmpty {
                found.append(.invalid(field, value, "must not have unknown fields"))
            }
        }
        if let element = schema.element { checkDefaults(element, place.appending("items")) }
        for property in schema.properties where !(isRoot && property.name == "metadata") {
            checkDefaults(property.schema, place.appending("properties").appending(key: property.name))
        }
        if case .each(let each) = schema.additionalProperties {
            checkDefaults(each, place.appending("additionalProperties"))
        }
    }
}
