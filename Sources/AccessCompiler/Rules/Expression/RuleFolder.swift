/// Computes what is constant before the program runs, since that can make a failing part disappear.
///
/// Source: expr-lang's `optimizer/fold.go`, for the kinds of nodes that rules have.
enum RuleFolder {
    static func folded(_ node: RuleNode) -> RuleNode {
        switch node {
        case .null, .bool, .integer, .decimal, .string, .identifier, .element, .call: node
        case .array(let nodes): .array(nodes.map(folded))
        case .not(let operand): not(folded(operand))
        case .negative(let operand): negative(folded(operand))
        case .binary(let sign, let left, let right): binary(sign, folded(left), folded(right))
        case .conditional(let condition, let first, let second):
            .conditional(folded(condition), folded(first), folded(second))
        case .declaration(let name, let value, let body):
            .declaration(name: name, value: folded(value), body: folded(body))
        case .member(let base, let property, let isOptional):
            .member(folded(base), property: folded(property), isOptional: isOptional)
        case .chain(let inner): .chain(folded(inner))
        case .method(let base, let name): .method(folded(base), name: name)
        case .builtin(let name, let arguments): .builtin(name, arguments.map(folded))
        case .collection(let name, let base, let predicate):
            .collection(name, folded(base), predicate: predicate.map(folded))
        }
    }

    private static func not(_ operand: RuleNode) -> RuleNode {
        if case .bool(let value) = operand { .bool(!value) } else { .not(operand) }
    }

    private static func negative(_ operand: RuleNode) -> RuleNode {
        switch operand {
        case .integer(let number): .integer(0 &- number)
        case .decimal(let number): .decimal(-number)
        default: .negative(operand)
        }
    }

    private static func binary(_ sign: String, _ left: RuleNode, _ right: RuleNode) -> RuleNode {
        switch (sign, left, right) {
        case ("and", .bool(true), _), ("&&", .bool(true), _), ("or", .bool(false), _), ("||", .bool(false), _): right
        case ("and", _, .bool(true)), ("&&", _, .bool(true)), ("or", _, .bool(false)), ("||", _, .bool(false)): left
        case ("and", .bool(false), _), ("&&", .bool(false), _), ("and", _, .bool(false)), ("&&", _, .bool(false)):
            .bool(false)
        case ("or", .bool(true), _), ("||", .bool(true), _), ("or", _, .bool(true)), ("||", _, .bool(true)): .bool(true)
        case ("==", .integer(let one), .integer(let other)): .bool(one == other)
        case ("==", .string(let one), .string(let other)): .bool(one.utf8.elementsEqual(other.utf8))
        case ("==", .bool(let one), .bool(let other)): .bool(one == other)
        default: .binary(sign, left, right)
        }
    }
}
