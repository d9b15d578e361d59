/// Finds the types of an expression and what cannot be right about them.
///
/// Source: expr-lang's `checker`, with an environment that names every claim of the session.
struct RuleChecker {
    private let environment: RuleEnvironment
    private var collections: [RuleNature] = []
    private var variables: [(name: String, nature: RuleNature)] = []

    init(environment: RuleEnvironment) { self.environment = environment }

    mutating func nature(of node: RuleNode) throws(RuleFailure) -> RuleNature {
        switch node {
        case .null: return .null
        case .bool: return .bool
        case .integer: return .integer
        case .decimal: return .decimal
        case .string: return .string
        case .array(let nodes): return try array(nodes)
        case .identifier(let name): return try identifier(name)
        case .element: return try element()
        case .not(let operand): return try not(operand)
        case .negative(let operand): return try negative(operand)
        case .binary(let sign, let left, let right): return try binary(sign, left, right)
        case .conditional(let condition, let first, let second): return try conditional(condition, first, second)
        case .declaration(let name, let value, let body): return try declaration(name, value, body)
        case .member(let base, let property, let isOptional): return try member(base, property, isOptional)
        case .chain(let inner): return try nature(of: inner)
        case .method(let base, let name): return try method(base, name)
        case .builtin(let name, let arguments): return try builtin(name, arguments)
        case .collection(let name, let base, let predicate): return try collection(name, base, predicate)
        case .call(let name):
            if variables.contains(where: { $0.name == name }) || environment.nature(of: name) != nil {
                throw .unsupported("a call of a value")
            }
            throw .compile("unknown name \(name)")
        }
    }

    // MARK: - Operands

    private mutating func array(_ nodes: [RuleNode]) throws(RuleFailure) -> RuleNature {
        var natures: [RuleNature] = []
        for node in nodes { natures.append(try nature(of: node)) }
        guard let last = natures.last else { return .array(.unknown) }
        if natures.contains(.null) { throw .unsupported("nil in a list") }
        return .array(natures.allSatisfy(last.isSameKind) ? last : .unknown)
    }

    private func identifier(_ name: String) throws(RuleFailure) -> RuleNature {
        if let variable = variables.last(where: { $0.name == name }) { return variable.nature }
        if name == RuleEnvironment.wholeName { return .unknown }
        if let nature = environment.nature(of: name) { return nature }
        if RuleParser.functionNames.contains(name) { throw .unsupported("the function \(name) as a value") }
        throw .compile("unknown name \(name)")
    }

    private func element() throws(RuleFailure) -> RuleNature {
        guard let collection = collections.last else { throw .compile("cannot use # outside a predicate") }
        return collection.element ?? .unknown
    }

    private mutating func member(_ base: RuleNode, _ property: RuleNode, _ isOptional: Bool) throws(RuleFailure)
        -> RuleNature
    {
        if base == .identifier(RuleEnvironment.wholeName) {
            guard case .string(let name) = property else { return .unknown }
            if let nature = environment.nature(of: name) { return nature }
            if isOptional { return .unknown }
            throw .compile("unknown name \(name)")
        }
        let nature = try nature(of: base)
        let key = try self.nature(of: property)
        switch nature {
        case .unknown: return .unknown
        case .array(let element):
            guard key == .integer || key.isUnknown else {
                throw .compile("array elements can only be selected using an integer, not \(key.name)")
            }
            return element
        case .map:
            guard key == .string || key.isUnknown else { throw .compile("cannot use \(key.name) as key of a map") }
            return .unknown
        case .time: throw .unsupported("a member of a time")
        case .null, .bool, .integer, .decimal, .string: throw .compile("type \(nature.name) has no members")
        }
    }

    private mutating func method(_ base: RuleNode, _ name: String) throws(RuleFailure) -> RuleNature {
        guard try nature(of: base) == .time, name == "Year" || name == "Unix" else {
            throw .unsupported("the method \(name)")
        }
        return .integer
    }

    private mutating func declaration(_ name: String, _ value: RuleNode, _ body: RuleNode) throws(RuleFailure)
        -> RuleNature
    {
        if environment.nature(of: name) != nil || variables.contains(where: { $0.name == name })
            || RuleParser.functionNames.contains(name)
        {
            throw .compile("cannot redeclare \(name)")
        }
        if name == RuleEnvironment.wholeName { throw .unsupported("a variable of the name \(name)") }
        variables.append((name, try nature(of: value)))
        defer { variables.removeLast() }
        return try nature(of: body)
    }

    private mutating func conditional(_ condition: RuleNode, _ first: RuleNode, _ second: RuleNode)
        throws(RuleFailure) -> RuleNature
    {
        let test = try nature(of: condition)
        guard test == .bool || test.isUnknown else { throw .compile("a condition of type \(test.name)") }
        let one = try nature(of: first)
        let other = try nature(of: second)
        if one == .null { return other }
        if other == .null { return one }
        guard one.isAssignable(to: other) else { return .unknown }
        if let element = one.element, element != other.element { return .array(.unknown) }
        return one
    }

