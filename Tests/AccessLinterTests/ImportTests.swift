import AccessCompiler
import AccessLinter
import AccessModel
import JSONTree
import KubeModel
import Testing

@Suite("Set-ups made by hand are imported")
struct ImportTests {
    private static let now = KubeTime(seconds: 1_795_000_000)

    private static func imported(_ name: String, issuer: String? = nil) throws -> (setup: ArgoSetup, SetupImport) {
        let setup = ArgoSetup(try Fixture.setup(name), source: .files)
        return (setup, try SetupImport(setup, issuer: issuer, now: now))
    }

    private static let realm = "https://keycloak.example.org/realms/production"

    @Test("flat groups with the rights of roles: people may do exactly what they could")
    func flat() throws {
        let (_, result) = try Self.imported("import-flat")
        #expect(result.differences == [])
        #expect(result.remarks.count == 1 && result.remarks.allSatisfy { $0.contains("as policies refuse them") })
        #expect(
            result.resources.map(\.key.description) == [
                "KeycloakRealm argo/production", "ArgoInstallation argo/main", "WorkflowScope payments/imported",
                "WorkflowBinding payments/imported",
            ])
        let grants = result.resources.last?.content["spec"]?["grants"]?.array?.map {
            "\($0["group"]?.string ?? "") \($0["role"]?.string ?? "")"
        }
        #expect(
            grants == [
                "/audit viewer", "/payments/developers viewer", "/payments/leads submitter", "/platform submitter",
            ])
    }

    @Test("what all accounts of a namespace have as a group is not lost: the new ones have it too")
    func groupsOfAccounts() throws {
        let binding = KubeObject(
            .roleBinding, namespace: "payments", name: "all-accounts",
            fields: [
                "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "settings"],
                "subjects": [["kind": "Group", "name": "system:serviceaccounts:argo"]],
            ])
        let role = KubeObject(
            .role, namespace: "payments", name: "settings",
            fields: ["rules": [["apiGroups": [""], "resources": ["configmaps"], "verbs": ["get"]]]])
        let setup = ArgoSetup(try Fixture.setup("import-flat") + [role, binding], source: .files)
        #expect(try SetupImport(setup, issuer: nil, now: Self.now).differences == [])
    }

    @Test("a role that is in no file is named, and it is not said that nothing is lost")
    func unknownRole() throws {
        let objects = try Fixture.setup("import-flat")
        let account = try #require(objects.first { $0.type == .serviceAccount })
        let binding = KubeObject(
            .roleBinding, namespace: "payments", name: "more",
            fields: [
                "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "elsewhere"],
                "subjects": [
                    [
                        "kind": "ServiceAccount", "name": .string(account.name),
                        "namespace": .string(account.namespace ?? ""),
                    ]
                ],
            ])
        let result = try SetupImport(ArgoSetup(objects + [binding], source: .files), issuer: nil, now: Self.now)
        #expect(result.remarks.contains { $0.contains("ClusterRole elsewhere") && $0.contains("payments/more") })
        #expect(!result.header.contains("No right is gained and none is lost."))
    }

    @Test("of several argo-servers none is taken for the only one")
    func severalServers() throws {
        let objects = try Fixture.setup("import-flat")
        let moved = objects.filter { $0.namespace == "argo" }.map { object in
            var object = object
            object.content["metadata"]?["namespace"] = "argo-two"
            return object
        }
        do {
            _ = try SetupImport(ArgoSetup(objects + moved, source: .files), issuer: nil, now: Self.now)
            Issue.record("something was imported")
        } catch {
            #expect(error.message.contains("argo, argo-two"))
            #expect(error.hint.contains("one at a time"))
        }
    }

    @Test("no issuer that can be used, no version, no single sign-on: nothing is imported")
    func obstacles() throws {
        let objects = try Fixture.setup("import-faults")
        let setup = ArgoSetup(objects, source: .files)
        #expect(throws: SetupImport.Obstacle.self) { try SetupImport(setup, issuer: nil, now: Self.now) }
        let versionless = ArgoSetup(objects.filter { $0.type != .deployment }, source: .files)
        #expect(throws: SetupImport.Obstacle.self) { try SetupImport(versionless, issuer: Self.realm, now: Self.now) }
        #expect(throws: SetupImport.Obstacle.self) {
            try SetupImport(ArgoSetup([], source: .files), issuer: Self.realm, now: Self.now)
        }
        let rendered = try Self.imported("import-flat").1.rendered
        #expect(throws: SetupImport.Obstacle.self) { try SetupImport(rendered, issuer: nil, now: Self.now) }
        let unread = [ArgoSetup.Unread(.roleBinding, reason: "forbidden")]
        #expect(throws: SetupImport.Obstacle.self) {
            try SetupImport(
                ArgoSetup(objects, source: .cluster, unread: unread), issuer: Self.realm, now: Self.now)
        }
    }

    @Test("what is rendered has no fault", arguments: ["import-flat", "import-delegated", "import-faults"])
    func rendered(name: String) throws {
        let (_, result) = try Self.imported(name, issuer: Self.realm)
        #expect(!result.rendered.identities.isEmpty)
        let errors = AccessLinter(result.rendered).findings.filter { $0.severity == .error }
        #expect(errors.map(\.message) == [])
    }

    @Test(
        "right by right, for every group alone, every two and none: who gains or loses is listed, and nobody else",
        arguments: ["import-flat", "import-delegated", "import-faults"])
    func comparison(name: String) throws {
        let (setup, result) = try Self.imported(name, issuer: Self.realm)
        let before = BruteForce(setup)
        let after = BruteForce(result.rendered)
        let rights = before.rights.union(after.rights)
        let groups = before.groups
        let namespaces = before.namespaces.union(after.namespaces).sorted()
        if before.isAnyoneEverywhere {
            #expect(result.remarks.contains { $0.contains("in the whole cluster, through ClusterRoleBinding") })
        }
        var compared = 0
        for namespace in namespaces {
            var lostAlone: [String: Set<BruteForce.Right>] = [:]
            let singles = groups.map { [$0] }
            let pairs = groups.indices.flatMap { one in groups[(one + 1)...].map { [groups[one], $0] } }
            for held in [[]] + singles + pairs {
                let old = rights.filter { before.may($0, held, namespace) }
                let new = rights.filter { after.may($0, held, namespace) }
                let gained = new.subtracting(old)
                let lost = old.subtracting(new)
                if let group = held.first, held.count == 1 {
                    lostAlone[group] = lost
                    #expect(gained.isEmpty, "\(namespace), \(group) gains \(gained)")
                }
                let told = result.differences.first {
                    $0.namespace == namespace && $0.groups.map(\.text) == held
                }
                #expect((told?.gained.isEmpty ?? true) == gained.isEmpty, "\(namespace), \(held): \(gained)")
                let known = held.count < 2 ? [] : held.reduce(into: Set()) { $0.formUnion(lostAlone[$1] ?? []) }
                let news = lost.subtracting(known)
                #expect(told != nil || news.isEmpty, "\(namespace), \(held): \(news)")
                #expect(told.map { !$0.lost.isEmpty || !$0.gained.isEmpty } ?? true)
                if let told { #expect(told.lost.isEmpty == lost.isEmpty, "\(namespace), \(held)") }
                compared += rights.count
            }
        }
        #expect(compared > 150)
    }
}

