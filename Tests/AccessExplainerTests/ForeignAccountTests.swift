import AccessCompiler
import AccessExplainer
import AccessModel
import JSONTree
import KubeModel
import ReconcileCore
import Testing

@Suite("Accounts that somebody made by hand")
struct ForeignAccountTests {
    /// An account with a rule that has all rights in the whole cluster.
    private static func account(
        _ rule: String, in namespace: String = "argo", named name: String = "ops"
    ) throws -> [KubeObject] {
        var objects = try Sample.objects(
            """
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              {name: \(name), namespace: \(namespace), annotations: {workflows.argoproj.io/rbac-rule-precedence: "5000000"}}
            ---
            apiVersion: v1
            kind: Secret
            type: kubernetes.io/service-account-token
            metadata:
              name: \(name).service-account-token
              namespace: \(namespace)
              annotations: {kubernetes.io/service-account.name: \(name)}
            data: {token: eA==}
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
            subjects: [{kind: ServiceAccount, name: \(name), namespace: \(namespace)}]
            """)
        objects[0].content["metadata"]?["annotations"]?["workflows.argoproj.io/rbac-rule"] = .string(rule)
        return objects
    }

    private func difference(_ added: [KubeObject], to before: [KubeObject] = []) throws -> AccessDifference {
        let objects = try Sample.threeTeams() + before
        return AccessDifference(
            from: AccessTable(rendering: objects, now: Sample.now),
            to: AccessTable(rendering: objects + added, now: Sample.now))
    }

    private func outcome(_ objects: [KubeObject], _ who: String, _ expected: String) throws -> AccessTestResult {
        let test = try Sample.objects(
            """
            apiVersion: idmon.dev/v1alpha1
            kind: AccessTest
            metadata: {name: platform, namespace: argo}
            spec:
              installationRef: {name: main, namespace: argo}
              tests:
                - {name: one, who: {\(who)}, action: edit-template, expect: \(expected)}
            """)
        var findings: [Finding] = []
        let decoded = AccessTest.decode(JSONDocument(try #require(test.first).content).root, findings: &findings)
        let run = AccessTestRun(
            try #require(decoded, "\(findings)"),
            on: AccessTable(rendering: try Sample.threeTeams() + objects, now: Sample.now))
        return try #require(run.results.first)
    }

    private static let inside = "outside: [/platform/sre, /data/engineers, /web/operators]"

    @Test("a group that only a rule names gains what the account may")
    func gain() throws {
        let found = try difference(Self.account("\"/ops\" in ($env?.groups ?? [])"))
        #expect(found.changes.contains { $0.holder.description == "/ops" && $0.direction == .gain && $0.isGrave })
        #expect(found.undecided.isEmpty)
        let two = try difference(Self.account("'/ops' in ($env?.groups ?? []) and '/night' in ($env?.groups ?? [])"))
        #expect(Set(two.changes.filter { $0.direction == .gain }.map(\.holder.description)) == ["/night + /ops"])
    }

    @Test("nobody counts as outside who gets in by a rule")
    func tests() throws {
        #expect(try outcome([], Self.inside, "Denied").outcome == .passed)
        let failed = try outcome(Self.account("\"/ops\" in ($env?.groups ?? [])"), Self.inside, "Denied")
        #expect(failed.outcome == .failed)
        #expect(failed.counterexample?.holder?.description == "/ops")
        // Whoever it is, they are in a group that is named.
        let person = try outcome(
            Self.account("sub == 'ada' and '/platform/sre' in ($env?.groups ?? [])"), Self.inside, "Denied")
        #expect(person.outcome == .passed)
    }

    @Test(
        "whoever may only create, update or delete templates can edit them", arguments: ["create", "update", "delete"])
    func partOfEditing(verb: String) throws {
        func outcome(_ verbs: JSONValue) throws -> AccessTestResult.Outcome {
            var objects = try Self.account("\"/ops\" in ($env?.groups ?? [])")
            let role = try #require(objects.firstIndex { $0.type == .clusterRole })
            objects[role].content["rules"] = [
                ["apiGroups": ["argoproj.io"], "resources": ["workflowtemplates", "cronworkflows"], "verbs": verbs]
            ]
            return try self.outcome(objects, Self.inside, "Denied").outcome
        }
        #expect(try outcome(["get", .string(verb)]) == .failed)
        #expect(try outcome(["get", "list"]) == .passed)
    }

    @Test(
        "of a rule about something else it is not known who gets in",
        arguments: ["sub == 'ada'", "$env?.email == 'a@b.c'"])
    func open(rule: String) throws {
        let account = try Self.account(rule)
        #expect(try outcome(account, Self.inside, "Denied").outcome == .undecided)
        #expect(try outcome(account, "everyone: true", "Denied").outcome != .passed)
        #expect(!(try difference(account).isEmpty))
        let question = AccessQuestion(
            .groups([]), .editTemplate, in: "payments", on: .template(.workflowTemplate, "settlement"))
        let found = Sample.explainer(try Sample.threeTeams() + account).whoCan(question)
        #expect(
            found.contains {
                $0.holder.description.contains("matches the rule") && !$0.verdict.isYes && $0.account?.name == "ops"
            })
    }

    @Test("what a rule says of one person leaves open what somebody in exactly the groups may do")
    func openForGroups() throws {
        let account = try Self.account("sub == 'ada' and '/payments/developers' in ($env?.groups ?? [])")
        func asked(_ groups: String, _ objects: [KubeObject]) throws -> AccessTestResult.Outcome {
            try outcome(objects, "groups: [\(groups)]", "Denied").outcome
        }
        #expect(try asked("/payments/developers", []) == .passed)
        #expect(try asked("/payments/developers", account) == .undecided)
        #expect(try asked("/payments/leads", account) == .passed)
        let question = AccessQuestion(Sample.groups("/payments/developers"), .editTemplate, in: "payments")
        let verdict = Sample.explainer(try Sample.threeTeams() + account).verdict(question)
        #expect(verdict != .no && verdict != .yes)
    }

    @Test("a rule about a person whose groups are known counts for exactly these groups")
    func knownPerson() throws {
        let known = Sample.explainer(try Sample.threeTeams()).snapshot.installations.first?.realm?.members ?? []
        let member = try #require(known.first { !$0.groups.isEmpty })
        let groups = member.groups.map(\.text).joined(separator: ", ")
        let account = try Self.account("sub == '\(member.subject)'")
        let found = try outcome(account, "groups: [\(groups)]", "Denied")
        #expect(found.outcome == .failed)
        #expect(found.counterexample?.holder == .person(member.subject))
        #expect(try outcome(account, "groups: [/ops]", "Denied").outcome == .passed)
    }

    @Test("a list of who can has the groups of rules, alone and together")
    func whoCan() throws {
        let question = AccessQuestion(
            .groups([]), .editTemplate, in: "payments", on: .template(.workflowTemplate, "settlement"))
        func names(_ rule: String) throws -> [String] {
            Sample.explainer(try Sample.threeTeams() + Self.account(rule)).whoCan(question).filter(\.verdict.isYes).map(
                \.holder.description)
        }
        #expect(try names("\"/ops\" in ($env?.groups ?? [])").contains("/ops"))
        #expect(
            try names("'/ops' in ($env?.groups ?? []) and '/night' in ($env?.groups ?? [])").contains("/night + /ops"))
    }

