import AccessCompiler
import AccessModel
import JSONTree

/// What can be said of one account's rule without looking at others.
struct JudgedRule: Sendable {
    let account: SetupAccount
    let rule: String
    /// What the rule says, where it can be compared with others; nil as well when it always fails.
    let formula: RuleFormula?
    /// Whether Argo can evaluate it for somebody.
    let isUsable: Bool
    let findings: [LintFinding]

    /// The claims that a session may lack. Source: `server/auth/types/claims.go`.
    private static let optionalClaims = [
        "groups", "email", "name", "preferred_username", "service_account_name", "service_account_namespace",
    ]
    private static let allClaims = optionalClaims + ["sub", "iss", "exp"]

    /// - Parameter version: of Argo Workflows; nil for the newest one.
    init(_ account: SetupAccount, _ rule: String, version: ArgoVersion?) {
        self.account = account
        self.rule = rule
        let judgement = Self.judge(rule, version)
        formula = judgement.formula
        isUsable = judgement.isUsable
        findings = judgement.faults.map { fault, message in
            LintFinding(fault, account.key, SetupAccount.rulePath, message)
        }
    }

    // MARK: - Judging

    private struct Judgement {
        var faults: [(LintFault, String)]
        var isUsable = false
        var formula: RuleFormula?
    }

    private static func judge(_ rule: String, _ version: ArgoVersion?) -> Judgement {
        if rule.allSatisfy(\.isWhitespace) { return Judgement(faults: [(.ruleEmpty, "the rule is empty")]) }
        if let version, !version.canEvaluateRules {
            return Judgement(faults: [
                rule.contains("$env")
                    ? (.ruleNeedsNewer, "Argo Workflows \(version) does not know $env")
                    : (.ruleNotJudged, "Argo Workflows \(version) evaluates rules otherwise than later ones")
            ])
        }
        let formula = RuleFormula(rule: rule)
        let session = session(formula)
        switch RuleEvaluator(claims: session).outcome(of: rule) {
        case .matches, .differs: break
        case .fails(.type, let reason): return Judgement(faults: [(.ruleWrongType, reason)])
        case .fails(_, let reason): return Judgement(faults: [unknownName(reason) ?? (.ruleFails, reason)])
        case .unsupported(let reason): return Judgement(faults: [(.ruleNotJudged, "not judged: \(reason)")])
        }
        let partial = missing(rule, session).map { [(LintFault.ruleMissesClaim, $0)] } ?? []
        if let formula, RuleComparison.canHoldTogether([formula]) == false {
            return Judgement(faults: partial + [(.ruleNeverTrue, "no claims satisfy the rule")])
        }
        return Judgement(faults: partial, isUsable: true, formula: formula)
    }

    /// A session with every claim, and with the groups that the rule asks for.
    private static func session(_ formula: RuleFormula?) -> JSONObject {
        var session: JSONObject = [
            "iss": "argo-server", "sub": "00000000-0000-4000-8000-000000000000", "exp": 4_000_000_000,
        ]
        for claim in optionalClaims { session[claim] = "x" }
        let groups = formula.map { $0.atoms.compactMap(\.group).sorted() } ?? []
        session["groups"] = .array((groups.isEmpty ? ["x"] : groups).map(JSONValue.string))
        return session
    }

    /// Which people the rule fails for; nil when it fails for nobody.
    private static func missing(_ rule: String, _ session: JSONObject) -> String? {
        let failing = optionalClaims.filter { claim in
            var session = session
            session[claim] = nil
            if case .fails = RuleEvaluator(claims: session).outcome(of: rule) { return true }
            return false
        }
        guard !failing.isEmpty else { return nil }
        let words = failing.map { $0 == "groups" ? "groups" : "the claim \($0)" }.joined(separator: " or ")
        return "the rule fails for people without \(words)"
    }

    /// Words for a name that Argo does not know, from the failure of the compiler.
    private static func unknownName(_ reason: String) -> (LintFault, String)? {
        guard reason.hasPrefix("unknown name ") else { return nil }
        let name = String(reason.dropFirst("unknown name ".count))
        let meant = NearestName.suggestion(for: name, among: allClaims).map { "; did you mean \($0)?" } ?? ""
        return (.ruleUnknownClaim, "Argo has no claim \(name)\(meant)")
    }
}
