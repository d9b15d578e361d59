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
    /// The three teams with an account of somebody else's that may do everything.
    private static func explainer(_ rule: String, precedence: String = "5000000") throws -> AccessExplainer {
        var account = try Sample.objects(
            """
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: ops, namespace: argo, annotations: {}}
            ---
            apiVersion: v1
            kind: Secret
            type: kubernetes.io/service-account-token
            metadata:
              {name: ops.service-account-token, namespace: argo, annotations: {kubernetes.io/service-account.name: ops}}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: everything}
            rules: [{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: ops}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: everything}
            subjects: [{kind: ServiceAccount, name: ops, namespace: argo}]
            """)
        account[0].content["metadata"]?["annotations"] = [
            "workflows.argoproj.io/rbac-rule": .string(rule),
            "workflows.argoproj.io/rbac-rule-precedence": .string(precedence),
        ]
        return Sample.explainer(try Sample.threeTeams() + account)
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

    @Test("an answer for groups that is not unknown holds whatever the claims are", .computing)
    func everyClaim() throws {
        let seed = Seed.value
        var random = SplitMix64(seed: seed)
        let atoms = [
            "sub == 'ada'", "sub != 'bob'", "email == 'a@b.c'", "($env?.email ?? 'none') == 'none'", "'email' in $env",
            "'/payments/leads' in ($env?.groups ?? [])", "'/ops' in groups", "name in ['A', 'B']", "true",
        ]
        for _ in 0..<60 {
            var rule = atoms.randomElement(using: &random) ?? "true"
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                let next = atoms.randomElement(using: &random) ?? "true"
                rule =
                    ["\(rule) and \(next)", "\(rule) or \(next)", "not (\(rule)) and \(next)"].randomElement(
                        using: &random) ?? rule
            }
            let explainer = try Self.explainer(rule, precedence: ["5000000", "1"].randomElement(using: &random) ?? "1")
            for groups in [[], ["/payments/leads"], ["/ops", "/payments/leads"]] {
                let question = Self.edit(.groups(groups.compactMap { GroupPath($0) }))
                let verdict = explainer.verdict(question)
                if case .unknown = verdict { continue }
                for sub in ["ada", "bob", "eve"] {
                    for email in [nil, "a@b.c", "none"] {
                        for name in [nil, "A"] {
                            var token: JSONObject = [
                                "sub": .string(sub), "groups": .array(groups.map(JSONValue.string)),
                            ]
                            token["email"] = email.map(JSONValue.string)
                            token["name"] = name.map(JSONValue.string)
                            #expect(
                                explainer.verdict(Self.edit(.token(token))) == verdict,
                                "IDMON_SEED=\(seed): \(rule): \(groups), \(token)")
                        }
                    }
                }
            }
        }
    }
}
