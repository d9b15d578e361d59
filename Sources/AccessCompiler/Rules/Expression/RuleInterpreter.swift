import JSONTree
import KubeModel

/// Runs a checked expression.
///
/// Source: expr-lang's `compiler` and `vm`.
struct RuleInterpreter {
    private let environment: RuleEnvironment
    private let now: KubeTime?
    private var elements: [RuleValue] = []
    private var variables: [(name: String, value: RuleValue)] = []

    init(environment: RuleEnvironment, now: KubeTime?) {
        self.environment = environment
        self.now = now
    }

    mutating func value(of node: RuleNode) throws(RuleFailure) -> RuleValue {
        switch node {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .integer(let number): return .integer(number)
        case .decimal(let number): return .decimal(number)
        case .string(let text): return .string(text)
        case .array(let nodes):
            var values: [RuleValue] = []
            for node in nodes { values.append(try value(of: node)) }
            return .array(values)
        case .identifier(let name): return identifier(name)
        case .element: return elements.last ?? .null
        case .not(let operand): return .bool(try !truth(of: operand))
        case .negative(let operand): return try negative(operand)
        case .binary(let sign, let left, let right): return try binary(sign, left, right)
        case .conditional(let condition, let first, let second):
            return try truth(of: condition) ? try value(of: first) : try value(of: second)
        case .declaration(let name, let value, let body):
            variables.append((name, try self.value(of: value)))
            defer { variables.removeLast() }
            return try self.value(of: body)
        case .member(let base, let property, _):
            return try fetch(try value(of: base), try value(of: property))
        case .chain(let inner): return try link(inner) ?? .null
        case .method(let base, let name): return try method(try value(of: base), name)
        case .builtin(let name, let arguments): return try builtin(name, arguments)
        case .collection(let name, let base, let predicate): return try collection(name, base, predicate)
        case .call: throw .unsupported("a call")
        }
    }

    private func identifier(_ name: String) -> RuleValue {
        if let variable = variables.last(where: { $0.name == name }) { return variable.value }
        if name == RuleEnvironment.wholeName { return .map(environment.values) }
        return environment.values[name].map(RuleValue.init) ?? .null
    }

    private mutating func truth(of node: RuleNode) throws(RuleFailure) -> Bool {
        guard case .bool(let value) = try value(of: node) else { throw .run("a value is neither true nor false") }
        return value
    }

    private mutating func negative(_ operand: RuleNode) throws(RuleFailure) -> RuleValue {
        switch try value(of: operand) {
        case .integer(let number): return .integer(0 &- number)
        case .decimal(let number): return .decimal(-number)
        default: throw .run("invalid operation: -")
        }
    }

    // MARK: - Operators

    private mutating func binary(_ sign: String, _ left: RuleNode, _ right: RuleNode) throws(RuleFailure) -> RuleValue {
        switch sign {
        case "and", "&&", "or", "||": return try logical(sign, left, right)
        case "??":
            let value = try value(of: left)
            return value.isNull ? try self.value(of: right) : value
        case "in":
            let needle = try value(of: left)
            return .bool(try contains(needle, right))
        default: break
        }
        let one = try value(of: left)
        let other = try value(of: right)
        switch sign {
        case "==": return .bool(try one.isEqual(to: other))
        case "!=": return .bool(try !one.isEqual(to: other))
        case "<": return .bool(try one.isLess(than: other))
        case ">": return .bool(try other.isLess(than: one))
        case "<=": return .bool(try one.isAtMost(other))
        case ">=": return .bool(try other.isAtMost(one))
        default: return .bool(try compareTexts(sign, one, other))
        }
    }

    private mutating func logical(_ sign: String, _ left: RuleNode, _ right: RuleNode) throws(RuleFailure) -> RuleValue
    {
        let stopsAt = sign == "or" || sign == "||"
        do throws(RuleFailure) {
            return try truth(of: left) == stopsAt ? .bool(stopsAt) : try value(of: right)
        } catch {
            // expr-lang may join two calls of one function, and then fail at another element or not at all.
            if case .run = error, case .collection(let one, _, _) = left, case .collection(let other, _, _) = right,
                one == other
            {
                throw .unsupported("a failure inside calls that may be joined")
            }
            throw error
        }
    }

    private mutating func contains(_ needle: RuleValue, _ right: RuleNode) throws(RuleFailure) -> Bool {
        // A list of text literals is made a set of texts, which refuses other kinds and takes nil for "".
        if case .array(let nodes) = right, !nodes.isEmpty, let texts = Self.literalTexts(nodes) {
            guard let text = Self.key(needle) else { throw .run("a list of texts is asked for something else") }
            return texts.contains { $0.utf8.elementsEqual(text.utf8) }
        }
        switch try value(of: right) {
        case .null: return false
        case .array(let values):
            for value in values where try value.isEqual(to: needle) { return true }
            return false
        case .map(let object):
            guard let key = Self.key(needle) else { throw .run("a map is asked for something that is no text") }
            return object[key] != nil
        case .bool, .integer, .decimal, .string: throw .run("operator in is not defined here")
        case .time: throw .unsupported("in on a time")
        }
    }

    private static func literalTexts(_ nodes: [RuleNode]) -> [String]? {
        var texts: [String] = []
        for node in nodes {
            guard case .string(let text) = node else { return nil }
            texts.append(text)
        }
        return texts
    }

    /// A value as the key of a map with text keys; nil when it cannot be one.
    private static func key(_ value: RuleValue) -> String? {
        switch value {
        case .string(let text): text
        case .null: ""
        default: nil
        }
    }