/// Who may do what in a set-up, found without any of the program's own tables: every rule is evaluated, every binding read.
private struct BruteForce {
    struct Right: Hashable {
        let verb: String
        let resource: String
        let group: String
        /// nil for all objects.
        let name: String?
    }

    private let accounts: [KubeObject]
    private let bindings: [KubeObject]
    private let roles: [ObjectKey: [JSONValue]]
    private let delegates: Bool
    private let templates: [String]

    init(_ setup: ArgoSetup) {
        accounts = setup.objects.filter { $0.type == .serviceAccount }
        bindings = setup.objects.filter { $0.type == .roleBinding || $0.type == .clusterRoleBinding }
        let found = setup.objects.filter { $0.type == .role || $0.type == .clusterRole }
        roles = Dictionary(found.map { ($0.key, $0.content["rules"]?.array ?? []) }) { first, _ in first }
        templates = setup.objects.filter { $0.type == .workflowTemplate }.compactMap(\.namespace)
        delegates = setup.sites.contains { $0.delegates == true }
    }

    private static func texts(_ value: JSONValue?) -> [String] { value?.array?.compactMap(\.string) ?? [] }

    /// Every right that a rule names, and what wildcards stand for here; Idmon's own verbs aside.
    var rights: Set<Right> {
        var rights: Set<Right> = []
        for rule in roles.values.flatMap({ $0 }) {
            let names = Self.texts(rule["resourceNames"])
            for verb in Self.texts(rule["verbs"]) where verb != "*" && verb != "submit" && verb != "approve" {
                for resource in Self.texts(rule["resources"]) where resource != "*" {
                    for group in Self.texts(rule["apiGroups"]) where group != "*" {
                        let objects: [String?] = names.isEmpty ? [nil] : names.map { $0 }
                        for name in objects {
                            rights.insert(Right(verb: verb, resource: resource, group: group, name: name))
                        }
                    }
                }
            }
        }
        return rights
    }

