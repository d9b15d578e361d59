import AccessCompiler
import AccessModel
import JSONTree
import KubeClient
import KubeModel
import KubeTesting
import Testing

extension RealClusterTests {
    @Suite("the samples and what the documentation promises of them")
    struct AcceptanceTests {}
}

extension RealClusterTests.AcceptanceTests {
    /// Applies the samples and waits for them as a reader of the documentation would.
    private func withSamples(_ body: (RealCluster, Story, OperatorProcess) async throws -> Void) async throws {
        let cluster = try RealCluster.current
        try await withOperator(try cluster.process()) { process in
            try await cluster.applySamples()
            for (kind, namespace) in [
                ("argoinstallation", "argo"), ("keycloakrealm", "argo"), ("workflowscope", "payments"),
                ("workflowbinding", "payments"),
            ] {
                try await cluster.kubectl(
                    "wait", "--for=condition=Ready", "--timeout=60s", kind, "--all", "--namespace", namespace)
            }
            try await body(cluster, Story(cluster.people, argo: "argo", team: "payments"), process)
        }
    }

    private func user(_ account: JSONValue?) throws -> String {
        let name = try #require(account?["metadata"]?["name"]?.string, "the group has no account")
        return "system:serviceaccount:argo:\(name)"
    }

    @Test("the samples become ready, and each group may do what its role says, there and nowhere else")
    func samples() async throws {
        try await withSamples { cluster, story, _ in
            let leads = try user(try await story.account(of: Story.leads))
            let developers = try user(try await story.account(of: Story.developers))
            let nightly = "workflowtemplates.argoproj.io/nightly-report"
            for (verb, resource, namespace, account, isAllowed) in [
                ("create", "workflows.argoproj.io", "payments", leads, true),
                ("create", "workflows.argoproj.io", "default", leads, false),
                ("create", "workflows.argoproj.io", "argo", leads, false),
                ("get", "workflows.argoproj.io", "payments", leads, true),
                ("submit", nightly, "payments", leads, true),
                ("submit", "workflowtemplates.argoproj.io/other", "payments", leads, false),
                ("delete", "workflows.argoproj.io", "payments", leads, false),
                ("get", "workflows.argoproj.io", "payments", developers, true),
                ("get", "pods/log", "payments", developers, true),
                ("create", "workflows.argoproj.io", "payments", developers, false),
                ("submit", nightly, "payments", developers, false),
                ("get", "workflows.argoproj.io", "default", developers, false),
                ("get", "secrets", "argo", developers, false),
                (
                    "get", "configmaps/report-config", "payments",
                    "system:serviceaccount:payments:idmon-nightly-report-runner", true
                ),
                (
                    "get", "configmaps/other", "payments", "system:serviceaccount:payments:idmon-nightly-report-runner",
                    false
                ),
            ] {
                let answer = try await cluster.can(verb, resource, in: namespace, as: account)
                #expect(answer == isAllowed, "\(verb) \(resource) in \(namespace) as \(account)")
            }
        }
    }

    @Test("each identity has a rule that is true for its group only and fails for nobody, and a token of its own")
    func rules() async throws {
        try await withSamples { cluster, story, _ in
            var precedences: Set<String> = []
            for group in [Story.leads, Story.developers] {
                let account = try await story.account(of: group)
                let annotations = account?["metadata"]?["annotations"]
                let rule = try #require(annotations?[WellKnown.Annotation.rule]?.string)
                let precedence = try #require(annotations?[WellKnown.Annotation.rulePrecedence]?.string)
                #expect(precedences.insert(precedence).inserted, "two accounts have the precedence \(precedence)")
                for claims in ClaimSamples.all {
                    let holds = claims["groups"]?.array?.contains(.string(group)) == true
                    let outcome = RuleEvaluator(claims: claims).outcome(of: rule)
                    #expect(outcome == (holds ? .matches : .differs), "\(rule) on \(JSONValue.object(claims).text)")
                }
                try await expectToken(of: account, cluster)
            }
            print("rules were evaluated on \(ClaimSamples.all.count) sets of claims each")
        }
    }

    /// The token in the Secret that the account names is the account's own.
    private func expectToken(of account: JSONValue?, _ cluster: RealCluster) async throws {
        let name = try #require(account?["metadata"]?["annotations"]?[WellKnown.Annotation.tokenName]?.string)
        let token = try await cluster.kubectl(
            "get", "secret", name, "--namespace", "argo", "-o", "go-template={{.data.token | base64decode}}")
        let isThere = !token.isEmpty
        try #require(isThere, "the Secret has no token")
        let who = try await cluster.owner(ofToken: token)
        let user = try user(account)
        #expect(who == user)
        let isLogged = cluster.log.text.contains(token)
        #expect(!isLogged, "the operator logged a token")
    }
}