    private func compareTexts(_ sign: String, _ one: RuleValue, _ other: RuleValue) throws(RuleFailure) -> Bool {
        if one.isNull || other.isNull {
            // Since 1.17; older ones fail.
            throw .unsupported("\(sign) on nil")
        }
        guard case .string(let text) = one, case .string(let part) = other else { throw .run("\(sign) needs texts") }
        let bytes = Array(text.utf8)
        let wanted = Array(part.utf8)
        switch sign {
        case "startsWith": return bytes.starts(with: wanted)
        case "endsWith": return bytes.reversed().starts(with: wanted.reversed())
        case "contains":
            guard bytes.count >= wanted.count else { return false }
            return (0...bytes.count - wanted.count).contains { bytes[$0...].starts(with: wanted) }
        case "matches": return try RulePattern.matches(part, text)
        default: throw .unsupported("the operator \(sign)")
        }
    }

    // MARK: - Members

    /// The value of a part of a chain; nil where an optional member met nil.
    private mutating func link(_ node: RuleNode) throws(RuleFailure) -> RuleValue? {
        guard case .member(let base, let property, let isOptional) = node else { return try value(of: node) }
        guard let value = try link(base) else { return nil }
        if isOptional, value.isNull { return nil }
        return try fetch(value, try self.value(of: property))
    }

    private func fetch(_ base: RuleValue, _ property: RuleValue) throws(RuleFailure) -> RuleValue {
        switch base {
        case .map(let object):
            guard let key = Self.key(property) else { throw .run("a map is asked for something that is no text") }
            return object[key].map(RuleValue.init) ?? .null
        case .array(let values):
            guard let number = property.number else { throw .run("an index is no number") }
            guard number.magnitude < 1e9 else { throw .unsupported("a huge index") }
            let index = Int(number)
            let position = index < 0 ? values.count + index : index
            guard values.indices.contains(position) else { throw .run("index out of range") }
            return values[position]
        case .string where property.number != nil: throw .unsupported("a character of a text")
        case .time: throw .unsupported("a member of a time")
        case .null, .bool, .integer, .decimal, .string: throw .run("cannot fetch a member")
        }
    }

    private func method(_ base: RuleValue, _ name: String) throws(RuleFailure) -> RuleValue {
        guard case .time(let time) = base else { throw .unsupported("the method \(name)") }
        if name == "Unix" { return .integer(time.seconds) }
        // The year of the server's time zone, which is known unless it is New Year somewhere.
        let years = [-14, 14].map { time.adding(seconds: $0 * 3600).description.prefix { $0 != "-" } }
        guard years[0] == years[1], let year = Int64(years[0]) else { throw .unsupported("the year, at its turn") }
        return .integer(year)
    }

    // MARK: - Functions

    private mutating func builtin(_ name: String, _ arguments: [RuleNode]) throws(RuleFailure) -> RuleValue {
        if name == "now" {
            guard let now else { throw .unsupported("now() without a clock") }
            return .time(now)
        }
        let value = try value(of: arguments[0])
        switch (name, value) {
        case ("get", .map), ("get", .null): return try get(value, try self.value(of: arguments[1]))
        case ("len", .array(let values)): return .integer(Int64(values.count))
        case ("len", .map(let object)): return .integer(Int64(object.count))
        case ("len", .string(let text)): return .integer(Int64(text.unicodeScalars.count))
        case ("trim", .string(let text)) where text.utf8.allSatisfy({ $0 < 0x80 }): return .string(Self.trimmed(text))
        case ("lower", .string(let text)) where text.utf8.allSatisfy({ $0 < 0x80 }): return .string(text.lowercased())
        case ("upper", .string(let text)) where text.utf8.allSatisfy({ $0 < 0x80 }): return .string(text.uppercased())
        default: throw .unsupported("\(name) of such a value")
        }
    }

    private func get(_ base: RuleValue, _ key: RuleValue) throws(RuleFailure) -> RuleValue {
        switch (base, key) {
        case (.map(let object), .string(let name)): return object[name].map(RuleValue.init) ?? .null
        case (.null, _): return .null
        default: throw .unsupported("get with such a key")
        }
    }

    private static func trimmed(_ text: String) -> String {
        let isSpace: (Unicode.Scalar) -> Bool = { $0 == " " || ("\t"..."\r").contains($0) }
        let scalars = text.unicodeScalars.drop(while: isSpace)
        guard let last = scalars.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(scalars[...last])
    }

    private mutating func collection(_ name: String, _ base: RuleNode, _ predicate: RuleNode?) throws(RuleFailure)
        -> RuleValue
    {
        let values: [RuleValue]
        switch try value(of: base) {
        case .array(let array): values = array
        case .null, .bool, .integer, .decimal: throw .run("\(name) of something that is no list")
        case .string, .map, .time: throw .unsupported("\(name) of something that is no list")
        }
        var matching: [RuleValue] = []
        for value in values {
            let answer = try isTrue(predicate, of: value, in: name)
            switch (name, answer) {
            case ("all", false), ("none", true): return .bool(false)
            case ("any", true): return .bool(true)
            case (_, true): matching.append(value)
            default: break
            }
        }
        switch name {
        case "all", "none": return .bool(true)
        case "any": return .bool(false)
        case "one": return .bool(matching.count == 1)
        case "count": return .integer(Int64(matching.count))
        default: return .array(matching)
        }
    }

    private mutating func isTrue(_ predicate: RuleNode?, of value: RuleValue, in function: String)
        throws(RuleFailure) -> Bool
    {
        elements.append(value)
        defer { elements.removeLast() }
        do throws(RuleFailure) {
            return try truth(of: predicate ?? .element)
        } catch {
            // expr-lang may stop counting early and so not reach the element that fails.
            if case .run = error, function == "count" || function == "filter" {
                throw .unsupported("a failure inside \(function)")
            }
            throw error
        }
    }
}
