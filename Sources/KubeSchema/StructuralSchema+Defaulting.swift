package import JSONTree

extension StructuralSchema {
    /// The object as the API server stores it: with the defaults of absent members.
    ///
    /// A default applies where the parent is there; a parent that has a default of its own, such as `{}`, brings in those
    /// below it. A null where none is allowed is replaced by the default or, without one, dropped.
    /// Source: `apiextensions-apiserver/pkg/apiserver/schema/defaulting`.
    package func defaulted(_ value: JSONValue) -> JSONValue { filled(withoutStrayNulls(value)) }

    private func withoutStrayNulls(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object):
            var members: [JSONObject.Member] = []
            for member in object {
                let schema = self.member(member.name)
                if member.value.isNull, let schema, !schema.isNullable, schema.defaultValue == nil { continue }
                members.append(.init(name: member.name, value: schema?.withoutStrayNulls(member.value) ?? member.value))
            }
            return .object(JSONObject(uniqueMembers: members))
        case .array(let elements):
            guard let element else { return value }
            return .array(elements.map(element.withoutStrayNulls))
        case .null, .bool, .integer, .decimal, .string: return value
        }
    }

    private func filled(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(var object):
            for property in properties {
                guard let defaultValue = property.schema.defaultValue else { continue }
                let present = object[property.name]
                if present == nil || (present == .null && !property.schema.isNullable) {
                    object[property.name] = defaultValue
                }
            }
            for member in object {
                guard let schema = self.member(member.name) else { continue }
                object[member.name] = schema.filled(schema.replacingNull(member.value))
            }
            return .object(object)
        case .array(let elements):
            guard let element else { return value }
            return .array(elements.map { element.filled(element.replacingNull($0)) })
        case .null, .bool, .integer, .decimal, .string: return value
        }
    }

    private func replacingNull(_ value: JSONValue) -> JSONValue {
        guard value.isNull, !isNullable, let defaultValue else { return value }
        return defaultValue
    }
}
