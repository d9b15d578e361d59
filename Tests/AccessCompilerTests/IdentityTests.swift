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
        let key = ObjectKey(.roleBinding, namespace: "payments", name: "idmon-argo-viewer")
        return IdentityLayout(
            entitlements: Dictionary(try groups(texts).map { ($0, [key]) }) { first, _ in first },
            installation: Self.installation, accounts: accounts.values)
    }

    @Test("names tell the group, fit, and differ where slugs do not")
    func names() throws {
        let texts = ["/a/b", "/a-b", "/A/b", "/a//b", "/ä/b", "/🚀", "/" + String(repeating: "x", count: 254)]
        let names = try groups(texts).map { GeneratedName.account(installation: "argo", holder: .groups([$0])) }
        #expect(Set(names).count == texts.count)
        for name in names {
            #expect(name.utf8.count <= 231 && DNSName.isSubdomain(name), "\(name)")
            for kind in TokenKind.allCases { #expect(DNSName.isSubdomain(GeneratedName.token(ofAccount: name, kind))) }
        }
        #expect(names[0].hasPrefix("idmon-argo-a-b-") && names[5].hasPrefix("idmon-argo-") && names[5].utf8.count == 19)
        let long = String(repeating: "x", count: 200)
        let longest = GeneratedName.account(
            installation: String(repeating: "i", count: 50),
            holder: .groups(try groups(["/a\(long)", "/b\(long)", "/c\(long)"])))
        #expect(longest.utf8.count <= 231)
        let person = try #require(PersonSubject(String(repeating: "🚀", count: 255)))
        let people = [person, try #require(PersonSubject("3f1c")), try #require(PersonSubject("3f1C"))].map {
            GeneratedName.account(installation: "argo", holder: .person($0, []))
        }
        #expect(Set(people).count == 3 && people.allSatisfy { DNSName.isSubdomain($0) && $0.utf8.count <= 231 })
    }

    @Test("names never change: this is the one of a known group")
    func stableName() throws {
        let name = GeneratedName.account(installation: "argo", holder: .groups(try groups(["/payments/leads"])))
        #expect(name == "idmon-argo-payments-leads-c81565c4")
        let subject = try #require(PersonSubject("3f1c2a7e-9b1d-4a53-8a5e-3d1b1a0f9c11"))
        let person = GeneratedName.account(installation: "argo", holder: .person(subject, try groups(["/a"])))
        #expect(person == "idmon-argo-person-e5aac328c18bbe0f")
        #expect(GeneratedName.account(installation: "argo", holder: .everybody) == "idmon-argo-login")
    }

    @Test("names and precedences of random groups are unique, and stay when others come")
    func stability() throws {
        for seed in UInt64(1)...30 {
            var random = SplitMix64(seed: seed)
            let texts = (0..<40).map { "/team \($0 % 7)/\(random.next() % 1000)" }
            var accounts: [String: LiveObject] = [:]
            var known: [Identity.Holder: Identity] = [:]
            for count in [5, 12, 20, 40] {
                let layout = try layout(Array(texts.prefix(count)), accounts: accounts)
                #expect(Set(layout.identities.map(\.precedence)).count == layout.identities.count, "seed \(seed)")
                #expect(Set(layout.identities.map(\.accountName)).count == layout.identities.count, "seed \(seed)")
                for identity in layout.identities {
                    if let before = known[identity.holder] { #expect(before == identity, "seed \(seed)") }
                    known[identity.holder] = identity
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
        let names = try groups(["/a", "/b", "/c"]).map {
            GeneratedName.account(installation: "argo", holder: .groups([$0]))
        }
        let accounts = [
            names[0]: try account(names[0], precedence: 101_000, isActive: false),
            names[1]: try account(names[1], precedence: 101_000), names[2]: try account(names[2], precedence: 7),
            "gone": try account("gone", precedence: 101_001),
        ]
        let layout = try layout(["/a", "/b", "/c"], accounts: accounts)
        #expect(layout.identities.map(\.precedence) == [1000, 101_002, 101_000, 101_003])
    }

    @Test("rules are written so that they cannot fail")
    func ruleTexts() throws {
        func rule(_ texts: String...) throws -> String { SSORule(.groups(try groups(texts))).text }
        #expect(try rule("/payments/leads") == #""/payments/leads" in ($env?.groups ?? [])"#)
        #expect(try rule(#"/a"b\c"#) == #""/a\"b\\c" in ($env?.groups ?? [])"#)
        #expect(try rule("/b", "/a") == #"all(["/a", "/b"], {# in ($env?.groups ?? [])})"#)
        #expect(SSORule(.everybody).text == "true")
        let subject = try #require(PersonSubject(#"a"\/🚀"#))
        #expect(
            SSORule(.person(subject, try groups(["/a"]))).text
                == #"($env?.sub ?? "") == "a\"\\/🚀" && "/a" in ($env?.groups ?? [])"#)
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
            let outcome = RuleEvaluator(claims: claims.environment).outcome(of: SSORule(.groups(wanted)).text)
            let isHolder = wanted.allSatisfy(held.contains)
            #expect(outcome == (isHolder ? .matches : .differs), "seed \(seed): \(wanted) of \(held)")
            for subject in ["some\"one", "someone", #"some\one"#] {
                let rule = SSORule(.person(try #require(PersonSubject(subject)), wanted))
                let outcome = RuleEvaluator(claims: claims.environment).outcome(of: rule.text)
                #expect(
                    outcome == (isHolder && subject == "someone" ? .matches : .differs),
                    "seed \(seed): \(rule) of \(held)")
            }
        }
    }
}