    /// Where something is bound or a template is.
    var namespaces: Set<String> { Set(bindings.compactMap(\.namespace) + templates) }

    var isAnyoneEverywhere: Bool { bindings.contains { $0.type == .clusterRoleBinding } }

    /// The groups that rules name, sorted.
    var groups: [String] {
        let rules = accounts.compactMap {
            $0.content["metadata"]?["annotations"]?["workflows.argoproj.io/rbac-rule"]?.string
        }
        return Set(rules.compactMap { RuleFormula(rule: $0) }.flatMap(\.atoms).compactMap(\.group)).sorted {
            $0.utf8.lexicographicallyPrecedes($1.utf8)
        }
    }

    func may(_ right: Right, _ groups: [String], _ namespace: String) -> Bool {
        let chosen = choice(groups, namespace)
        return !chosen.isEmpty
            && chosen.allSatisfy { account in
                bindings.contains { binding in
                    guard binding.namespace == nil || binding.namespace == namespace else { return false }
                    let isSubject =
                        binding.content["subjects"]?.array?.contains {
                            $0["name"]?.string == account.name
                                && ($0["namespace"]?.string ?? account.namespace) == account.namespace
                        } ?? false
                    let reference = binding.content["roleRef"]
                    let isCluster = reference?["kind"]?.string == "ClusterRole"
                    let key = ObjectKey(
                        isCluster ? .clusterRole : .role, namespace: isCluster ? nil : binding.namespace,
                        name: reference?["name"]?.string ?? "")
                    return isSubject && roles[key, default: []].contains { Self.allows($0, right) }
                }
            }
    }

    private static func allows(_ rule: JSONValue, _ right: Right) -> Bool {
        func has(_ member: String, _ text: String) -> Bool { !Set(texts(rule[member])).isDisjoint(with: [text, "*"]) }
        let names = texts(rule["resourceNames"])
        return has("verbs", right.verb) && has("resources", right.resource) && has("apiGroups", right.group)
            && (names.isEmpty || right.name.map(names.contains) ?? false)
    }

    /// As whom people act: several accounts where Argo takes any of them.
    private func choice(_ groups: [String], _ namespace: String) -> [KubeObject] {
        let login = winners(groups, in: "argo")
        guard delegates, namespace != "argo" else { return login?.accounts ?? [] }
        guard let login else { return [] }
        guard let there = winners(groups, in: namespace), !there.accounts.isEmpty,
            login.accounts.isEmpty || there.precedence > login.precedence
        else { return login.accounts }
        return there.accounts
    }

    /// nil when a rule fails before one matches.
    private func winners(_ groups: [String], in namespace: String) -> (accounts: [KubeObject], precedence: Int)? {
        var claims: JSONObject = ["iss": "argo-server", "sub": "s", "exp": 4_000_000_000, "email": "p@example.org"]
        claims["name"] = "P"
        claims["preferred_username"] = "p"
        if !groups.isEmpty { claims["groups"] = .array(groups.map(JSONValue.string)) }
        let evaluator = RuleEvaluator(claims: claims)
        var byPrecedence: [Int: [(KubeObject, String)]] = [:]
        for account in accounts where account.namespace == namespace {
            let annotations = account.content["metadata"]?["annotations"]
            guard let rule = annotations?["workflows.argoproj.io/rbac-rule"]?.string else { continue }
            let text = annotations?["workflows.argoproj.io/rbac-rule-precedence"]?.string
            byPrecedence[text.flatMap { Int($0) } ?? 0, default: []].append((account, rule))
        }
        for precedence in byPrecedence.keys.sorted(by: >) {
            let entries = byPrecedence[precedence] ?? []
            let outcomes = entries.map { evaluator.outcome(of: $0.1) }
            if outcomes.contains(where: { if case .fails = $0 { true } else { false } }) { return nil }
            let matching = zip(entries, outcomes).filter { $0.1 == .matches }.map(\.0.0)
            if !matching.isEmpty { return (matching, precedence) }
        }
        return ([], .min)
    }
}
