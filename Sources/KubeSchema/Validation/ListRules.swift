import JSONTree

/// The uniqueness that `x-kubernetes-list-type` promises.
///
/// Source: `apiextensions-apiserver/pkg/apiserver/schema/listtype`: of several equal elements the second is reported.
enum ListRules {
    static func check(
        _ value: JSONValue, _ schema: StructuralSchema, _ place: FieldPath, into found: inout [SchemaViolation]
    ) {
        switch value {
        case .object(let object):
            for member in object {
                guard let property = schema.member(member.name) else { continue }
                check(member.value, property, place.appending(member.name), into: &found)
            }
        case .array(let elements):
            switch schema.listType {
            case .set: reportRepetitions(of: elements, place, into: &found)
            case .map: checkMap(elements, schema.listMapKeys, place, into: &found)
            case .atomic, nil: break
            }
            guard let element = schema.element else { return }
            for (index, value) in elements.enumerated() { check(value, element, place.appending(index), into: &found) }
        case .null, .bool, .integer, .decimal, .string: break
        }
    }

    private static func checkMap(
        _ elements: [JSONValue], _ keys: [String], _ place: FieldPath, into found: inout [SchemaViolation]
    ) {
        for (index, element) in elements.enumerated() where !element.isNull && element.object == nil {
            found.append(.invalid(place.appending(index), element, "must be an object for an array of list-type map"))
            return
        }
        let identities = elements.map { element -> JSONValue in
            var identity = JSONObject()
            for key in keys { identity[key] = element[key] }
            return .object(identity)
        }
        reportRepetitions(of: identities, place, into: &found)
    }

    private static func reportRepetitions(
        of values: [JSONValue], _ place: FieldPath, into found: inout [SchemaViolation]
    ) {
        var seen = Set<JSONValue>(minimumCapacity: values.count)
        var reported: Set<JSONValue> = []
        for (index, value) in values.enumerated() where !seen.insert(value).inserted {
            if reported.insert(value).inserted { found.append(.duplicate(place.appending(index), value)) }
        }
    }
}
