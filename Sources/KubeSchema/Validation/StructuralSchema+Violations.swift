package import JSONTree

extension StructuralSchema {
    /// Everything that is wrong with an object, in the API server's order and words; empty when it is valid.
    ///
    /// What the server does in three passes is done in one call: types and limits, embedded resources, uniqueness of lists.
    /// Rules in CEL are not evaluated. Where the server would have skipped them because of earlier faults, its remark
    /// about that is the last violation.
    /// Unknown fields are no violations: ``pruned(_:)`` finds them. Metadata is checked by ``MetadataRules``.
    ///
    /// - Parameters:
    ///   - object: a whole object, with defaults filled in.
    ///   - metadata: what ``MetadataRules`` found, which the server reports first.
    package func violations(of object: JSONValue, after metadata: [SchemaViolation] = []) -> [SchemaViolation] {
        var found = metadata + SchemaCheck(schema: self, value: object, place: .root).run().violations
        EmbeddedResourceRules.check(object, self, .root, into: &found)
        ListRules.check(object, self, .root, into: &found)
        if hasRules, found.contains(where: \.code.preventsRules) {
            found.append(
                .unplaced(
                    .root,
                    "some validation rules were not checked because the object was invalid; correct the existing errors to "
                        + "complete validation", value: "null"))
        }
        return found
    }
}

extension SchemaViolation.Code {
    /// Whether the server skips rules in CEL after such a violation.
    fileprivate var preventsRules: Bool {
        switch self {
        case .notSupported, .required, .tooLong, .tooMany, .typeInvalid: true
        default: false
        }
    }
}
