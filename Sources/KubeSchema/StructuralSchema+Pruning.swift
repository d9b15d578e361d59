package import JSONTree

/// An object without what its schema does not know, and what that was.
package struct PrunedObject: Sendable, Equatable {
    package let object: JSONValue
    /// The members that were removed, in the order in which the API server reports them.
    package let unknownFields: [UnknownField]

    /// A member that no schema speaks of.
    package struct UnknownField: Sendable, Hashable, CustomStringConvertible {
        package let path: JSONPath
        /// `spec.groups[0].pth`
        package let field: String

        /// The server's words: `unknown field "spec.groups[0].pth"`.
        package var description: String { "unknown field \(GoText.quoted(field))" }
    }

    /// The message with which the server refuses such an object where field validation is strict; nil when all is known.
    ///
    /// The server puts `<kind> in version "<version>" cannot be handled as a <kind>: ` before it.
    package var strictDecodingError: String? {
        guard !unknownFields.isEmpty else { return nil }
        return "strict decoding error: " + unknownFields.map(\.description).joined(separator: ", ")
    }
}

extension StructuralSchema {
    /// Removes the members that the schema does not specify, as the API server does before it stores an object.
    ///
    /// `apiVersion`, `kind` and `metadata` of the object itself and of embedded resources stay as they are.
    /// Source: `apiextensions-apiserver/pkg/apiserver/schema/pruning`.
    ///
    /// - Parameter isRoot: whether the value is a whole object; false for a part of one, such as a default.
    package func pruned(_ value: JSONValue, isRoot: Bool = true) -> PrunedObject {
        var root = self
        if isRoot { root.isEmbeddedResource = true }
        var unknown: [PrunedObject.UnknownField] = []
        let object = Self.prune(value, root, .root, &unknown)
        return PrunedObject(
            object: object, unknownFields: unknown.sorted { $0.field.utf8.lexicographicallyPrecedes($1.field.utf8) })
    }

    private static let metadataNames: Set<String> = ["apiVersion", "kind", "metadata"]

    private static func prune(
        _ value: JSONValue, _ schema: StructuralSchema?, _ place: FieldPath,
        _ unknown: inout [PrunedObject.UnknownField]
    ) -> JSONValue {
        switch value {
        case .object(let object):
            var members: [JSONObject.Member] = []
            for member in object {
                let inner = place.appending(member.name)
                if let schema, schema.isEmbeddedResource, metadataNames.contains(member.name) {
                    members.append(member)
                } else if let property = schema?.property(member.name) {
                    members.append(.init(name: member.name, value: prune(member.value, property, inner, &unknown)))
                } else if let others = schema?.additionalProperties, others != .unspecified {
                    var below: StructuralSchema?
                    if case .each(let each) = others { below = each }
                    members.append(.init(name: member.name, value: prune(member.value, below, inner, &unknown)))
                } else if schema?.preservesUnknownFields == true {
                    members.append(member)
                } else {
                    unknown.append(.init(path: inner.path, field: inner.text))
                }
            }
            return .object(JSONObject(uniqueMembers: members))
        case .array(let elements):
            var below = schema?.element
            if schema?.preservesUnknownFields == true {
                guard below != nil else { return value }
                below?.preservesUnknownFields = true
            }
            var kept: [JSONValue] = []
            for (index, element) in elements.enumerated() {
                kept.append(prune(element, below, place.appending(index), &unknown))
            }
            return .array(kept)
        case .null, .bool, .integer, .decimal, .string: return value
        }
    }
}
