package import JSONTree

/// What a CustomResourceDefinition says about a value: the part of OpenAPI v3 that Kubernetes calls a structural schema.
///
/// The schemas below `allOf`, `anyOf`, `oneOf` and `not` are of the same type; that they only validate, and do not
/// shape, is among the ``structuralViolations(at:)``.
/// Source: `apiextensions.k8s.io/v1` JSONSchemaProps; "Specifying a structural schema" in the Kubernetes documentation.
package struct StructuralSchema: Sendable, Hashable {
    package enum ValueType: String, Sendable, CaseIterable {
        case array, boolean, integer, number, object, string
    }

    /// A member that an object may have.
    package struct Property: Sendable, Hashable {
        package var name: String
        package var schema: StructuralSchema

        package init(name: String, schema: StructuralSchema) {
            self.name = name
            self.schema = schema
        }
    }

    /// What an object's members may be beside the properties.
    package indirect enum AdditionalProperties: Sendable, Hashable {
        /// Nothing is said: others are pruned.
        case unspecified
        case forbidden
        case anything
        case each(StructuralSchema)
    }

    /// What the elements of a list are.
    package indirect enum Items: Sendable, Hashable {
        case unspecified
        case each(StructuralSchema)
    }

    /// A schema that must not hold.
    package indirect enum Negation: Sendable, Hashable {
        case none
        case of(StructuralSchema)
    }

    /// How lists are merged by server-side apply.
    package enum ListType: String, Sendable, CaseIterable { case atomic, set, map }

    /// How objects are merged by server-side apply.
    package enum MapType: String, Sendable, CaseIterable { case atomic, granular }

    // MARK: What it is

    /// Nil only for values of any type.
    package var type: ValueType?
    package var title = ""
    package var description = ""
    /// A name such as `date-time`; names that Kubernetes does not know are kept and ignored.
    package var format: String?
    /// An example for people.
    package var example: JSONValue?
    package var isNullable = false
    /// What stands in for an absent member, where its parent is there.
    package var defaultValue: JSONValue?

    // MARK: Objects

    /// In the order in which they are printed.
    package var properties: [Property] = []
    package var additionalProperties = AdditionalProperties.unspecified
    package var required: [String] = []
    package var minimumProperties: Int64?
    package var maximumProperties: Int64?

    // MARK: Lists

    package var items = Items.unspecified
    package var minimumItems: Int64?
    package var maximumItems: Int64?
    /// Kept so that it can be refused: the API server forbids it.
    package var hasUniqueItems = false

    // MARK: Scalars

    package var enumeration: [JSONValue] = []
    package var pattern: RegularExpression?
    /// Counted in characters (Unicode scalars), whatever the server's message says.
    package var minimumLength: Int64?
    package var maximumLength: Int64?
    package var minimum: SchemaNumber?
    package var isMinimumExclusive = false
    package var maximum: SchemaNumber?
    package var isMaximumExclusive = false
    package var multipleOf: SchemaNumber?

    // MARK: Combinations

    package var allOf: [StructuralSchema] = []
    package var anyOf: [StructuralSchema] = []
    package var oneOf: [StructuralSchema] = []
    package var negation = Negation.none

    // MARK: Kubernetes

    /// Members without a property are kept.
    package var preservesUnknownFields = false
    package var isIntOrString = false
    /// The value is a whole object with `apiVersion`, `kind` and `metadata`.
    package var isEmbeddedResource = false
    package var listType: ListType?
    /// The fields that tell the elements of a list of type `map` apart.
    package var listMapKeys: [String] = []
    package var mapType: MapType?
    /// Rules in CEL: kept and printed, evaluated only by a real API server.
    package var rules: [ValidationRule] = []

    package init(_ type: ValueType? = nil) { self.type = type }

    /// The schema of a member by name; nil when only ``additionalProperties`` speaks of it.
    package func property(_ name: String) -> StructuralSchema? {
        for property in properties where property.name.utf8.elementsEqual(name.utf8) { return property.schema }
        return nil
    }

    /// The schema for a member: its property, or what holds for all others.
    func member(_ name: String) -> StructuralSchema? {
        if let property = property(name) { return property }
        guard case .each(let schema) = additionalProperties else { return nil }
        return schema
    }

    var element: StructuralSchema? {
        guard case .each(let schema) = items else { return nil }
        return schema
    }

    /// Whether a rule stands here or anywhere below.
    var hasRules: Bool {
        if !rules.isEmpty || properties.contains(where: \.schema.hasRules) { return true }
        if element?.hasRules == true { return true }
        guard case .each(let schema) = additionalProperties else { return false }
        return schema.hasRules
    }
}

/// A number of a schema: a bound or a divisor.
package struct SchemaNumber: Sendable, Hashable {
    /// The number as it was written.
    package let value: JSONValue
    package let double: Double

    /// - Returns: nil when the value is no number.
    package init?(_ value: JSONValue) {
        guard let double = value.double else { return nil }
        self.value = value
        self.double = double
    }

    package init(_ integer: Int64) {
        value = .integer(integer)
        double = Double(integer)
    }
}

extension JSONValue {
    /// The number as a floating-point value, as the API server computes with it.
    var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .decimal(let text): Double(text)
        case .null, .bool, .string, .array, .object: nil
        }
    }
}
