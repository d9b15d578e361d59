import JSONTree
import KubeModel

/// What `x-kubernetes-embedded-resource` demands of a value.
///
/// Source: `apiextensions-apiserver/pkg/apiserver/schema/objectmeta`.
enum EmbeddedResourceRules {
    static func check(
        _ value: JSONValue, _ schema: StructuralSchema, _ place: FieldPath, into found: inout [SchemaViolation]
    ) {
        switch value {
        case .object(let object):
            if schema.isEmbeddedResource { checkResource(object, place, into: &found) }
            for member in object {
                guard let property = schema.member(member.name) else { continue }
                check(member.value, property, place.appending(member.name), into: &found)
            }
        case .array(let elements):
            guard let element = schema.element else { return }
            for (index, value) in elements.enumerated() { check(value, element, place.appending(index), into: &found) }
        case .null, .bool, .integer, .decimal, .string: break
        }
    }

    private static func checkResource(_ object: JSONObject, _ place: FieldPath, into found: inout [SchemaViolation]) {
        for name in ["apiVersion", "kind"] {
            let member = place.appending(name)
            switch object[name] {
            case nil: found.append(.required(member))
            case .string(let text) where text.isEmpty:
                found.append(.invalid(member, .string(text), "must not be empty"))
            case .string(let text) where name == "apiVersion":
                if text.utf8.count(where: { $0 == 0x2F }) > 1 {
                    found.append(.invalid(member, .string(text), "unexpected GroupVersion string: \(text)"))
                }
            case .string(let text):
                if let problem = DNSName.strictLabelProblem(text.lowercased()) {
                    let detail = "may have mixed case, but should otherwise match: \(problem)"
                    found.append(.invalid(member, .string(text), detail))
                }
            case let value?: found.append(.invalid(member, value, "must be a string"))
            }
        }
        guard case .object(var metadata) = object["metadata"] else { return }
        if metadata["name"]?.string?.isEmpty ?? true { metadata["name"] = "unnamed" }
        let isNamespaced = metadata["namespace"]?.string?.isEmpty == false
        found += MetadataRules.violations(
            of: .object(metadata), place.appending("metadata"), isNamespaced: isNamespaced, names: .pathSegment)
    }
}
