/// Builds the tree of an expression.
///
/// Source: expr-lang's `parser`; precedences from `parser/operator`.
struct RuleParser {
    private let tokens: [RuleToken]
    private var position = 0
    /// How many predicates enclose the current token.
    private var predicateDepth = 0
    private var nesting = 0
    private static let maximumNesting = 100
    /// How deep a tree may be that is walked by recursion; a chain of operators is as deep as it is long.
    private static let maximumDepth = 250

    init(tokens: [RuleToken]) { self.tokens = tokens }

    mutating func parse() throws(RuleFailure) -> RuleNode {
        let node = try parseSequence()
        guard current == .end else { throw unexpected }
        guard node.isAtMost(depth: Self.maximumDepth) else { throw .unsupported("the rule is nested too deeply") }
        return node
    }

    private var current: RuleToken { position < tokens.count ? tokens[position] : .end }

    private var unexpected: RuleFailure { .compile("unexpected token \(current.shown)") }

    private mutating func expect(_ token: RuleToken) throws(RuleFailure) {
        guard current == token else { throw unexpected }
        position += 1
    }

    private mutating func accept(_ token: RuleToken) -> Bool {
        guard current == token else { return false }
        position += 1
        return true
    }

    private mutating func expectIdentifier() throws(RuleFailure) -> String {
        guard case .identifier(let name) = current else { throw unexpected }
        position += 1
        return name
    }

    private mutating func parseSequence() throws(RuleFailure) -> RuleNode {
        let node = try parseExpression(0)
        if current == .sign(";") { throw .unsupported("a sequence of expressions") }
        return node
    }

    // MARK: - Operators

    private static let precedences: [String: Int] = [
        "|": 0, "or": 10, "||": 10, "and": 15, "&&": 15, "==": 20, "!=": 20, "<": 20, ">": 20, ">=": 20, "<=": 20,
        "in": 20, "matches": 20, "contains": 20, "startsWith": 20, "endsWith": 20, "..": 25, "+": 30, "-": 30,
        "*": 60, "/": 60, "%": 60, "**": 100, "^": 100, "??": 500,
    ]
    private static let comparisons: Set<String> = ["<", ">", "<=", ">="]
    private static let arithmetic: Set<String> = ["..", "+", "-", "*", "/", "%", "**", "^"]
    private static let negatable: Set<String> = ["contains", "matches", "startsWith", "endsWith", "in"]

    private mutating func parseExpression(_ precedence: Int) throws(RuleFailure) -> RuleNode {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= Self.maximumNesting else { throw .unsupported("the rule is nested too deeply") }
        if precedence == 0, accept(.sign("let")) { return try parseDeclaration() }
        var left = try parsePrimary()
        var previous = ""
        while case .sign(let sign) = current {
            guard let (name, isNegated, own) = try infix(sign, precedence) else { break }
            position += isNegated ? 2 : 1
            if name == "|" {
                left = try parseCall(try expectIdentifier(), first: left)
            } else {
                if previous == "??", name != "??" {
                    throw .compile("operator (\(name)) and coalesce expressions (??) cannot be mixed")
                }
                if Self.arithmetic.contains(name) { throw .unsupported("the operator \(name)") }
                if Self.comparisons.contains(name) {
                    left = try parseComparisons(left, name, own)
                } else {
                    left = .binary(name, left, try parseExpression(own + 1))
                    if isNegated { left = .not(left) }
                }
            }
            previous = name
        }
        return precedence == 0 ? try parseConditional(left) : left
    }

    /// The operator at the current token, if it binds at least as strongly as `precedence`.
    private func infix(_ sign: String, _ precedence: Int) throws(RuleFailure) -> (String, isNegated: Bool, Int)? {
        guard sign == "not" else {
            guard let own = Self.precedences[sign], own >= precedence else { return nil }
            return (sign, false, own)
        }
        guard position + 1 < tokens.count, case .sign(let next) = tokens[position + 1], Self.negatable.contains(next)
        else { throw .compile("unexpected token after not") }
        guard let own = Self.precedences[next], own >= precedence else { return nil }
        return (next, true, own)
    }

