import AccessCompiler
import AccessExplainer
import AccessModel
import JSONTree
import KubeModel
import ReconcileCore
import TestInputs
import TestThreads
import Testing

@Suite("Rules about claims that are not known")
struct UnknownClaimTests {
    /// An account of somebody else's.
    private struct Account {
        var name = "ops"
        var namespace = "argo"
        let rule: String
        var precedence = "5000000"
        /// Whether it may do everything; nothing otherwise.
        var isAdmin = true

        func objects() throws -> [KubeObject] {
            var objects = try Sample.objects(
                """
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: \(name), namespace: \(namespace), annotations: {}}
                ---
                apiVersion: v1
                kind: Secret
                type: kubernetes.io/service-account-token
                metadata:
                  name: \(name).service-account-token
                  namespace: \(namespace)
                  annotations: {kubernetes.io/service-account.name: \(name)}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: \(name)}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: everything}
                subjects: [{kind: ServiceAccount, name: \(name), namespace: \(namespace)}]
                """)
            objects[0].content["metadata"]?["annotations"] = [
                "workflows.argoproj.io/rbac-rule": .string(rule),
                "workflows.argoproj.io/rbac-rule-precedence": .string(precedence),
            ]
            return isAdmin ? objects : objects.filter { $0.type != .clusterRoleBinding }
        }
    }

