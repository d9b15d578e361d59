import JSONTree
import KubeModel

/// A value while a rule runs.
indirect enum RuleValue {
    case null
    case bool(Bool)
    case integer(Int64)
    case decimal(Double)
    case string(String)
    case array([RuleValue])
    case map(JSONObject)
    case time(KubeTime)

    /// A claim as Go's JSON decoder reads it: every number is a float64.
    init(_ value: JSONValue) {
        switch value {
        case .null: self = .null
        case .bool(let bool): self = .bool(bool)
        case .integer(let number): self = .decimal(Double(number))
        case .decimal(let text): self = .decimal(Double(text) ?? .infinity)
        case .string(let text): self = .string(text)
        case .array(let elements): self = .array(elements.map(RuleValue.init))
        case .object(let object): self = .map(object)
        }
    }

    var isNull: Bool { if case .null = self { true } else { false } }

    var number: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .decimal(let number): number
        default: nil
        }
    }

    /// The operator `==`.
    func isEqual(to other: RuleValue) throws(RuleFailure) -> Bool {
        switch (self, other) {
        case (.null, .null): return true
        case (.bool(let one), .bool(let two)): return one == two
        case (.integer(let one), .integer(let two)): return one == two
        case (.integer, .decimal), (.decimal, .integer), (.decimal, .decimal): return number == other.number
        case (.string(let one), .string(let two)): return one.utf8.elementsEqual(two.utf8)
        case (.array(let one), .array(let two)):
            guard one.count == two.count else { return false }
            for (left, right) in zip(one, two) where try !left.isEqual(to: right) { return false }
            return true
        case (.map, .map), (.time, .time): throw .unsupported("a comparison of maps or times")
        default: return false
        }
    }

    /// The operator `<`.
    func isLess(than other: RuleValue) throws(RuleFailure) -> Bool {
        switch (self, other) {
        case (.integer(let one), .integer(let two)): return one < two
        case (.string(let one), .string(let two)): return one.utf8.lexicographicallyPrecedes(two.utf8)
        case (.time, .time): throw .unsupported("a comparison of times")
        default:
            guard let one = number, let two = other.number else { throw .run("invalid operation: <") }
            return one < two
        }
    }

    /// The operator `<=`.
    func isAtMost(_ other: RuleValue) throws(RuleFailure) -> Bool {
        if try isLess(than: other) { return true }
        return try isEqual(to: other)
    }
}