    /// `a < b < c` means `a < b && b < c`.
    private mutating func parseComparisons(_ first: RuleNode, _ sign: String, _ precedence: Int) throws(RuleFailure)
        -> RuleNode
    {
        var sign = sign
        var left = first
        var root: RuleNode?
        while true {
            let right = try parseExpression(precedence + 1)
            let comparison = RuleNode.binary(sign, left, right)
            root = root.map { .binary("&&", $0, comparison) } ?? comparison
            left = right
            guard case .sign(let next) = current, Self.comparisons.contains(next) else { return root ?? comparison }
            position += 1
            sign = next
        }
    }

    private mutating func parseDeclaration() throws(RuleFailure) -> RuleNode {
        let name = try expectIdentifier()
        try expect(.sign("="))
        let value = try parseExpression(0)
        try expect(.sign(";"))
        return .declaration(name: name, value: value, body: try parseSequence())
    }

    private mutating func parseConditional(_ condition: RuleNode) throws(RuleFailure) -> RuleNode {
        var node = condition
        while accept(.sign("?")) {
            if current == .sign(":") { throw .unsupported("the operator ?:") }
            let first = try parseExpression(0)
            try expect(.sign(":"))
            node = .conditional(node, first, try parseExpression(0))
        }
        return node
    }

    // MARK: - Operands

    private mutating func parsePrimary() throws(RuleFailure) -> RuleNode {
        switch current {
        case .sign("not"), .sign("!"):
            position += 1
            return try parsePostfix(.not(try parseExpression(50)))
        case .sign("-"), .sign("+"):
            let isMinus = current == .sign("-")
            position += 1
            guard isMinus else { throw .unsupported("the sign +") }
            return try parsePostfix(.negative(try parseExpression(90)))
        case .bracket("("):
            position += 1
            let node = try parseSequence()
            try expect(.bracket(")"))
            return try parsePostfix(node)
        case .sign("#") where predicateDepth > 0:
            position += 1
            if case .identifier = current { throw .unsupported("a named element") }
            return try parsePostfix(.element)
        case .sign(".") where predicateDepth > 0:
            return try parsePostfix(.element)
        case .sign("::"): throw .unsupported("the sign ::")
        default: return try parseSecondary()
        }
    }

    private mutating func parseSecondary() throws(RuleFailure) -> RuleNode {
        let token = current
        position += 1
        switch token {
        case .identifier("true"): return .bool(true)
        case .identifier("false"): return .bool(false)
        case .identifier("nil"): return .null
        case .integer(let number): return .integer(number)
        case .decimal(let number): return .decimal(number)
        case .identifier(let name):
            let isCall = current == .bracket("(")
            return try parsePostfix(isCall ? try parseCall(name, first: nil) : .identifier(name))
        case .string(let text): return try parsePostfix(.string(text))
        case .bracket("["): return try parsePostfix(.array(try parseList(until: .bracket("]"))))
        case .bracket("{"):
            switch current {
            case .identifier, .string, .integer, .decimal, .bracket("("), .bracket("}"): throw .unsupported("a map")
            default: throw .compile("a map key must be a quoted string, a number, an identifier or in parentheses")
            }
        case .sign, .bracket, .end:
            position -= 1
            throw unexpected
        }
    }

    /// Expressions with commas between them; a comma may follow the last.
    private mutating func parseList(until close: RuleToken) throws(RuleFailure) -> [RuleNode] {
        var nodes: [RuleNode] = []
        while current != close {
            if !nodes.isEmpty {
                try expect(.sign(","))
                if current == close { break }
            }
            nodes.append(try parseExpression(0))
        }
        try expect(close)
        return nodes
    }

    // MARK: - Calls

