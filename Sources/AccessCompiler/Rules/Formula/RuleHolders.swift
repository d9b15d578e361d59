package import AccessModel
import JSONTree

/// Whom a rule that somebody wrote by hand is about, as far as the rule itself tells.
package struct RuleHolders: Hashable, Sendable {
    /// The groups of which one list satisfies the rule, sorted: each alone, and together where the rule needs several.
    package let groups: Set<[GroupPath]>
    /// Whether somebody may satisfy the rule who is neither in these groups nor one of the people that are known.
    package let isOpen: Bool
    /// The groups that everybody is in who satisfies it.
    package let needed: Set<GroupPath>

    /// Of how many groups every selection is tried, where a rule negates something.
    private static let maximumTried = 6

    /// - Parameter people: those whose subject and groups are known.
    package init(rule: String, people: Set<PersonSubject> = []) {
        guard let formula = RuleFormula(rule: rule) else {
            groups = []
            needed = []
            isOpen = Self.canMatch(rule)
            return
        }
        let asked = Set(formula.atoms.compactMap(\.group))
        let alone = Set(asked.compactMap { GroupPath($0).map { [$0] } })
        guard let terms = formula.terms ?? Self.terms(of: formula, asked) else {
            groups = alone
            needed = []
            isOpen = true
            return
        }
        var together: Set<[GroupPath]> = []
        var isOpen = false
        var needed: Set<GroupPath>?
        for term in terms {
            let named = term.compactMap(\.group)
            let paths = Set(named.compactMap { GroupPath($0) })
            needed = needed.map { $0.intersection(paths) } ?? paths
            if paths.count < named.count || term.contains(where: { Self.isUnknown($0, people) }) { isOpen = true }
            // Any group at all will do.
            if named.isEmpty, term.contains(where: { $0.claim == RuleAtom.groupsClaim }) { isOpen = true }
            if paths.count > 1 { together.insert(paths.sorted()) }
        }
        groups = alone.union(together)
        self.needed = needed ?? []
        self.isOpen = isOpen
    }

    /// Whether it depends on a claim of people who are not known.
    private static func isUnknown(_ atom: RuleAtom, _ people: Set<PersonSubject>) -> Bool {
        switch atom.claim {
        case RuleAtom.groupsClaim: false
        case "sub": !(atom.text.flatMap { PersonSubject($0) }.map(people.contains) ?? false)
        default: true
        }
    }

    /// The least selections of groups that satisfy a rule that negates something; nil when it is about other claims too.
    private static func terms(of formula: RuleFormula, _ asked: Set<String>) -> Set<Set<RuleAtom>>? {
        guard asked.count <= maximumTried, formula.atoms.allSatisfy({ $0.claim == RuleAtom.groupsClaim }) else {
            return nil
        }
        let atoms = asked.sorted().map(RuleAtom.group)
        let satisfying = (0..<(1 << atoms.count)).map { mask in
            Set(atoms.indices.filter { mask & (1 << $0) != 0 }.map { atoms[$0] })
        }.filter(formula.holds)
        return Set(satisfying.filter { term in !satisfying.contains { $0.isStrictSubset(of: term) } })
    }

    /// Whether a rule that cannot be compared may hold for somebody: no malformed one does.
    private static func canMatch(_ rule: String) -> Bool {
        let session = SessionClaims(
            subject: "somebody", groups: ["somebody", "else"].compactMap { GroupPath($0) }, email: "a@example.org",
            name: "A",
            preferredUsername: "a", expiresAtSeconds: 4_000_000_000)
        var claims = session.environment
        claims["service_account_name"] = "a"
        claims["service_account_namespace"] = "a"
        if case .fails(.compile, _) = RuleEvaluator(claims: claims).outcome(of: rule) { return false }
        return true
    }
}
