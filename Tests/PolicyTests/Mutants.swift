import AccessCompiler

/// An expression with one thing wrong.
struct Mutant {
    /// What is wrong, as CEL: `without (a == b)`.
    let change: String
    let expression: PolicyExpression
}

extension PolicyExpression {
    /// The expression with one thing wrong, in every way that a slip of the pen could make it wrong: a condition that is
    /// left out or turned round, all for some, and one branch whatever the condition.
    var mutants: [Mutant] {
        let (parts, make) = parts
        return ownMutants
            + parts.indices.flatMap { index in
                parts[index].mutants.map { mutant in
                    var changed = parts
                    changed[index] = mutant.expression
                    return Mutant(change: mutant.change, expression: make(changed))
                }
            }
    }

    private var ownMutants: [Mutant] {
        switch self {
        case .all(let parts): Self.withoutEach(parts) { .all($0) }
        case .any(let parts): Self.withoutEach(parts) { .any($0) }
        // Turning round what is turned round is told of the inner condition.
        case .not(let inner): inner.isSimple ? [] : [Mutant(change: "not \(cel)", expression: inner)]
        case .every(let list, let name, let inner):
            [Mutant(change: "some for \(cel)", expression: .some(in: list, as: name, inner))]
        case .some(let list, let name, let inner):
            [Mutant(change: "every for \(cel)", expression: .every(in: list, as: name, inner))]
        case .choice(_, let yes, let no):
            [
                Mutant(change: "always \(yes.cel)", expression: yes),
                Mutant(change: "always \(no.cel)", expression: no),
            ]
        default: isSimple ? [Mutant(change: "not \(cel)", expression: .not(self))] : []
        }
    }

    /// Whether it is a condition that is made of no others.
    private var isSimple: Bool {
        switch self {
        case .equal, .contains, .hasPrefix, .hasSuffix, .matches, .isText, .present, .sizeAtMost, .sizeWithin,
            .authorized:
            true
        default: false
        }
    }

    private static func withoutEach(
        _ parts: [PolicyExpression], _ make: ([PolicyExpression]) -> PolicyExpression
    ) -> [Mutant] {
        guard parts.count > 1 else { return [] }
        return parts.indices.map { index in
            var rest = parts
            let left = rest.remove(at: index)
            return Mutant(change: "without \(left.cel)", expression: make(rest))
        }
    }

    /// What it is made of, and how to make it of others.
    private var parts: (parts: [PolicyExpression], make: ([PolicyExpression]) -> PolicyExpression) {
        switch self {
        case .literal, .object, .oldObject, .request, .bound, .variable, .authorized: ([], { _ in self })
        case .member(let base, let path, let other): ([base], { .member($0[0], path, else: other) })
        case .present(let base, let path): ([base], { .present($0[0], path) })
        case .entry(let map, let key): ([map, key], { .entry($0[0], $0[1]) })
        case .found(let map, let key, let other): ([map, key], { .found(in: $0[0], $0[1], else: other) })
        case .not(let inner): ([inner], { .not($0[0]) })
        case .all(let parts): (parts, { .all($0) })
        case .any(let parts): (parts, { .any($0) })
        case .equal(let left, let right): ([left, right], { .equal($0[0], $0[1]) })
        case .contains(let element, let list): ([element, list], { .contains($0[0], $0[1]) })
        case .sizeAtMost(let value, let limit): ([value], { .sizeAtMost($0[0], limit) })
        case .hasPrefix(let text, let prefix): ([text, prefix], { .hasPrefix($0[0], $0[1]) })
        case .sizeWithin(let value, let limit): ([value, limit], { .sizeWithin($0[0], $0[1]) })
        case .hasSuffix(let text, let suffix): ([text, suffix], { .hasSuffix($0[0], $0[1]) })
        case .matches(let text, let pattern): ([text, pattern], { .matches($0[0], $0[1]) })
        case .isText(let value): ([value], { .isText($0[0]) })
        case .every(let list, let name, let inner): ([list, inner], { .every(in: $0[0], as: name, $0[1]) })
        case .some(let list, let name, let inner): ([list, inner], { .some(in: $0[0], as: name, $0[1]) })
        case .filtered(let list, let name, let inner): ([list, inner], { .filtered(in: $0[0], as: name, $0[1]) })
        case .elements(let elements): (elements, { .elements($0) })
        case .joined(let lists): (lists, { .joined($0) })
        case .mapped(let list, let name, let inner): ([list, inner], { .mapped($0[0], as: name, $0[1]) })
        case .element(let list, let index): ([list], { .element($0[0], index) })
        case .choice(let condition, let yes, let no):
            ([condition, yes, no], { .choice(if: $0[0], then: $0[1], else: $0[2]) })
        case .text(let parts): (parts, { .text($0) })
        case .written(let list, let separator): ([list], { .written($0[0], separatedBy: separator) })
        }
    }
}
