/// What rules say about each other, exactly or not at all.
package enum RuleComparison {
    /// With how many questions every combination of answers is tried where something is negated.
    private static let maximumAtoms = 12

    /// Whether a session can satisfy all of some rules at once.
    ///
    /// - Returns: nil when that is not decided.
    package static func canHoldTogether(_ formulas: [RuleFormula]) -> Bool? {
        let all = RuleFormula.all(formulas)
        if all.isMonotone { return all.terms.map { !$0.isEmpty } }
        return combinations(of: all.atoms).map { $0.contains(where: all.holds) }
    }

    /// Whether every session that satisfies a rule satisfies at least one of some others.
    ///
    /// Rules that negate nothing stay satisfied when a session answers yes to more, so it is enough to look at the least
    /// answers that satisfy the first. Otherwise all answers are tried.
    ///
    /// - Returns: nil when that is not decided.
    package static func implies(_ formula: RuleFormula, anyOf others: [RuleFormula]) -> Bool? {
        let either = RuleFormula.any(others)
        if either.isMonotone, formula.isMonotone { return formula.terms.map { $0.allSatisfy(either.holds) } }
        let all = combinations(of: formula.atoms.union(either.atoms))
        return all.map { $0.allSatisfy { !formula.holds($0) || either.holds($0) } }
    }

    /// Whether two rules are satisfied by the same sessions.
    ///
    /// - Returns: nil when that is not decided.
    package static func areEqual(_ one: RuleFormula, _ other: RuleFormula) -> Bool? {
        guard let there = implies(one, anyOf: [other]), let back = implies(other, anyOf: [one]) else { return nil }
        return there && back
    }

    /// Every combination of answers that a session can give; nil when there are too many.
    private static func combinations(of atoms: Set<RuleAtom>) -> [Set<RuleAtom>]? {
        guard atoms.count <= maximumAtoms else { return nil }
        return atoms.reduce(into: [[]]) { worlds, atom in
            worlds += worlds.map { $0.union([atom]) }.filter(\.isConsistent)
        }
    }
}
