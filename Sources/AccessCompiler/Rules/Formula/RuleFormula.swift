/// A rule as a statement about the claims of a session, so that rules can be compared.
///
/// Only rules have one that are made of questions for groups and for the text of claims; for all others nothing is said.
/// A session for which the rule fails does not satisfy it.
package indirect enum RuleFormula: Hashable, Sendable {
    case constant(Bool)
    case atom(RuleAtom)
    case all([RuleFormula])
    case any([RuleFormula])
    case not(RuleFormula)

    /// Reads a rule.
    ///
    /// - Returns: nil for a rule that is malformed, or asks for something that cannot be compared.
    package init?(rule: String) {
        do throws(RuleFailure) {
            var parser = RuleParser(tokens: try RuleLexer.tokens(of: rule))
            let node = try parser.parse()
            guard let formula = Self.reading(RuleFolder.folded(node)) else { return nil }
            // Argo compiles the whole rule before it evaluates any of it, so a claim that is absent always counts.
            let needed = Self.needed(node).subtracting(Self.alwaysThere).sorted()
            self = needed.isEmpty ? formula : .all([formula] + needed.map { .atom(RuleAtom($0, nil)) })
        } catch { return nil }
    }

    /// Every question that is asked.
    package var atoms: Set<RuleAtom> {
        switch self {
        case .constant: []
        case .atom(let atom): [atom]
        case .all(let parts), .any(let parts): parts.reduce(into: []) { $0.formUnion($1.atoms) }
        case .not(let part): part.atoms
        }
    }

    /// Whether who holds more can never lose by it: nothing is negated.
    package var isMonotone: Bool {
        switch self {
        case .constant, .atom: true
        case .all(let parts), .any(let parts): parts.allSatisfy(\.isMonotone)
        case .not: false
        }
    }

    /// Whether it holds for a session that answers yes to exactly these questions.
    package func holds(_ answers: Set<RuleAtom>) -> Bool {
        switch self {
        case .constant(let value): value
        case .atom(let atom): answers.answers(atom)
        case .all(let parts): parts.allSatisfy { $0.holds(answers) }
        case .any(let parts): parts.contains { $0.holds(answers) }
        case .not(let part): !part.holds(answers)
        }
    }

    /// Whether it holds for a session of which not every answer is known.
    ///
    /// Each question counts by itself, so that two which exclude each other may leave open what is not.
    ///
    /// - Parameter answer: nil for a question whose answer is not known.
    /// - Returns: nil when the known answers do not decide it.
    package func holds(_ answer: (RuleAtom) -> Bool?) -> Bool? {
        switch self {
        case .constant(let value): return value
        case .atom(let atom): return answer(atom)
        case .not(let part): return part.holds(answer).map { !$0 }
        case .all(let parts):
            let values = parts.map { $0.holds(answer) }
            return values.contains(false) ? false : values.contains(nil) ? nil : true
        case .any(let parts):
            let values = parts.map { $0.holds(answer) }
            return values.contains(true) ? true : values.contains(nil) ? nil : false
        }
    }

    /// How many terms are written out at most.
    static let maximumTerms = 512

    /// The least sets of answers that satisfy it.
    ///
    /// - Returns: nil for a formula that negates something or has too many terms; empty when nothing satisfies it.
    package var terms: Set<Set<RuleAtom>>? {
        switch self {
        case .constant(let value): return value ? [[]] : []
        case .atom(let atom): return [[atom]]
        case .not: return nil
        case .any(let parts):
            var terms: Set<Set<RuleAtom>> = []
            for part in parts {
                guard let more = part.terms else { return nil }
                terms.formUnion(more)
                if terms.count > Self.maximumTerms { return nil }
            }
            return terms
        case .all(let parts):
            var terms: Set<Set<RuleAtom>> = [[]]
            for part in parts {
                guard let more = part.terms, more.count * terms.count <= Self.maximumTerms else { return nil }
                terms = Set(terms.flatMap { term in more.map(term.union) }.filter(\.isConsistent))
            }
            return terms
        }
    }
}

// MARK: - Reading

extension RuleFormula {
    private static let alwaysThere: Set<String> = ["iss", "sub", "exp"]

    /// The claims without which the rule does not compile: those that are named, and not asked for with `?.`.
    private static func needed(_ node: RuleNode) -> Set<String> {
        switch node {
        case .identifier(let name): return name == RuleEnvironment.wholeName ? [] : [name]
        case .member(.identifier(RuleEnvironment.wholeName), property: .string(let name), isOptional: false):
            return [name]
        default: return node.children.reduce(into: []) { $0.formUnion(needed($1)) }
        }
    }

