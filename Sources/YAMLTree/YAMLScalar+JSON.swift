import JSONTree

/// Why a scalar has no place in a JSON value.
struct YAMLScalarProblem: Error {
    let code: YAMLError.Code
    let message: String
}

extension YAMLScalar {
    /// The scalar as kubectl writes it into JSON.
    ///
    /// - Parameter text: the scalar's own text.
    @inline(__always)
    func value(text: UnsafeBufferPointer<UInt8>) throws(YAMLScalarProblem) -> JSONValue {
        switch self {
        case .string: .string(unsafe String(decoding: text, as: UTF8.self))
        case .null: .null
        case .bool(let value): .bool(value)
        case .integer(let value): .integer(value)
        case .unsigned(let value): Self.number(Double(value))
        case .float(let value): try Self.finite(value)
        }
    }

    /// The scalar as the name of a member, as kubectl converts it.
    func name(text: UnsafeBufferPointer<UInt8>) throws(YAMLScalarProblem) -> String {
        switch self {
        case .string: return unsafe String(decoding: text, as: UTF8.self)
        case .bool(let value): return value ? "true" : "false"
        case .integer(let value): return String(value)
        case .float(let value): return FloatText.name(value)
        case .null:
            throw YAMLScalarProblem(
                code: .invalidName, message: "a member cannot be named null; put the name in quotes or write one")
        case .unsigned:
            throw YAMLScalarProblem(
                code: .invalidName, message: "the name is a number beyond 64 bits with a sign; put it in quotes")
        }
    }

    private static func finite(_ value: Double) throws(YAMLScalarProblem) -> JSONValue {
        guard value.isFinite else {
            throw YAMLScalarProblem(
                code: .notRepresentable,
                message: "JSON has no infinities and no not-a-number; put the text in quotes or write a number")
        }
        return number(value)
    }

    /// A fraction without a fraction becomes an integer: kubectl decodes the JSON text `1000` that Go makes of 1e3.
    private static func number(_ value: Double) -> JSONValue {
        let text = FloatText.value(value)
        return Int64(text).map(JSONValue.integer) ?? .decimal(text)
    }
}
