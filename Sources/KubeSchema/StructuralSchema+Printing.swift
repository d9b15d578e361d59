package import JSONTree

extension StructuralSchema {
    /// The schema as the JSON of `openAPIV3Schema`; reading it again gives an equal schema.
    package var value: JSONValue {
        var object = JSONObject()
        if let type { object["type"] = .string(type.rawValue) }
        if !title.isEmpty { object["title"] = .string(title) }
        if !description.isEmpty { object["description"] = .string(description) }
        object["format"] = format.map(JSONValue.string)
        object["nullable"] = isNullable ? true : nil
        object["default"] = defaultValue
        object["example"] = example
        printScalar(into: &object)
        printList(into: &object)
        printObject(into: &object)
        printCombinations(into: &object)
        printExtensions(into: &object)
        return .object(object)
    }

    private func printScalar(into object: inout JSONObject) {
        if !enumeration.isEmpty { object["enum"] = .array(enumeration) }
        object["pattern"] = (pattern?.source).map(JSONValue.string)
        object["minLength"] = minimumLength.map(JSONValue.integer)
        object["maxLength"] = maximumLength.map(JSONValue.integer)
        object["minimum"] = minimum?.value
        object["exclusiveMinimum"] = isMinimumExclusive ? true : nil
        object["maximum"] = maximum?.value
        object["exclusiveMaximum"] = isMaximumExclusive ? true : nil
        object["multipleOf"] = multipleOf?.value
    }

    private func printList(into object: inout JSONObject) {
        object["minItems"] = minimumItems.map(JSONValue.integer)
        object["maxItems"] = maximumItems.map(JSONValue.integer)
        object["uniqueItems"] = hasUniqueItems ? true : nil
        object["items"] = element?.value
    }

    private func printObject(into object: inout JSONObject) {
        object["minProperties"] = minimumProperties.map(JSONValue.integer)
        object["maxProperties"] = maximumProperties.map(JSONValue.integer)
        if !required.isEmpty { object["required"] = .array(required.map(JSONValue.string)) }
        if !properties.isEmpty {
            object["properties"] = .object(
                JSONObject(uniqueMembers: properties.map { JSONObject.Member(name: $0.name, value: $0.schema.value) }))
        }
        switch additionalProperties {
        case .unspecified: break
        case .forbidden: object["additionalProperties"] = false
        case .anything: object["additionalProperties"] = true
        case .each(let schema): object["additionalProperties"] = schema.value
        }
    }

    private func printCombinations(into object: inout JSONObject) {
        for (name, schemas) in [("allOf", allOf), ("anyOf", anyOf), ("oneOf", oneOf)] where !schemas.isEmpty {
            object[name] = .array(schemas.map(\.value))
        }
        if case .of(let schema) = negation { object["not"] = schema.value }
    }

    private func printExtensions(into object: inout JSONObject) {
        if preservesUnknownFields { object["x-kubernetes-preserve-unknown-fields"] = true }
        if isIntOrString { object["x-kubernetes-int-or-string"] = true }
        if isEmbeddedResource { object["x-kubernetes-embedded-resource"] = true }
        object["x-kubernetes-list-type"] = listType.map { .string($0.rawValue) }
        if !listMapKeys.isEmpty { object["x-kubernetes-list-map-keys"] = .array(listMapKeys.map(JSONValue.string)) }
        object["x-kubernetes-map-type"] = mapType.map { .string($0.rawValue) }
        if !rules.isEmpty { object["x-kubernetes-validations"] = .array(rules.map(\.value)) }
    }
}