    private static let collections: Set<String> = ["all", "none", "any", "one", "filter", "count"]
    private static let builtins: Set<String> = ["len", "get", "trim", "lower", "upper", "now"]
    private static let unknownBuiltins: Set<String> = [
        "map", "sum", "find", "findIndex", "findLast", "findLastIndex", "groupBy", "sortBy", "reduce", "type", "abs",
        "ceil", "floor", "round", "int", "float", "string", "trimPrefix", "trimSuffix", "split", "splitAfter",
        "replace", "repeat", "join", "indexOf", "lastIndexOf", "hasPrefix", "hasSuffix", "max", "min", "mean",
        "median", "toJSON", "fromJSON", "toBase64", "fromBase64", "duration", "date", "timezone", "first", "last",
        "take", "keys", "values", "toPairs", "fromPairs", "reverse", "uniq", "concat", "flatten", "sort", "bitand",
        "bitor", "bitxor", "bitnand", "bitshl", "bitshr", "bitushr", "bitnot",
    ]

    /// Names that stand for functions although no claim has them.
    static let functionNames = collections.union(builtins).union(unknownBuiltins)

    private mutating func parseCall(_ name: String, first: RuleNode?) throws(RuleFailure) -> RuleNode {
        if Self.collections.contains(name) { return try parseCollection(name, first: first) }
        if Self.unknownBuiltins.contains(name) { throw .unsupported("the function \(name)") }
        try expect(.bracket("("))
        let arguments = (first.map { [$0] } ?? []) + (try parseList(until: .bracket(")")))
        return Self.builtins.contains(name) ? .builtin(name, arguments) : .call(name)
    }

    private mutating func parseCollection(_ name: String, first: RuleNode?) throws(RuleFailure) -> RuleNode {
        try expect(.bracket("("))
        let collection: RuleNode
        if let first {
            collection = first
        } else {
            if current == .bracket(")") { throw .compile("expected at least 2 arguments") }
            collection = try parseExpression(0)
        }
        if current == .bracket(")") {
            guard name == "count" else { throw .compile("expected at least 2 arguments") }
            position += 1
            return .collection(name, collection, predicate: nil)
        }
        if first == nil { try expect(.sign(",")) }
        let predicate = try parsePredicate()
        _ = accept(.sign(","))
        try expect(.bracket(")"))
        return .collection(name, collection, predicate: predicate)
    }

    private mutating func parsePredicate() throws(RuleFailure) -> RuleNode {
        let hasBraces = accept(.bracket("{"))
        predicateDepth += 1
        defer { predicateDepth -= 1 }
        let node = hasBraces ? try parseSequence() : try parseExpression(0)
        if hasBraces { try expect(.bracket("}")) }
        return node
    }

    // MARK: - Members

    private mutating func parsePostfix(_ operand: RuleNode) throws(RuleFailure) -> RuleNode {
        var node = operand
        while true {
            switch current {
            case .sign("."), .sign("?."):
                let isOptional = current == .sign("?.")
                position += 1
                if isOptional, current == .bracket("[") {
                    position += 1
                    node = .chain(try parseIndex(node, isOptional: true))
                } else {
                    node = try parseProperty(node, isOptional: isOptional)
                }
            case .bracket("["):
                position += 1
                node = try parseIndex(node, isOptional: false)
            default: return node
            }
        }
    }

    private mutating func parseIndex(_ node: RuleNode, isOptional: Bool) throws(RuleFailure) -> RuleNode {
        if current == .sign(":") { throw .unsupported("a slice") }
        let property = try parseExpression(0)
        if current == .sign(":") { throw .unsupported("a slice") }
        try expect(.bracket("]"))
        return .member(node, property: property, isOptional: isOptional)
    }

    private mutating func parseProperty(_ operand: RuleNode, isOptional: Bool) throws(RuleFailure) -> RuleNode {
        let name: String
        switch current {
        case .identifier(let word): name = word
        case .sign(let word) where word.unicodeScalars.allSatisfy({ ("a"..."z").contains($0) || $0 == "W" }):
            name = word
        default: throw .compile("expected name")
        }
        position += 1
        var node = operand
        var isChain = false
        if case .chain(let inner) = operand {
            node = inner
            isChain = true
        }
        if accept(.bracket("(")) {
            guard accept(.bracket(")")), !isOptional, !isChain else { throw .unsupported("a method call") }
            return .method(node, name: name)
        }
        let member = RuleNode.member(node, property: .string(name), isOptional: isOptional)
        return isChain || isOptional ? .chain(member) : member
    }
}
