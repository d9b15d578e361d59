import JSONTree

/// The check of one value against one schema, as kube-apiserver makes it for custom resources.
///
/// Source: `k8s.io/kube-openapi/pkg/validation`, compared with kube-apiserver 1.36. The order of the checks, and which of them
/// ends another, decide what a user reads, so they are kept.
struct SchemaCheck {
    let schema: StructuralSchema
    let value: JSONValue
    let place: FieldPath

    /// The schema's name for the value in a sentence: `spec.version in body`.
    var subject: String { "\(place.text) in body" }

    func run() -> CheckResult {
        var result = CheckResult()
        if value.isNull {
            result.merge(checkNull())
            result.merge(checkEnumeration())
            return result
        }
        if schema.type != nil || schema.isIntOrString || schema.effectiveFormat != nil {
            result.merge(checkType())
            result.count()
        }
        result.merge(checkCombinations())
        result.count()
        for check in specificChecks() {
            result.merge(check)
            result.count()
        }
        result.count()
        return result
    }

    private func specificChecks() -> [CheckResult] {
        switch value {
        case .string(let text):
            var checks = [checkText(text)]
            if let format = schema.effectiveFormat, let checker = StringFormat(format) {
                checks.append(checkFormat(text, format, checker))
            }
            return checks + [checkEnumeration()]
        case .integer, .decimal: return [checkNumber(), checkEnumeration()]
        case .array(let elements): return [checkElements(elements), checkEnumeration()]
        case .object(let object): return [checkEnumeration(), checkMembers(object)]
        case .bool, .null: return [checkEnumeration()]
        }
    }

    // MARK: - Type

    private var typeNames: [String] {
        if schema.isIntOrString { return ["integer", "string"] }
        return schema.type.map { [$0.rawValue] } ?? []
    }

    private func checkNull() -> CheckResult {
        var result = CheckResult()
        guard typeNames.isEmpty || schema.isNullable else {
            return CheckResult(typeViolation(typeNames.joined(separator: ","), "null"))
        }
        result.count()
        return result
    }

    private func checkType() -> CheckResult {
        var result = CheckResult()
        result.count()
        let names = typeNames
        let isNumeric = names.contains("number") || names.contains("integer")
        let found = Self.typeName(of: value)
        let isWholeNumber = found.name == "number" && value.isWholeNumber && names.contains("integer")
        let isIntegerForNumber = found.name == "integer" && names.contains("number")
        let fits = names.contains(found.name) || isWholeNumber || isIntegerForNumber
        if let format = schema.effectiveFormat {
            switch value {
            case .string, .array: if !isNumeric { return result }
            case .null, .bool, .integer, .decimal, .object:
                if !fits, found.format != format { return CheckResult(typeViolation(format, found.format)) }
            }
        }
        return fits ? result : CheckResult(typeViolation(names.joined(separator: ","), found.name))
    }

    func typeViolation(_ expected: String, _ found: String) -> SchemaViolation {
        .typeInvalid(place, found, "\(subject) must be of type \(expected): \(GoText.quoted(found))")
    }

    private static func typeName(of value: JSONValue) -> (name: String, format: String) {
        switch value {
        case .null: ("null", "")
        case .bool: ("boolean", "")
        case .integer: ("integer", "int64")
        case .decimal: ("number", "float64")
        case .string: ("string", "")
        case .array: ("array", "")
        case .object: ("object", "")
        }
    }

    // MARK: - Scalars

    private func checkEnumeration() -> CheckResult {
        guard !schema.enumeration.isEmpty, value.isNull || !schema.enumeration.contains(value) else {
            return CheckResult()
        }
        return CheckResult(.notSupported(place, value, supported: schema.enumeration.map(GoText.choice)))
    }

    /// Length before pattern: only the first fault is told.
    private func checkText(_ text: String) -> CheckResult {
        let length = Int64(text.unicodeScalars.count)
        if let maximum = schema.maximumLength, length > maximum {
            return CheckResult(.tooLong(place, maximum: maximum))
        }
        if let minimum = schema.minimumLength, length < minimum {
            return CheckResult(.invalid(place, value, "\(subject) should be at least \(minimum) chars long"))
        }
        if let pattern = schema.pattern, !pattern.matches(text) {
            return CheckResult(.invalid(place, value, "\(subject) should match '\(pattern.source)'"))
        }
        return CheckResult()
    }

    private func checkFormat(_ text: String, _ format: String, _ checker: StringFormat) -> CheckResult {
        checker.accepts(text) ? CheckResult() : CheckResult(typeViolation(format, text))
    }

    // MARK: - Lists and objects

    private func checkElements(_ elements: [JSONValue]) -> CheckResult {
        var result = CheckResult()
        if let schema = schema.element {
            for (index, element) in elements.enumerated() {
                result.merge(SchemaCheck(schema: schema, value: element, place: place.appending(index)).run())
            }
        }
        if let minimum = schema.minimumItems, elements.count < minimum {
            result.add(
                .invalid(place, .integer(Int64(elements.count)), "\(subject) should have at least \(minimum) items"))
        }
        if let maximum = schema.maximumItems, elements.count > maximum {
            result.add(.tooMany(place, count: elements.count, maximum: maximum))
        }
        result.count()
        return result
    }

    private func checkMembers(_ object: JSONObject) -> CheckResult {
        var result = CheckResult()
        if let minimum = schema.minimumProperties, object.count < minimum {
            result.add(
                .invalid(place, .integer(Int64(object.count)), "\(subject) should have at least \(minimum) properties"))
        }
        if let maximum = schema.maximumProperties, object.count > maximum {
            result.add(.tooMany(place, count: object.count, maximum: maximum))
        }
        for member in object {
            if let property = schema.property(member.name) {
                result.merge(check(member, property))
                continue
            }
            switch schema.additionalProperties {
            case .unspecified, .anything: break
            case .each(let others): result.merge(check(member, others))
            case .forbidden:
                result.add(
                    .invalid(
                        place, .string(member.name), "\(place.text).\(member.name) in body is a forbidden property"))
            }
        }
        for name in schema.required where object[name] == nil { result.add(.required(place.appending(name))) }
        return result
    }

    private func check(_ member: JSONObject.Member, _ schema: StructuralSchema) -> CheckResult {
        SchemaCheck(schema: schema, value: member.value, place: place.appending(member.name)).run()
    }
}
