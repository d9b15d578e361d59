import AccessCompiler
import Glibc
import JSONTree
import ReconcileCore
import TestInputs
import TestThreads
import Testing

@Suite("Rules as formulas", .computing)
struct RuleFormulaTests {
    @Test(
        "rules that can be compared have a formula, others none",
        arguments: [
            ("true", true), ("\"/a\" in groups", true), ("'/a' in ($env?.groups ?? [])", true),
            ("any($env?.groups ?? [], {# in [\"/a\", \"/b\"]})", true),
            ("all([\"/a\", \"/b\"], {# in ($env?.groups ?? [])})", true),
            ("!(\"/a\" in groups) || ($env?.email ?? \"\") == \"a@b.c\"", true),
            ("\"groups\" in $env && \"x\" in groups", true), ("email != \"\"", true),
            ("preferred_username in [\"a\", \"b\"]", true), ("\"/a\" not in groups", true),
            ("email endsWith \"@b.c\"", false), ("len(groups) > 3", false), ("\"/a\" in", false), ("", false),
            ("all(groups, {# in [\"/a\"]})", false), ("let g = groups; \"/a\" in g", false),
        ])
    func reading(rule: String, isComparable: Bool) {
        #expect((RuleFormula(rule: rule) != nil) == isComparable)
    }

    @Test("a rule implies another when every session that satisfies it satisfies the other")
    func implication() throws {
        func formula(_ rule: String) throws -> RuleFormula { try #require(RuleFormula(rule: rule)) }
        let either = try formula("any($env?.groups ?? [], {# in [\"/a\", \"/b\"]})")
        let one = try formula("\"/a\" in groups")
        let other = try formula("\"/b\" in groups")
        let not = try formula("!(\"/a\" in ($env?.groups ?? []))")
        #expect(RuleComparison.implies(one, anyOf: [either]) == true)
        #expect(RuleComparison.implies(either, anyOf: [one]) == false)
        #expect(RuleComparison.implies(either, anyOf: [one, other]) == true)
        #expect(RuleComparison.canHoldTogether([one, other]) == true)
        #expect(RuleComparison.canHoldTogether([one, not]) == false)
        #expect(RuleComparison.implies(.constant(true), anyOf: [one, not]) == true)
        let two = try formula("sub == \"x\" && \"/a\" in groups")
        #expect(RuleComparison.canHoldTogether([two, try formula("sub == \"y\"")]) == false)
        #expect(RuleComparison.areEqual(two, try formula("\"/a\" in groups and \"x\" == sub")) == true)
    }

    @Test("a formula says of 4,000 sessions what the evaluator says, and comparisons what trying all sessions says")
    func agreement() throws {
        let seed = Seed.value
        print("Rules as formulas: IDMON_SEED=\(seed)")
        var random = RandomRules(seed: seed)
        for round in 0..<250 {
            let rules = (0..<3).map { _ in random.rule(depth: 3) }
            let formulas = try rules.map { try #require(RuleFormula(rule: $0), "\($0)") }
            var seen: [[Bool]] = []
            for session in RandomRules.sessions {
                let evaluator = RuleEvaluator(claims: session.claims)
                let outcomes = rules.map { evaluator.outcome(of: $0) == .matches }
                #expect(
                    outcomes == formulas.map { $0.holds(session.answers) }, "seed \(seed): \(rules) \(session.claims)")
                seen.append(outcomes)
            }
            let implied = seen.allSatisfy { !$0[0] || $0[1] || $0[2] }
            let decided = RuleComparison.implies(formulas[0], anyOf: [formulas[1], formulas[2]])
            #expect(decided == nil || decided == implied, "seed \(seed), round \(round): \(rules)")
            let isTie = seen.contains { $0[0] && $0[1] }
            let together = RuleComparison.canHoldTogether([formulas[0], formulas[1]])
            #expect(together == nil || together == isTie, "seed \(seed), round \(round): \(rules)")
        }
    }
}

/// Random rules over two groups, two subjects and two addresses, and every session that they can tell apart.
private struct RandomRules {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    private static let groups = ["/a", "/b"]
    private static let texts = ["x", "y"]

    struct Session {
        let claims: JSONObject
        let answers: Set<RuleAtom>
    }

    /// All combinations, with texts that no rule names among them.
    static let sessions: [Session] = {
        var sessions: [Session] = []
        for held in [[], ["/a"], ["/b"], ["/a", "/b"], ["/c"]] {
            for subject in ["x", "y", "z"] {
                for email in ["", "x", "y", "z"] {
                    var claims: JSONObject = ["iss": "argo-server", "exp": 1, "sub": .string(subject)]
                    var answers: Set<RuleAtom> = [RuleAtom("sub", subject)]
                    if !held.isEmpty { claims["groups"] = .array(held.map(JSONValue.string)) }
                    if !email.isEmpty { claims["email"] = .string(email) }
                    answers.formUnion(held.map(RuleAtom.group))
                    if !email.isEmpty { answers.insert(RuleAtom("email", email)) }
                    sessions.append(Session(claims: claims, answers: answers))
                }
            }
        }
        return sessions
    }()

    private mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

    mutating func rule(depth: Int) -> String {
        switch depth == 0 ? 4 + below(6) : below(10) {
        case 0: return "(\(rule(depth: depth - 1)) && \(rule(depth: depth - 1)))"
        case 1: return "(\(rule(depth: depth - 1)) or \(rule(depth: depth - 1)))"
        case 2: return "!(\(rule(depth: depth - 1)))"
        case 3: return "(\(rule(depth: depth - 1)) ? \(rule(depth: depth - 1)) : \(rule(depth: depth - 1)))"
        case 4: return "\"\(Self.groups[below(2)])\" in ($env?.groups ?? [])"
        case 5: return "any($env?.groups ?? [], {# in [\"/a\", \"/b\"]})"
        case 6: return "all([\"/a\", \"/b\"], {# in ($env?.groups ?? [])})"
        case 7: return "($env?.email ?? \"\") \(below(2) == 0 ? "==" : "!=") \"\(Self.texts[below(2)])\""
        case 8: return "sub in [\"\(Self.texts[below(2)])\"]"
        default: return below(2) == 0 ? "\"/a\" in groups" : "\"email\" in $env"
        }
    }
}
