import AccessCompiler

extension PolicyExpression {
    /// The expression with one thing wrong, in every way that a slip of the pen could make it wrong.
    var mutants: [PolicyExpression] {
        switch self {
        case .all(let parts): listMutants(parts) { .all($0) }
        case .any(let parts): listMutants(parts) { .any($0) }
        case .not(let inner): [inner] + inner.mutants.map { .not($0) }
        case .every(let list, let name, let inner):
            inner.mutants.map { .every(in: list, as: name, $0) } + [.some(in: list, as: name, inner)]
        case .some(let list, let name, let inner):
            inner.mutants.map { .some(in: list, as: name, $0) } + [.every(in: list, as: name, inner)]
        case .filtered(let list, let name, let inner): inner.mutants.map { .filtered(in: list, as: name, $0) }
        case .choice(let condition, let yes, let no):
            condition.mutants.map { .choice(if: $0, then: yes, else: no) }
                + yes.mutants.map { .choice(if: condition, then: $0, else: no) }
                + no.mutants.map { .choice(if: condition, then: yes, else: $0) }
        case .equal, .contains, .hasPrefix, .hasSuffix, .matches, .isText, .present, .sizeAtMost, .authorized:
            [.not(self)]
        default: []
        }
    }

    private func listMutants(
        _ parts: [PolicyExpression], _ make: ([PolicyExpression]) -> PolicyExpression
    ) -> [PolicyExpression] {
        parts.indices.flatMap { index -> [PolicyExpression] in
            var without = parts
            without.remove(at: index)
            let changed = parts[index].mutants.map { mutant -> PolicyExpression in
                var changed = parts
                changed[index] = mutant
                return make(changed)
            }
            return (parts.count > 1 ? [make(without)] : []) + changed
        }
    }
}
