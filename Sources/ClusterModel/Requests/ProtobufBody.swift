import JSONTree
import KubeModel

/// Reads protobuf bodies of built-in kinds, which kubectl sends for everything it builds itself (`kubectl create …`,
/// `kubectl auth can-i`).
///
/// Source: Kubernetes API concepts, "Kubernetes Protobuf encoding": the bytes `k8s`, 0 and a `runtime.Unknown`.
struct ProtobufBody {
    private let types: BuiltInTypes

    init(_ types: BuiltInTypes = .standard) { self.types = types }

    /// The object in an envelope, as JSON.
    ///
    /// - Throws: 400 when the bytes are no such envelope or a message uses a field that is not known here.
    func object(_ body: [UInt8], as typeName: String) throws(APIStatus) -> JSONValue {
        do throws(ProtobufReader.Problem) {
            guard body.starts(with: [0x6b, 0x38, 0x73, 0x00]) else {
                throw ProtobufReader.Problem(message: "the bytes do not begin with k8s and 0")
            }
            let envelope = body.dropFirst(4)
            let head = try ProtobufReader.bytes(1, of: envelope) ?? []
            var object = try message(try ProtobufReader.bytes(2, of: envelope) ?? [], typeName)
            for (name, number) in [("kind", 2), ("apiVersion", 1)] {
                if let text = try ProtobufReader.bytes(number, of: head) { object[name] = .string(Self.text(text)) }
            }
            return .object(object)
        } catch {
            throw .badRequest("the protobuf body cannot be read as a \(typeName): \(error.message)")
        }
    }

    private func message(_ bytes: ArraySlice<UInt8>, _ typeName: String) throws(ProtobufReader.Problem) -> JSONObject {
        var object = JSONObject()
        var reader = ProtobufReader(bytes)
        while let field = try reader.next() {
            guard let name = types.numbers[typeName]?[field.number], let type = types.fields(of: typeName)[name] else {
                throw ProtobufReader.Problem(
                    message: "field \(field.number) of \(typeName) is not known; send JSON instead")
            }
            switch (type, field.value) {
            case (.list(let element, _), _):
                let elements = object[name]?.array ?? []
                object[name] = .array(elements + [try value(field.value, element)])
            case (.map(let element, _), .bytes(let entry)):
                var members = object[name]?.object ?? JSONObject()
                let key = Self.text(try ProtobufReader.bytes(1, of: entry) ?? [])
                members[key] = try mapValue(entry, element)
                object[name] = .object(members)
            case (_, _): object[name] = try value(field.value, type)
            }
        }
        return object
    }

    /// The value of a map's entry. A list as value is a message with the list as its first field.
    private func mapValue(_ entry: ArraySlice<UInt8>, _ type: BuiltInType) throws(ProtobufReader.Problem) -> JSONValue {
        let bytes = try ProtobufReader.bytes(2, of: entry) ?? []
        guard case .list(let element, _) = type else { return try value(.bytes(bytes), type) }
        var elements: [JSONValue] = []
        var reader = ProtobufReader(bytes)
        while let field = try reader.next() { elements.append(try value(field.value, element)) }
        return .array(elements)
    }

    private func value(_ value: ProtobufReader.Value, _ type: BuiltInType) throws(ProtobufReader.Problem) -> JSONValue {
        switch (type, value) {
        case (.integer, .number(let number)): return .integer(Int64(bitPattern: number))
        case (.boolean, .number(let number)): return .bool(number != 0)
        case (.string, .bytes(let bytes)): return .string(Self.text(bytes))
        case (.bytes, .bytes(let bytes)): return .string(Base64.text(bytes))
        case (.object(let name, _), .bytes(let bytes)): return .object(try message(bytes, name))
        case (.time, .bytes(let bytes)): return try time(bytes).map { .string($0.description) } ?? .null
        case (.microTime, .bytes(let bytes)): return try time(bytes).map { .string($0.microTime) } ?? .null
        case (.quantity, .bytes(let bytes)): return .string(Self.text(try ProtobufReader.bytes(1, of: bytes) ?? []))
        case (.any, .bytes(let bytes)):
            let raw = try ProtobufReader.bytes(1, of: bytes) ?? []
            return (try? JSONValue(parsing: Array(raw))) ?? .null
        case (.integerOrString, .bytes(let bytes)): return try integerOrString(bytes)
        case (_, _): throw ProtobufReader.Problem(message: "a field has another wire type than its type wants")
        }
    }

    /// Nil for the zero time, which stands for none.
    private func time(_ bytes: ArraySlice<UInt8>) throws(ProtobufReader.Problem) -> KubeTime? {
        var reader = ProtobufReader(bytes)
        while let field = try reader.next() {
            if field.number == 1, case .number(let seconds) = field.value {
                return KubeTime(seconds: Int64(bitPattern: seconds))
            }
        }
        return nil
    }

    private func integerOrString(_ bytes: ArraySlice<UInt8>) throws(ProtobufReader.Problem) -> JSONValue {
        var reader = ProtobufReader(bytes)
        var (isText, number, text) = (false, Int64(0), "")
        while let field = try reader.next() {
            switch (field.number, field.value) {
            case (1, .number(let kind)): isText = kind == 1
            case (2, .number(let value)): number = Int64(bitPattern: value)
            case (3, .bytes(let value)): text = Self.text(value)
            case (_, _): break
            }
        }
        return isText ? .string(text) : .integer(number)
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