    private static let everything = KubeObject(
        .clusterRole, namespace: nil, name: "everything",
        fields: ["rules": [["apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]]]])

    /// The three teams with an account of somebody else's that may do everything.
    private static func explainer(_ rule: String, precedence: String = "5000000") throws -> AccessExplainer {
        try explainer([Account(rule: rule, precedence: precedence)])
    }

    /// - Parameter delegates: whether argo-server also looks for accounts in the namespace of a request.
    private static func explainer(_ accounts: [Account], delegates: Bool = false) throws -> AccessExplainer {
        let value = "env: [{name: SSO_DELEGATE_RBAC_TO_NAMESPACE, value: '\(delegates)'}]"
        return Sample.explainer(
            try Sample.threeTeams() + accounts.flatMap { try $0.objects() } + [everything]
                + (delegates ? Sample.server(value) : []))
    }

    private static func edit(_ person: Person) -> AccessQuestion {
        AccessQuestion(person, .editTemplate, in: "payments", on: .template(.workflowTemplate, "settlement"))
    }

    @Test(
        "an answer is unknown where such a rule would make another one, and names the account, the rule and the claim",
        arguments: [
            ("sub == 'ada'", "sub"), ("sub != 'ada'", "sub"), ("sub startsWith 'a'", "sub"),
            ("($env?.email ?? '') == 'a@b.c'", "email"), ("email == 'a@b.c'", "email"),
            ("sub == 'ada' and '/payments/leads' in ($env?.groups ?? [])", "sub"),
            ("$env['name'] == 'A'", "name"), ("'preferred_username' in $env", "preferred_username"),
            ("get($env, 'email') == 'a@b.c'", "email"),
        ])
    func unknown(rule: String, claim: String) throws {
        let answer = try Self.explainer(rule).answer(Self.edit(Sample.groups("/payments/leads")))
        guard case .unknown(let reason) = answer.verdict else {
            Issue.record("\(answer.verdict)")
            return
        }
        #expect(answer.missingClaims == [claim])
        let words = ([reason] + answer.links.map(\.sentence)).joined(separator: "\n")
        #expect(words.contains("argo/ops") && words.contains(claim), "\(words)")
        #expect(answer.links.contains { $0.state == .unknown && $0.place?.object.name == "ops" })
    }

    @Test(
        "a rule that cannot win, or cannot be true, leaves the answer as it is",
        arguments: [
            ("sub == 'ada'", "-5"), ("sub == 'ada' and '/platform/sre' in ($env?.groups ?? [])", "5000000"),
            ("sub == 'ada' and false", "5000000"),
        ])
    func decided(rule: String, precedence: String) throws {
        let explainer = try Self.explainer(rule, precedence: precedence)
        #expect(explainer.verdict(Self.edit(Sample.groups("/payments/leads"))) == .no)
    }

    @Test("where the other account gives the same answer, it is known")
    func same() throws {
        let explainer = try Self.explainer("sub == 'ada'")
        let question = AccessQuestion(Sample.groups("/payments/leads"), .view, in: "payments")
        let answer = explainer.answer(question)
        #expect(answer.verdict == .yes)
        #expect(answer.account?.name.hasPrefix("idmon-main-payments-leads") == true)
        let list = explainer.whoCan(Self.edit(.groups([])))
        #expect(!list.contains { $0.holder.description == "/payments/leads" })
        #expect(list.contains { $0.holder.description.contains("matches the rule of") })
    }

    @Test("accounts that Idmon makes for people leave no answer open that is the same as that of their groups")
    func ownPeople() throws {
        let objects = try Sample.threeTeams().map { object in
            var object = object
            if object.type == .argoInstallation { object.content["spec"]?["identities"] = ["identity": "User"] }
            return object
        }
        let explainer = Sample.explainer(objects)
        let members = try #require(explainer.snapshot.installations.first?.realm?.members)
        #expect(!members.isEmpty)
        for member in members {
            for namespace in ["payments", "data", "web"] {
                for action in [PersonAction.view, .editTemplate, .stop] {
                    let own = SessionClaims(subject: member.subject.text, groups: member.groups)
                    let asGroups = explainer.verdict(AccessQuestion(.groups(member.groups), action, in: namespace))
                    #expect(asGroups == explainer.verdict(AccessQuestion(.claims(own), action, in: namespace)))
                }
            }
        }
    }

    @Test("two claims together make another answer where argo-server looks in two namespaces")
    func pairs() throws {
        for isAdmin in [true, false] {
            let accounts = [
                Account(name: "c", rule: "true", precedence: "9000001", isAdmin: !isAdmin),
                Account(name: "l", rule: "sub == 'ada'", precedence: "9000002", isAdmin: isAdmin),
                Account(name: "w0", namespace: "payments", rule: "true", precedence: "9000003", isAdmin: !isAdmin),
                // Fails for who has no email, and with it the whole namespace is passed over.
                Account(
                    name: "w", namespace: "payments", rule: "email == 'x'", precedence: "9000009", isAdmin: !isAdmin),
            ]
            let explainer = try Self.explainer(accounts, delegates: true)
            let token: JSONObject = ["sub": "ada", "groups": ["/payments/leads"]]
            #expect(explainer.verdict(Self.edit(.token(token))) == (isAdmin ? .yes : .no))
            let answer = explainer.answer(Self.edit(Sample.groups("/payments/leads")))
            guard case .unknown(let reason) = answer.verdict else {
                Issue.record("\(answer.verdict)")
                continue
            }
            #expect(answer.missingClaims == ["sub", "email"])
            #expect(reason.contains("argo/l") && reason.contains("payments/w"), "\(reason)")
        }
    }

    /// The groups, subjects, emails and names of all tokens that the rules below tell apart.
    private static let tokens: [JSONObject] = [[], ["/payments/leads"], ["/ops", "/payments/leads"]].flatMap {
        (groups: [JSONValue]) in
        ["ada", "bob", "eve"].flatMap { (sub: JSONValue) in
            [nil, "a@b.c", "none"].flatMap { (email: JSONValue?) in
                [nil, "A"].map { (name: JSONValue?) in
                    var token: JSONObject = ["sub": sub, "groups": .array(groups)]
                    token["email"] = email
                    token["name"] = name
                    return token
                }
            }
        }
    }

    private static func rule(_ random: inout SplitMix64) -> String {
        let atoms = [
            "sub == 'ada'", "sub != 'bob'", "email == 'a@b.c'", "($env?.email ?? 'none') == 'none'", "'email' in $env",
            "'/payments/leads' in ($env?.groups ?? [])", "'/ops' in groups", "name in ['A', 'B']", "true",
        ]
        var rule = atoms.randomElement(using: &random) ?? "true"
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            let next = atoms.randomElement(using: &random) ?? "true"
            rule =
                ["\(rule) and \(next)", "\(rule) or \(next)", "not (\(rule)) and \(next)"].randomElement(using: &random)
                ?? rule
        }
        return rule
    }

    /// Checks that an answer for groups that is not unknown is that of every token with these groups.
    private static func check(
        _ accounts: [Account], _ tokens: [JSONObject], delegates: Bool, _ comment: String
    ) throws {
        let explainer = try explainer(accounts, delegates: delegates)
        for (groups, tokens) in Dictionary(grouping: tokens, by: { $0["groups"]?.array ?? [] }) {
            let verdict = explainer.verdict(edit(.groups(groups.compactMap { $0.string.flatMap { GroupPath($0) } })))
            if case .unknown = verdict { continue }
            for token in tokens {
                #expect(explainer.verdict(edit(.token(token))) == verdict, "\(comment): \(accounts): \(token)")
            }
        }
    }

    @Test("an answer for groups that is not unknown holds whatever the claims are", .computing)
    func everyClaim() throws {
        let seed = Seed.value
        var random = SplitMix64(seed: seed)
        for _ in 0..<60 {
            let rule = Self.rule(&random)
            let precedence = ["5000000", "1"].randomElement(using: &random) ?? "1"
            try Self.check(
                [Account(rule: rule, precedence: precedence)], Self.tokens, delegates: false, "IDMON_SEED=\(seed)")
        }
    }

    @Test(
        "it holds as well where argo-server looks in two namespaces, whichever two rules each has", .computing,
        arguments: [true, false])
    func everyClaimInTwoPlaces(isAdmin: Bool) throws {
        let rules = ["true", "sub == 'ada'", "email == 'a@b.c'"]
        let tokens: [JSONObject] = [
            ["sub": "ada"], ["sub": "bob"], ["sub": "ada", "email": "a@b.c"], ["sub": "bob", "email": "a@b.c"],
        ]
        for choice in 0..<81 {
            let accounts = ["argo", "argo", "payments", "payments"].enumerated().map { index, place in
                let rule = rules[[choice, choice / 3, choice / 9, choice / 27][index] % 3]
                return Account(
                    name: "ops-\(index)", namespace: place, rule: rule, precedence: "500000\(index)",
                    isAdmin: (index == 1) == isAdmin)
            }
            try Self.check(accounts, tokens, delegates: true, "\(choice)")
        }
    }
}
