import JSONTree
import KubeModel

extension FieldShape {
    /// The shape of a built-in type.
    init(_ name: String, in types: BuiltInTypes = .standard) {
        self = .object(fields: types.fields(of: name).mapValues { FieldShape($0, in: types) }, others: nil)
    }

    private init(_ type: BuiltInType, in types: BuiltInTypes) {
        switch type {
        case .string, .integer, .number, .boolean, .time, .microTime, .quantity, .integerOrString, .bytes:
            self = .atomic
        case .any: self = .untyped
        case .map(_, isAtomic: true), .object(_, isAtomic: true): self = .atomic
        case .map(let element, isAtomic: false):
            self = .object(fields: [:], others: FieldShape(element, in: types))
        case .object(let name, isAtomic: false): self = FieldShape(name, in: types)
        case .list(let element, let merge):
            switch merge.ownership {
            case .atomic: self = .atomic
            case .set: self = .set
            case .map(let keys):
                self = .keyedList(
                    keys: keys.map { Self.key($0, of: element, in: types) }, element: FieldShape(element, in: types))
            }
        }
    }

    /// A key that is left out counts as what Go makes of it, and the protocol of a port as TCP.
    private static func key(_ name: String, of element: BuiltInType, in types: BuiltInTypes) -> Key {
        guard case .object(let typeName, _) = element else { return Key(name) }
        switch types.fields(of: typeName)[name] {
        case .integer?: return Key(name, default: 0)
        case _?: return Key(name, default: name == "protocol" ? "TCP" : "")
        case nil: return Key(name)
        }
    }
}
