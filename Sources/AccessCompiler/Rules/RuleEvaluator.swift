package import JSONTree
package import KubeModel

/// Evaluates an SSO rule as Argo does, for the part of expr-lang that rules use.
///
/// It follows expr-lang 1.16.0 to 1.17.8, which agree on this part: the same tokens, precedences, types and failures,
/// including what its optimizer changes. Whatever it does not know it reports as unsupported; it never guesses.
package struct RuleEvaluator: Sendable {
    /// The claims that a rule can see, by name. Argo leaves out those that are empty.
    private let claims: JSONObject
    private let now: KubeTime?

    /// - Parameters:
    ///   - claims: the session's claims, such as `sub`, `groups` and `email`.
    ///   - now: the time that `now()` returns; nil makes rules that ask for it unsupported.
    package init(claims: JSONObject, now: KubeTime? = nil) {
        self.claims = claims
        self.now = now
    }

    package func outcome(of rule: String) -> RuleOutcome {
        do throws(RuleFailure) {
            let environment = try RuleEnvironment(claims)
            var parser = RuleParser(tokens: try RuleLexer.tokens(of: rule))
            var node = try parser.parse()
            var checker = RuleChecker(environment: environment)
            _ = try checker.nature(of: node)
            node = RuleFolder.folded(node)
            var interpreter = RuleInterpreter(environment: environment, now: now)
            guard case .bool(let value) = try interpreter.value(of: node) else {
                return .fails(.type, reason: "the rule's value is neither true nor false")
            }
            return value ? .matches : .differs
        } catch {
            switch error {
            case .compile(let reason): return .fails(.compile, reason: reason)
            case .run(let reason): return .fails(.run, reason: reason)
            case .unsupported(let reason): return .unsupported(reason: reason)
            }
        }
    }
}