    @Test("accounts where argo-server does not look let nobody in")
    func elsewhere() throws {
        #expect(try difference(Self.account("\"/ops\" in ($env?.groups ?? [])", in: "elsewhere")).isEmpty)
    }

    // MARK: - In a cluster

    private static func observation() throws -> AccessObservation {
        try #require(
            AccessObservation.rendering(try Sample.threeTeams(), now: Sample.now).first { $0.installation != nil })
    }

    /// What comes of a statement in a cluster where others made some objects, which are in Idmon's way if they bear the name
    /// of one of its own.
    ///
    /// - Parameters:
    ///   - server: the fields of argo-server's container; nil when the Deployment is not there.
    ///   - places: where accounts were read.
    private func outcome(
        inCluster others: [KubeObject], unread: [UnreadPart] = [], server: String? = nil,
        places: Set<String> = ["argo"],
        _ statement: String = "who: {\(inside)}, action: edit-template, expect: Denied"
    ) throws -> AccessTestResult {
        let test = try Sample.objects(
            """
            apiVersion: idmon.dev/v1alpha1
            kind: AccessTest
            metadata: {name: platform, namespace: argo}
            spec:
              installationRef: {name: main, namespace: argo}
              tests:
                - {name: one, \(statement)}
            """)
        var findings: [Finding] = []
        let decoded = AccessTest.decode(JSONDocument(try #require(test.first).content).root, findings: &findings)
        var observation = try Self.observation()
        observation.foreign = Set(others.map(\.key))
        if let server { observation.deployments = try Sample.server(server).compactMap(Sample.live) }
        var foreign = ForeignAccess(places: places)
        for object in others { foreign.take(try #require(Sample.live(object))) }
        for part in unread { foreign.note(part) }
        let table = AccessTable(
            planned: observation, AccessPlanner().plan(observation).desired.map(\.object), beside: foreign)
        let run = AccessTestRun(try #require(decoded, "\(findings)"), on: table)
        return try #require(run.results.first)
    }

    @Test("a statement about a cluster is not true when an account that others made lets people in")
    func inCluster() throws {
        #expect(try outcome(inCluster: []).outcome == .passed)
        let account = try Self.account("\"/ops\" in ($env?.groups ?? [])")
        let failed = try outcome(inCluster: account)
        #expect(failed.outcome == .failed)
        #expect(failed.counterexample?.holder?.description == "/ops")
        var copied = account
        copied[0].content["metadata"]?["labels"] = .object([
            WellKnown.Label.managedBy: .string(WellKnown.Label.managedByIdmon),
            WellKnown.Label.installation: "main", WellKnown.Label.installationNamespace: "argo",
        ])
        #expect(try outcome(inCluster: copied).outcome == .failed)
        #expect(try outcome(inCluster: try Self.account("true", in: "elsewhere")).outcome == .passed)
    }

    @Test("a statement about a cluster is undecided while a part that may make it untrue is not read")
    func unreadInCluster() throws {
        let account = try Self.account("\"/ops\" in ($env?.groups ?? [])")
        for type in [ResourceType.serviceAccount, .roleBinding, .clusterRoleBinding] {
            let place = type == .clusterRoleBinding ? nil : type == .serviceAccount ? "argo" : "payments"
            let part = UnreadPart(type, namespace: place, reason: "forbidden")
            let result = try outcome(inCluster: [], unread: [part])
            #expect(result.outcome == .undecided, "\(part)")
            #expect(result.message()?.contains("not read") == true)
        }
        let role = UnreadPart(.clusterRole, namespace: nil, reason: "forbidden")
        #expect(try outcome(inCluster: [], unread: [role]).outcome == .passed)
        #expect(
            try outcome(inCluster: account.filter { $0.type != .clusterRole }, unread: [role]).outcome == .undecided)
        // A role that is not there gives nothing.
        #expect(try outcome(inCluster: account.filter { $0.type != .clusterRole }).outcome == .passed)
    }

    @Test("an account that others made takes the place of the one whose name it bears")
    func conflict() throws {
        let planned = AccessPlanner().plan(try Self.observation()).desired
        let sre = try #require(
            planned.first { $0.key.type == .serviceAccount && $0.key.name.hasPrefix("idmon-main-platform-sre") }?.key)
        let failed = try outcome(inCluster: try Self.account("true", named: sre.name))
        #expect(failed.outcome == .failed)
        #expect(failed.counterexample?.holder == .everybody)
        // One without a rule lets nobody in, and the group's own account is not there.
        let allowed = "who: {groups: [/platform/sre]}, action: view, expect: Allowed"
        #expect(try outcome(inCluster: [], allowed).outcome == .passed)
        let empty = KubeObject(.serviceAccount, namespace: sre.namespace, name: sre.name)
        #expect(try outcome(inCluster: [empty], allowed).outcome == .failed)
    }

    @Test("where argo-server looks follows from its Deployment, whatever the layout says")
    func delegation() throws {
        let variable = "name: SSO_DELEGATE_RBAC_TO_NAMESPACE"
        let on = "env: [{\(variable), value: 'true'}]"
        let hidden = "envFrom: [{configMapRef: {name: settings}}]"
        let off = "\(hidden), env: [{\(variable), value: 'false'}]"
        let everywhere: Set<String> = ["argo", "payments", "data", "web"]
        let account = try Self.account("true", in: "payments")
        for server in [on, hidden] {
            let result = try outcome(inCluster: [], server: server)
            #expect(result.outcome == .undecided)
            #expect(result.message()?.contains("SSO_DELEGATE_RBAC_TO_NAMESPACE") == true, "\(result.message() ?? "")")
            #expect(try outcome(inCluster: [], server: server, places: everywhere).outcome == .passed)
        }
        #expect(try outcome(inCluster: account, server: on, places: everywhere).outcome == .failed)
        #expect(try outcome(inCluster: account, server: hidden, places: everywhere).outcome == .undecided)
        #expect(try outcome(inCluster: account, server: off, places: everywhere).outcome == .passed)
        #expect(try outcome(inCluster: [], server: off).outcome == .passed)
    }

    // MARK: - Roles that are not known

    private static let unknownRole = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: everybody-admin}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
        subjects: [{kind: Group, name: "system:serviceaccounts:argo"}]
        """

    @Test("what a role gives that is not among the files is undecided, and no change where nothing changes")
    func unknownRole() throws {
        let binding = try Sample.objects(Self.unknownRole)
        let found = try difference(binding)
        #expect(found.undecided.contains { $0.reason.contains("cluster-admin") })
        #expect(try outcome(binding, Self.inside, "Denied").outcome == .undecided)
        #expect(try difference([], to: binding).isEmpty)
        #expect(try difference([]).isEmpty)
    }
}