    private static func reading(_ node: RuleNode) -> RuleFormula? {
        switch node {
        case .bool(let value): return .constant(value)
        case .chain(let inner): return reading(inner)
        case .not(let operand): return reading(operand).map(RuleFormula.not)
        case .binary(let sign, let left, let right): return binary(sign, left, right)
        case .conditional(let condition, let first, let second):
            guard let condition = reading(condition), let first = reading(first), let second = reading(second) else {
                return nil
            }
            return .any([.all([condition, first]), .all([.not(condition), second])])
        case .collection(let name, let base, let predicate): return collection(name, base, predicate)
        default: return nil
        }
    }

    private static func binary(_ sign: String, _ left: RuleNode, _ right: RuleNode) -> RuleFormula? {
        switch sign {
        case "and", "&&", "or", "||":
            guard let first = reading(left), let second = reading(right) else { return nil }
            return sign == "and" || sign == "&&" ? .all([first, second]) : .any([first, second])
        case "==": return equality(left, right) ?? equality(right, left)
        case "!=": return (equality(left, right) ?? equality(right, left)).map(RuleFormula.not)
        case "in":
            if case .string(let text) = left {
                if right == .identifier(RuleEnvironment.wholeName) { return presence(of: text) }
                return isGroups(right) ? .atom(.group(text)) : nil
            }
            guard let claim = textClaim(left), let texts = texts(right) else { return nil }
            return .any(texts.map { Self.claim(claim, is: $0) })
        default: return nil
        }
    }

    private static func equality(_ claim: RuleNode, _ text: RuleNode) -> RuleFormula? {
        guard case .string(let text) = text, let name = textClaim(claim) else { return nil }
        return Self.claim(name, is: text)
    }

    /// An empty claim is left out of a session, and argo-server is the issuer of all of them.
    private static func claim(_ name: String, is text: String) -> RuleFormula {
        if name == "iss" { return .constant(text == "argo-server") }
        return text.isEmpty ? .not(presence(of: name)) : .atom(RuleAtom(name, text))
    }

    private static func presence(of claim: String) -> RuleFormula {
        alwaysThere.contains(claim) ? .constant(true) : .atom(RuleAtom(claim, nil))
    }

    /// `any(groups, {# in ["a", "b"]})`, `all(["a", "b"], {# in groups})`
    private static func collection(_ name: String, _ base: RuleNode, _ predicate: RuleNode?) -> RuleFormula? {
        guard case .binary("in", .element, let list)? = predicate else { return nil }
        let isOverGroups = isGroups(base)
        guard let names = isOverGroups ? texts(list) : isGroups(list) ? texts(base) : nil else { return nil }
        let atoms = names.map { RuleFormula.atom(.group($0)) }
        switch name {
        case "any": return .any(atoms)
        case "none": return .not(.any(atoms))
        case "all": return isOverGroups ? nil : .all(atoms)
        default: return nil
        }
    }

    private static func texts(_ node: RuleNode) -> [String]? {
        guard case .array(let nodes) = node else { return nil }
        let texts = nodes.compactMap { node -> String? in if case .string(let text) = node { text } else { nil } }
        return texts.count == nodes.count ? texts : nil
    }

    private static func isGroups(_ node: RuleNode) -> Bool {
        if case .binary("??", let first, .array([])) = node { return isGroups(first) }
        return claim(node) == RuleAtom.groupsClaim
    }

    /// The claims that have one text. Source: `server/auth/types/claims.go`.
    private static let textClaims: Set<String> = [
        "iss", "sub", "email", "name", "preferred_username", "service_account_name", "service_account_namespace",
    ]

    private static func textClaim(_ node: RuleNode) -> String? {
        if case .binary("??", let first, .string("")) = node { return textClaim(first) }
        return claim(node).flatMap { textClaims.contains($0) ? $0 : nil }
    }

    /// The claim that a node stands for: `groups`, `$env?.groups`, `$env["groups"]`, `get($env, "groups")`.
    private static func claim(_ node: RuleNode) -> String? {
        let whole = RuleNode.identifier(RuleEnvironment.wholeName)
        switch node {
        case .identifier(let name) where name != RuleEnvironment.wholeName: return name
        case .chain(let inner): return claim(inner)
        case .member(whole, property: .string(let name), isOptional: _): return name
        case .builtin("get", let arguments) where arguments.count == 2 && arguments[0] == whole:
            if case .string(let name) = arguments[1] { return name }
            return nil
        default: return nil
        }
    }
}
