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

    init(_ account: SetupAccount, _ rule: String, version: ArgoVersion?) {
        self.account = account
        self.rule = rule
        var findings: [LintFinding] = []
        func note(_ fault: LintFault, _ message: String) {
            findings.append(LintFinding(fault, account.key, SetupAccount.rulePath, message))
        }
        var isUsable = false
        var formula: RuleFormula?
        if rule.allSatisfy(\.isWhitespace) {
            note(.ruleEmpty, "the rule is empty")
        } else if let version, !version.canEvaluateRules {
            if rule.contains("$env") {
                note(.ruleNeedsNewer, "Argo Workflows \(version) does not know $env")
            } else {
                note(.ruleNotJudged, "Argo Workflows \(version) evaluates rules otherwise than later ones")
            }
        } else {
            let read = RuleFormula(rule: rule)
            let session = Self.session(read)
            switch RuleEvaluator(claims: session).outcome(of: rule) {
            case .matches, .differs:
                isUsable = true
                formula = read
                if let message = Self.missing(rule, session) { note(.ruleMissesClaim, message) }
                if let read, RuleComparison.canHoldTogether([read]) == false {
                    note(.ruleNeverTrue, "no claims satisfy the rule")
                    formula = nil
                    isUsable = false
                }
            case .fails(.type, let reason): note(.ruleWrongType, reason)
            case .fails(_, let reason):
                if let (fault, message) = Self.unknownName(reason) {
                    note(fault, message)
                } else {
                    note(.ruleFails, reason)
                }
            case .unsupported(let reason): note(.ruleNotJudged, "not judged: \(reason)")
            }
        }
        self.formula = formula
        self.isUsable = isUsable
        self.findings = findings
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
