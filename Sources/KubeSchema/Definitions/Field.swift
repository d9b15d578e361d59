/// A field of an object in a schema that is written in Swift: its name, whether it must be there, its shape, its text.
///
/// The text is not optional: `kubectl explain` shows it, and it is the documentation of the kind.
package struct Field: Sendable {
    package enum Presence: Sendable { case required, optional }

    let name: String
    let presence: Presence
    let schema: StructuralSchema

    /// An optional field.
    package init(_ name: String, _ schema: StructuralSchema, _ description: String) {
        self.init(name, .optional, schema, description)
    }

    package init(_ name: String, _ presence: Presence, _ schema: StructuralSchema, _ description: String) {
        self.name = name
        self.presence = presence
        var described = schema
        described.description = description
        self.schema = described
    }
}

/// Lists the fields of an object, one a statement.
@resultBuilder
package enum FieldList {
    package static func buildExpression(_ field: Field) -> [Field] { [field] }
    package static func buildExpression(_ fields: [Field]) -> [Field] { fields }
    package static func buildBlock(_ fields: [Field]...) -> [Field] { fields.flatMap(\.self) }
}
