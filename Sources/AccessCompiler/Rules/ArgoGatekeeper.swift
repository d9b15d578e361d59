package import JSONTree
package import KubeModel

/// Chooses the ServiceAccount of a request as argo-server does: the first rule that matches, by precedence.
///
/// Source: `server/auth/gatekeeper.go` and `util/secrets` of Argo Workflows; the same from 3.4 to 4.1, with delegation to
/// namespaces from 4.0.5 on.
package struct ArgoGatekeeper: Sendable {
    /// A ServiceAccount of a namespace in which argo-server looks for identities.
    package struct Account: Hashable, Sendable {
        package let name: String
        /// The annotation `rbac-rule`; nil when the account is no candidate.
        package let rule: String?
        package let precedence: Int
        package let hasToken: Bool

        /// - Parameter precedence: the annotation's text; Argo takes 0 when it is absent or no integer.
        package init(name: String, rule: String?, precedence: String?, hasToken: Bool) {
            self.name = name
            self.rule = rule
            self.precedence = precedence.flatMap(Int.init) ?? 0
            self.hasToken = hasToken
        }
    }

    package enum Decision: Hashable, Sendable {
        case account(String)
        /// No rule matches.
        case denied
        /// Rules of one precedence match: Argo takes any of them, another one for each request.
        case tie([String])
        /// The rule of this account fails, so the request is denied whatever rules follow.
        case broken(account: String, reason: String)
        /// The chosen account has no token: the request is refused or made as nobody.
        case withoutToken(String)
        /// The evaluator cannot judge the rule of this account.
        case unknown(account: String, reason: String)
    }

    /// The accounts with a rule, the highest precedence first.
    private let candidates: [Account]

    package init(accounts: [Account]) {
        candidates = accounts.filter { $0.rule != nil }.sorted { left, right in
            left.precedence == right.precedence ? left.name < right.name : left.precedence > right.precedence
        }
    }

    package func decide(claims: JSONObject, now: KubeTime? = nil) -> Decision {
        let evaluator = RuleEvaluator(claims: claims, now: now)
        return decide { evaluator.outcome(of: $0) }
    }

    /// - Parameter outcome: what Argo gets when it evaluates a rule for the person.
    package func decide(outcome: (_ rule: String) -> RuleOutcome) -> Decision { choose(outcome).decision }

    /// Chooses for a request about a namespace to which argo-server delegates, which is not its own.
    ///
    /// The account there must have a higher precedence than the one here; a rule that fails there is passed over together
    /// with all others of that namespace.
    ///
    /// - Parameter namespace: the accounts of the request's namespace.
    package func decide(delegatingTo namespace: ArgoGatekeeper, outcome: (_ rule: String) -> RuleOutcome)
        -> (decision: Decision, isDelegated: Bool)
    {
        let login = choose(outcome)
        let isRefused = login.precedence == nil && login.decision != .denied
        let there = namespace.choose(outcome)
        if case .unknown = there.decision, !isRefused { return (there.decision, true) }
        guard !isRefused, let precedence = there.precedence, login.precedence.map({ precedence > $0 }) ?? true else {
            return (login.decision, false)
        }
        return (there.decision, true)
    }

    /// - Returns: the precedence of what was chosen; nil when nothing was.
    private func choose(_ outcome: (_ rule: String) -> RuleOutcome) -> (decision: Decision, precedence: Int?) {
        var candidates = candidates[...]
        while let precedence = candidates.first?.precedence {
            // Within one precedence the order is random, so a failing rule may or may not come first.
            var matching: [Account] = []
            while let account = candidates.first, account.precedence == precedence {
                candidates.removeFirst()
                switch outcome(account.rule ?? "") {
                case .matches: matching.append(account)
                case .differs: break
                case .fails(_, let reason): return (.broken(account: account.name, reason: reason), nil)
                case .unsupported(let reason): return (.unknown(account: account.name, reason: reason), nil)
                }
            }
            if matching.count > 1 { return (.tie(matching.map(\.name)), precedence) }
            if let chosen = matching.first {
                return (chosen.hasToken ? .account(chosen.name) : .withoutToken(chosen.name), precedence)
            }
        }
        return (.denied, nil)
    }
}
