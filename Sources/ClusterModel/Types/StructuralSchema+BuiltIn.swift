import KubeSchema

extension StructuralSchema {
    /// The schema of a built-in type, for `kubectl explain`: its fields and their types, without descriptions.
    init(_ name: String, in types: BuiltInTypes = .standard) {
        self.init(.object)
        properties = types.fields(of: name).sorted { $0.key < $1.key }
            .map { Property(name: $0.key, schema: StructuralSchema($0.value, in: types)) }
    }

    private init(_ type: BuiltInType, in types: BuiltInTypes) {
        switch type {
        case .string, .quantity: self.init(.string)
        case .integer(let bits):
            self.init(.integer)
            format = "int\(bits)"
        case .number: self.init(.number)
        case .boolean: self.init(.boolean)
        case .time, .microTime:
            self.init(.string)
            format = "date-time"
        case .bytes:
            self.init(.string)
            format = "byte"
        case .integerOrString:
            self.init()
            isIntOrString = true
        case .any:
            self.init(.object)
            preservesUnknownFields = true
        case .map(let element, _):
            self.init(.object)
            additionalProperties = .each(StructuralSchema(element, in: types))
        case .list(let element, _):
            self.init(.array)
            items = .each(StructuralSchema(element, in: types))
        case .object(let name, _): self.init(name, in: types)
        }
    }
}
