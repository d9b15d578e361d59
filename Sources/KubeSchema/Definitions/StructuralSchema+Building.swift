package import JSONTree

/// The shapes in which schemas are written in Swift.
extension StructuralSchema {
    /// An object with named fields.
    package static func object(@FieldList _ fields: () -> [Field]) -> StructuralSchema {
        var schema = StructuralSchema(.object)
        for field in fields() {
            schema.properties.append(Property(name: field.name, schema: field.schema))
            if field.presence == .required { schema.required.append(field.name) }
        }
        return schema
    }

    /// An object with members of any name.
    ///
    /// - Parameters:
    ///   - element: the shape of a member's value.
    ///   - count: how many members there may be at most.
    package static func map(of element: StructuralSchema, count: Int64) -> StructuralSchema {
        var schema = StructuralSchema(.object)
        schema.additionalProperties = .each(element)
        schema.maximumProperties = count
        return schema
    }

    /// A list.
    ///
    /// - Parameters:
    ///   - element: the shape of an element.
    ///   - count: how many there may be; every list is bounded, since the cost of rules depends on it.
    ///   - keys: the fields that tell elements apart; empty for lists that are replaced as a whole.
    package static func list(
        of element: StructuralSchema, count: ClosedRange<Int64>, keyedBy keys: [String] = []
    ) -> StructuralSchema {
        var schema = StructuralSchema(.array)
        schema.items = .each(element)
        schema.minimumItems = count.lowerBound == 0 ? nil : count.lowerBound
        schema.maximumItems = count.upperBound
        schema.listType = keys.isEmpty ? .atomic : .map
        schema.listMapKeys = keys
        return schema
    }

    /// A list of scalars, each at most once, in any order.
    package static func set(of element: StructuralSchema, count: ClosedRange<Int64>) -> StructuralSchema {
        var schema = list(of: element, count: count)
        schema.listType = .set
        return schema
    }

    /// A text.
    ///
    /// - Parameter length: the number of characters.
    package static func string(length: ClosedRange<Int64>, pattern: RegularExpression? = nil, format: String? = nil)
        -> StructuralSchema
    {
        var schema = StructuralSchema(.string)
        schema.minimumLength = length.lowerBound == 0 ? nil : length.lowerBound
        schema.maximumLength = length.upperBound
        schema.pattern = pattern
        schema.format = format
        return schema
    }

    /// A point in time in RFC 3339.
    package static var time: StructuralSchema {
        var schema = StructuralSchema(.string)
        schema.format = "date-time"
        return schema
    }

    /// One of a few words.
    package static func choice(of words: [String]) -> StructuralSchema {
        var schema = StructuralSchema(.string)
        schema.enumeration = words.map(JSONValue.string)
        return schema
    }

    package static var boolean: StructuralSchema { StructuralSchema(.boolean) }

    /// A whole number within 64 bits.
    ///
    /// - Parameter range: the bounds; nil for any number.
    package static func integer(_ range: ClosedRange<Int64>? = nil) -> StructuralSchema {
        var schema = StructuralSchema(.integer)
        schema.format = "int64"
        schema.minimum = range.map { SchemaNumber($0.lowerBound) }
        // A bound of the whole type is none; the API server takes no maximum that a float64 cannot hold exactly.
        schema.maximum = range.flatMap { $0.upperBound == .max ? nil : SchemaNumber($0.upperBound) }
        return schema
    }

    /// The same schema with a value for the case that the field is absent.
    package func defaulting(to value: JSONValue) -> StructuralSchema {
        var schema = self
        schema.defaultValue = value
        return schema
    }

    /// The same schema with a rule in CEL.
    ///
    /// - Parameters:
    ///   - rule: what must be true of `self`.
    ///   - message: what to do when it is not.
    package func rule(_ rule: String, _ message: String) -> StructuralSchema {
        var schema = self
        schema.rules.append(ValidationRule(rule, message: message))
        return schema
    }
}
