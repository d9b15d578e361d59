/// An expression as a tree.
indirect enum RuleNode: Hashable {
    case null
    case bool(Bool)
    case integer(Int64)
    case decimal(Double)
    case string(String)
    case array([RuleNode])
    case identifier(String)
    /// The element that a predicate looks at.
    case element
    case not(RuleNode)
    case negative(RuleNode)
    case binary(String, RuleNode, RuleNode)
    case conditional(RuleNode, RuleNode, RuleNode)
    case declaration(name: String, value: RuleNode, body: RuleNode)
    /// `node.name` or `node[property]`.
    case member(RuleNode, property: RuleNode, isOptional: Bool)
    /// Where nil found by an optional member ends the whole chain.
    case chain(RuleNode)
    /// A method without arguments.
    case method(RuleNode, name: String)
    case builtin(String, [RuleNode])
    /// A function that collects what a predicate says of each element.
    case collection(String, RuleNode, predicate: RuleNode?)
    /// A call of something that is no builtin.
    case call(String)

    /// The nodes directly below.
    var children: [RuleNode] {
        switch self {
        case .null, .bool, .integer, .decimal, .string, .identifier, .element, .call: []
        case .array(let nodes), .builtin(_, let nodes): nodes
        case .not(let node), .negative(let node), .chain(let node), .method(let node, _): [node]
        case .binary(_, let left, let right): [left, right]
        case .conditional(let condition, let first, let second): [condition, first, second]
        case .declaration(_, let value, let body): [value, body]
        case .member(let base, let property, _): [base, property]
        case .collection(_, let base, let predicate): [base] + (predicate.map { [$0] } ?? [])
        }
    }

    /// Whether no branch has more nodes than a number; found without recursion, so that any tree can be asked.
    func isAtMost(depth: Int) -> Bool {
        var level = [self]
        for _ in 0..<depth {
            level = level.flatMap(\.children)
            if level.isEmpty { return true }
        }
        return false
    }
}
