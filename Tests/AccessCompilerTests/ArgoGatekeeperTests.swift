import AccessCompiler
import AccessModel
import Testing

@Suite("The choice of an account")
struct ArgoGatekeeperTests {
    private func account(_ name: String, _ rule: String?, _ precedence: String? = nil, hasToken: Bool = true)
        -> ArgoGatekeeper.Account
    {
        ArgoGatekeeper.Account(name: name, rule: rule, precedence: precedence, hasToken: hasToken)
    }

    private func decide(_ accounts: [ArgoGatekeeper.Account], groups: [String] = ["/a"]) -> ArgoGatekeeper.Decision {
        let claims = SessionClaims(subject: "somebody", groups: groups.compactMap { GroupPath($0) })
        return ArgoGatekeeper(accounts: accounts).decide(claims: claims.environment)
    }

    @Test("the highest precedence whose rule matches wins")
    func precedence() {
        let accounts = [
            account("low", "true", "-5"), account("none", "true"), account("high", "true", "10"),
            account("higher", "false", "11"), account("no candidate", nil, "99"),
        ]
        #expect(decide(accounts) == .account("high"))
        #expect(decide(Array(accounts.prefix(2))) == .account("none"))
    }

    @Test("a precedence that is no integer counts as 0")
    func malformedPrecedence() {
        #expect(decide([account("a", "true", "high"), account("b", "true", "-1")]) == .account("a"))
    }

    @Test("nobody matches: denied")
    func denied() {
        #expect(decide([account("a", #""/b" in ($env?.groups ?? [])"#)]) == .denied)
        #expect(decide([]) == .denied)
    }

    @Test("matching rules of one precedence are a tie")
    func tie() {
        #expect(
            decide([account("b", "true", "1"), account("a", "true", "1"), account("c", "true")]) == .tie(["a", "b"]))
    }

    @Test("a failing rule denies everybody behind it, and nobody before it")
    func broken() {
        let accounts = [account("first", #""/a" in groups"#, "2"), account("second", "true", "1")]
        #expect(decide(accounts) == .account("first"))
        #expect(decide(accounts, groups: []) == .broken(account: "first", reason: "unknown name groups"))
        #expect(
            decide([account("only", #""/payments" in groups)"#)])
                == .broken(account: "only", reason: "unexpected token )"))
    }

    @Test("an account without a token is no good")
    func withoutToken() {
        #expect(decide([account("a", "true", hasToken: false)]) == .withoutToken("a"))
    }

    /// For somebody of `/a`: the accounts beside argo-server, and those of the request's namespace.
    private func delegate(_ here: [ArgoGatekeeper.Account], _ there: [ArgoGatekeeper.Account]) -> String {
        let claims = SessionClaims(subject: "somebody", groups: ["/a"].compactMap { GroupPath($0) })
        let evaluator = RuleEvaluator(claims: claims.environment)
        let (decision, isDelegated) = ArgoGatekeeper(accounts: here).decide(
            delegatingTo: ArgoGatekeeper(accounts: there)
        ) { evaluator.outcome(of: $0) }
        return "\(decision)\(isDelegated ? " there" : "")"
    }

    /// Source: `server/auth/gatekeeper.go` of 4.0.5 to 4.1.2.
    @Test("with delegation the account of the request's namespace wins with a higher precedence, and only then")
    func delegation() {
        let login = account("login", "true", "1")
        let broken = account("broken", #""/a" in group"#, "9")
        #expect(delegate([login], [account("n", "true", "2")]) == #"account("n") there"#)
        #expect(delegate([login], [account("n", "true", "1")]) == #"account("login")"#, "equal is not higher")
        #expect(delegate([login], [account("n", "false", "2")]) == #"account("login")"#)
        #expect(delegate([login], []) == #"account("login")"#)
        #expect(delegate([], [account("n", "true", "-2")]) == #"account("n") there"#, "nobody matched here")
        #expect(delegate([], []) == "denied")
        #expect(delegate([login], [broken, account("n", "true", "2")]) == #"account("login")"#)
        #expect(delegate([], [broken]) == "denied")
        #expect(delegate([broken, login], [account("n", "true", "10")]).hasPrefix("broken"), "a failure here denies")
        #expect(delegate([login], [account("a", "true", "2"), account("b", "true", "2")]) == #"tie(["a", "b"]) there"#)
        #expect(delegate([login], [account("n", "true", "2", hasToken: false)]) == #"withoutToken("n") there"#)
        #expect(
            delegate([account("login", "true", "1", hasToken: false)], [account("n", "true", "2")])
                == #"account("n") there"#)
        #expect(delegate([login], [account("n", "1 + 1 == 2", "2")]).hasPrefix("unknown"))
    }

    @Test("a rule that cannot be judged is said to be so")
    func unknown() {
        #expect(decide([account("a", "1 + 1 == 2")]) == .unknown(account: "a", reason: "the operator +"))
    }
}
