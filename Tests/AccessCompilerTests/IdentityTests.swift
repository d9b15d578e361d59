import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import ReconcileCore
import Testing

@Suite("Identities and their rules")
struct IdentityTests {
    private static let installation = ArgoInstallation(
        name: ResourceName(namespace: "argo", name: "argo"), version: ArgoVersion(3, 7, 11), realmName: "prod")

    private func groups(_ texts: [String]) throws -> [GroupPath] { try texts.map { try #require(GroupPath($0)) } }

    private func layout(_ texts: [String], accounts: [String: LiveObject] = [:]) throws -> IdentityLayout {
        IdentityLayout(
            groupSets: Set(try groups(texts).map { [$0] }), installation: Self.installation, accounts: accounts)
    }

    @Test("names tell the group, fit, and differ where slugs do not")
    func names() throws {
        let texts = ["/a/b", "/a-b", "/A/b", "/a//b", "/ä/b", "/🚀", "/" + String(repeating: "x", count: 254)]
        let names = try groups(texts).map { GeneratedName.account(installation: "argo", groups: [$0]) }
        #expect(Set(names).count == texts.count)
        for name in names {
            #expect(name.utf8.count <= 231 && DNSName.isSubdomain(name), "\(name)")
            for kind in TokenKind.allCases { #expect(DNSName.isSubdomain(GeneratedName.token(ofAccount: name, kind))) }
        }
        #expect(names[0].hasPrefix("idmon-argo-a-b-") && names[5].hasPrefix("idmon-argo-") && names[5].utf8.count == 19)
        let long = String(repeating: "x", count: 200)
        let longest = GeneratedName.account(
            installation: String(repeating: "i", count: 50),
            groups: try groups(["/a\(long)", "/b\(long)", "/c\(long)"]))
        #expect(longest.utf8.count <= 231)
    }

    @Test("names never change: this is the one of a known group")
    func stableName() throws {
        let name = GeneratedName.account(installation: "argo", groups: try groups(["/payments/leads"]))
        #expect(name == "idmon-argo-payments-leads-c81565c4")
    }

    @Test("names and precedences of random groups are unique, and stay when others come")
    func stability() throws {
        for seed in UInt64(1)...30 {
            var random = SplitMix64(seed: seed)
            let texts = (0..<40).map { "/team \($0 % 7)/\(random.next() % 1000)" }
            var accounts: [String: LiveObject] = [:]
            var known: [[GroupPath]: Identity] = [:]
            for count in [5, 12, 20, 40] {
                let layout = try layout(Array(texts.prefix(count)), accounts: accounts)
                #expect(Set(layout.identities.map(\.precedence)).count == layout.identities.count, "seed \(seed)")
                #expect(Set(layout.identities.map(\.accountName)).count == layout.identities.count, "seed \(seed)")
                for identity in layout.identities {
                    if let before = known[identity.groups] { #expect(before == identity, "seed \(seed)") }
                    known[identity.groups] = identity
                    accounts[identity.accountName] = try account(identity.accountName, precedence: identity.precedence)
                }
            }
        }
    }

    private func account(_ name: String, precedence: Int, isActive: Bool = true) throws -> LiveObject {
        var annotations: JSONObject = [WellKnown.Annotation.precedence: .string(String(precedence))]
        if isActive {
            annotations[WellKnown.Annotation.rule] = "true"
            annotations[WellKnown.Annotation.rulePrecedence] = .string(String(precedence))
        }
        var content = KubeObject(.serviceAccount, namespace: "argo", name: name, annotations: annotations).content
        content["metadata"]?["uid"] = .string(name)
        content["metadata"]?["resourceVersion"] = "1"
        return try #require(LiveObject(.serviceAccount, document: JSONDocument(content)))
    }

    @Test("of two accounts with one precedence the active one keeps it; one outside the band gets another")
    func precedences() throws {
        let names = try groups(["/a", "/b", "/c"]).map { GeneratedName.account(installation: "argo", groups: [$0]) }
        let accounts = [
            names[0]: try account(names[0], precedence: 1000, isActive: false),
            names[1]: try account(names[1], precedence: 1000), names[2]: try account(names[2], precedence: 7),
            "gone": try account("gone", precedence: 1001),
        ]
        let layout = try layout(["/a", "/b", "/c"], accounts: accounts)
        #expect(layout.identities.map(\.precedence) == [1002, 1000, 1003])
    }

    @Test("larger sets of groups come before smaller ones")
    func sizes() throws {
        let sets = try [["/a"], ["/a", "/b"], ["/b"]].map(groups)
        let layout = IdentityLayout(groupSets: Set(sets), installation: Self.installation, accounts: [:])
        let byPrecedence = layout.identities.sorted { $0.precedence > $1.precedence }.map(\.groups.count)
        #expect(byPrecedence == [2, 1, 1])
    }

    @Test("rules are written so that they cannot fail")
    func ruleTexts() throws {
        #expect(
            SSORule(holdersOf: try groups(["/payments/leads"])).text == #""/payments/leads" in ($env?.groups ?? [])"#)
        #expect(SSORule(holdersOf: try groups([#"/a"b\c"#])).text == #""/a\"b\\c" in ($env?.groups ?? [])"#)
        #expect(
            SSORule(holdersOf: try groups(["/b", "/a"])).text == #"all(["/a", "/b"], {# in ($env?.groups ?? [])})"#)
    }

    @Test("a rule is true exactly for holders of all its groups, and never fails")
    func ruleTruth() throws {
        let pool = try groups([
            "/a", "/a/b", "/A", "a", "/a\"b", "/a\\", "/a'b", "/🚀", "/e\u{301}", "/\u{e9}", "/a b", "{{x}}", "/#",
        ])
        for seed in UInt64(1)...300 {
            var random = SplitMix64(seed: seed)
            let wanted = pool.filter { _ in random.next() % 5 == 0 }
            let held = pool.filter { _ in random.next() % 2 == 0 }
            if wanted.isEmpty { continue }
            let claims = SessionClaims(subject: "someone", groups: held)
            let outcome = RuleEvaluator(claims: claims.environment).outcome(of: SSORule(holdersOf: wanted).text)
            let isHolder = wanted.allSatisfy(held.contains)
            #expect(outcome == (isHolder ? .matches : .differs), "seed \(seed): \(wanted) of \(held)")
        }
    }
}