    // MARK: - Operators

    private mutating func not(_ operand: RuleNode) throws(RuleFailure) -> RuleNature {
        let nature = try nature(of: operand)
        guard nature == .bool || nature.isUnknown else { throw .compile("invalid operation: not \(nature.name)") }
        return .bool
    }

    private mutating func negative(_ operand: RuleNode) throws(RuleFailure) -> RuleNature {
        let nature = try nature(of: operand)
        guard nature.isNumber || nature.isUnknown else { throw .compile("invalid operation: - \(nature.name)") }
        return nature
    }

    private mutating func binary(_ sign: String, _ leftNode: RuleNode, _ rightNode: RuleNode) throws(RuleFailure)
        -> RuleNature
    {
        let left = try nature(of: leftNode)
        let right = try nature(of: rightNode)
        let isRight =
            switch sign {
            case "==", "!=": left.isComparable(to: right)
            case "or", "||", "and", "&&":
                left == .bool && right == .bool || left.mayBeCompatible(with: right) { $0 == .bool }
            case "<", ">", "<=", ">=":
                left.isNumber && right.isNumber || left == right && (left == .string || left == .time)
                    || left.mayBeCompatible(with: right) { $0.isNumber || $0 == .string || $0 == .time }
            case "in": try isElement(left, of: right)
            case "matches", "contains", "startsWith", "endsWith":
                left == .string && right == .string || left.mayBeCompatible(with: right) { $0 == .string }
            case "??": true
            default: throw .unsupported("the operator \(sign)")
            }
        guard isRight else { throw .compile("invalid operation: \(sign) (types \(left.name) and \(right.name))") }
        if sign == "matches", case .string(let pattern) = rightNode { try RulePattern.check(pattern) }
        return sign == "??" ? Self.coalesced(left, right) : .bool
    }

    private func isElement(_ left: RuleNature, of right: RuleNature) throws(RuleFailure) -> Bool {
        switch right {
        case .map: left == .string || left.isUnknown
        case .array(let element): left.isComparable(to: element)
        case .string: left.isUnknown
        case .unknown: true
        case .null, .bool, .integer, .decimal, .time: false
        }
    }

    private static func coalesced(_ left: RuleNature, _ right: RuleNature) -> RuleNature {
        if left == .null { return right }
        if right == .null || right.isAssignable(to: left) { return left }
        return .unknown
    }

    // MARK: - Functions

    private mutating func builtin(_ name: String, _ arguments: [RuleNode]) throws(RuleFailure) -> RuleNature {
        var natures: [RuleNature] = []
        for argument in arguments { natures.append(try nature(of: argument)) }
        switch (name, natures.count) {
        case ("now", 0): return .time
        case ("len", 1):
            switch natures[0] {
            case .unknown, .array, .map, .string: return .integer
            case .null: throw .unsupported("len of nil")
            case .bool, .integer, .decimal, .time: throw .compile("invalid argument for len")
            }
        case ("trim", 1), ("lower", 1), ("upper", 1):
            guard natures[0] == .string || natures[0].isUnknown else {
                throw .compile("cannot use \(natures[0].name) in \(name)")
            }
            return .string
        case ("get", 2): return try get(arguments, natures)
        case ("now", _), ("trim", _): throw .unsupported("\(name) with \(natures.count) arguments")
        default: throw .compile("invalid number of arguments for \(name)")
        }
    }

    private func get(_ arguments: [RuleNode], _ natures: [RuleNature]) throws(RuleFailure) -> RuleNature {
        if arguments[0] == .identifier(RuleEnvironment.wholeName) {
            guard case .string(let name) = arguments[1] else { return .unknown }
            return environment.nature(of: name) ?? .unknown
        }
        switch natures[0] {
        case .unknown: return .unknown
        case .map:
            guard natures[1] == .string || natures[1].isUnknown else {
                throw .compile("cannot use \(natures[1].name) as key")
            }
            return .unknown
        case .array: throw .unsupported("get on a list")
        case .null, .bool, .integer, .decimal, .string, .time:
            throw .compile("\(natures[0].name) does not support indexing")
        }
    }

    private mutating func collection(_ name: String, _ base: RuleNode, _ predicate: RuleNode?) throws(RuleFailure)
        -> RuleNature
    {
        let nature = try nature(of: base)
        guard nature.isArray || nature.isUnknown else {
            throw .compile("\(name) takes only an array, not \(nature.name)")
        }
        if let predicate {
            collections.append(nature)
            defer { collections.removeLast() }
            let answer = try self.nature(of: predicate)
            guard answer == .bool || answer.isUnknown else { throw .compile("a predicate of type \(answer.name)") }
        }
        switch name {
        case "filter": return .array(nature.element ?? .unknown)
        case "count": return .integer
        default: return .bool
        }
    }
}
