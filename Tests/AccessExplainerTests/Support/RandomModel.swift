import AccessCompiler
import AccessExplainer
import AccessModel
import JSONTree
import KubeModel
import ReconcileCore

/// A random organisation with its own namespaces, and random questions about it.
struct RandomModel {
    private var random: SplitMix64
    private let prefix: String
    private let groups: [String]
    private(set) var resources: [KubeObject] = []
    private(set) var members: [(subject: String, groups: [String])] = []
    let layout: IdentitySettings.Layout

    static let templates = ["build", "deploy", "report", "never-listed"]
    static let steps = ["approve", "sign", "a-step"]
    private static let schedule = "nightly"

    init(seed: UInt64, prefix: String, groups count: Int = 5) {
        random = SplitMix64(seed: seed)
        self.prefix = prefix
        groups = (0..<count).map { "/\(prefix)/group-\($0)" }
        layout = random.next() % 3 == 0 ? .delegated : .installation
        build()
    }

    var home: String { "\(prefix)-argo" }
    var workloads: [String] { ["\(prefix)-a", "\(prefix)-b"] }

    mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
    private mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
    private mutating func some<Element>(_ elements: [Element], of odds: Int) -> [Element] {
        elements.filter { _ in below(odds) == 0 }
    }

    // MARK: - Resources

    private mutating func build() {
        let version = pick(["3.6.19", "3.7.18", "4.1.2"])
        members = (0..<3).map { number in ("\(prefix)-person-\(number)", some(groups, of: 2)) }
        let listed = members.filter { !$0.groups.isEmpty }
        let realm: JSONValue = [
            "issuer": "https://keycloak.example.org/realms/a",
            "members": .array(
                listed.map { ["subject": .string($0.subject), "groups": .array($0.groups.map(JSONValue.string))] }),
        ]
        var identities: JSONObject = ["combinations": ["source": .string(pick(["Known", "Closure"])), "limit": 8]]
        if layout == .delegated { identities["layout"] = "Delegated" }
        if below(3) == 0 { identities["identity"] = "User" }
        let installation: JSONValue = [
            "version": .string(layout == .delegated ? "4.1.2" : version), "realmRef": ["name": "realm"],
            "identities": .object(identities),
        ]
        for namespace in [home] + workloads {
            resources.append(KubeObject(.namespace, namespace: nil, name: namespace))
        }
        add(.keycloakRealm, home, "realm", realm)
        add(.argoInstallation, home, "main", installation)
        for namespace in workloads { addWorkload(namespace) }
        addOutsiders()
    }

    private mutating func add(_ type: ResourceType, _ namespace: String, _ name: String, _ spec: JSONValue) {
        resources.append(KubeObject(type, namespace: namespace, name: name, fields: ["spec": spec]))
    }

    private mutating func addWorkload(_ namespace: String) {
        let roles = Role.allCases.map(\.rawValue)
        let ceiling = groups.filter { _ in below(4) > 0 }.map { group -> JSONValue in
            ["path": .string(group), "maxRole": .string(pick(roles))]
        }
        add(
            .workflowScope, namespace, "scope",
            [
                "environment": "production", "installationRef": ["name": "main", "namespace": .string(home)],
                "groups": .array(ceiling.isEmpty ? [["path": .string(groups[0]), "maxRole": "viewer"]] : ceiling),
                "allowClusterTemplates": true, "enforcement": .string(below(6) == 0 ? "Audit" : "Enforce"),
            ])
        for number in 0..<(1 + below(4)) { addBinding(namespace, number) }
        add(
            .cronWorkflow, namespace, Self.schedule,
            [
                "schedules": ["0 3 * * *"],
                "workflowSpec": ["workflowTemplateRef": ["name": .string(pick(Self.templates))]],
            ])
    }

    private mutating func addBinding(_ namespace: String, _ number: Int) {
        var seen: Set<String> = []
        let templates = (0..<(1 + below(3))).map { _ in entry() }.filter { entry in
            seen.insert("\(entry["kind"]?.string ?? "")/\(entry["name"]?.string ?? "")").inserted
        }
        var pairs: Set<String> = []
        let grants = (0..<(1 + below(4))).compactMap { _ -> JSONValue? in
            let (group, role) = (pick(groups), pick(Role.allCases))
            guard pairs.insert("\(group) \(role)").inserted else { return nil }
            var grant: JSONObject = ["group": .string(group), "role": .string(role.rawValue)]
            if role == .approver, below(2) == 0 { grant["steps"] = [.string(pick(["approve", "sign"]))] }
            if below(8) == 0 { grant["expiresAt"] = "2020-01-01T00:00:00Z" }
            return .object(grant)
        }
        var spec: JSONObject = [
            "scopeRef": ["name": .string(below(12) == 0 ? "no-scope" : "scope")], "templates": .array(templates),
            "grants": .array(grants),
        ]
        if below(3) == 0 { spec["fourEyes"] = true }
        add(.workflowBinding, namespace, "binding-\(number)", .object(spec))
    }

    private mutating func entry() -> JSONValue {
        let kind = pick([
            TemplateKind.workflowTemplate, .workflowTemplate, .workflowTemplate, .clusterWorkflowTemplate,
            .cronWorkflow,
        ])
        let name = kind == .cronWorkflow ? Self.schedule : pick(Array(Self.templates.dropLast()))
        var entry: JSONObject = ["kind": .string(kind.rawValue), "name": .string(name)]
        if kind != .cronWorkflow, below(2) == 0 { entry["entrypoints"] = [.string(pick(["main", "again"]))] }
        if kind != .cronWorkflow, below(2) == 0 {
            entry["parameters"] = .array(
                [
                    ["name": "region", "values": ["eu", "us"]],
                    ["name": "month", "pattern": "[0-9]{2}", "required": true],
                ]
                .filter { _ in below(3) > 0 })
        }
        return .object(entry)
    }

    /// People and accounts to whom somebody else gave rights, and a rule that somebody else wrote.
    private mutating func addOutsiders() {
        let rule: JSONValue = [
            "apiGroups": ["argoproj.io"],
            "resources": .array(below(2) == 0 ? ["*"] : ["workflows", "workflowtemplates"]),
            "verbs": .array(below(2) == 0 ? ["*"] : ["get", "list", "watch", "create"]),
        ]
        let reference: JSONValue = [
            "apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "outsiders",
        ]
        resources.append(
            KubeObject(.role, namespace: workloads[0], name: "outsiders", fields: ["rules": [rule]]))
        resources.append(
            KubeObject(
                .roleBinding, namespace: workloads[0], name: "outsiders",
                fields: [
                    "roleRef": reference,
                    "subjects": [
                        [
                            "kind": "User", "apiGroup": "rbac.authorization.k8s.io",
                            "name": .string("\(prefix)-outsider"),
                        ],
                        [
                            "kind": "Group", "apiGroup": "rbac.authorization.k8s.io",
                            "name": .string("\(prefix)-outsiders"),
                        ],
                        ["kind": "ServiceAccount", "name": "by-hand", "namespace": .string(home)],
                    ],
                ]))
        guard below(3) == 0 else { return }
        let group = pick(groups)
        resources.append(
            KubeObject(
                .serviceAccount, namespace: home, name: "by-hand",
                annotations: [
                    WellKnown.Annotation.rule: .string(
                        pick(["'\(group)' in groups", "\"\(group)\" in ($env?.groups ?? [])"])),
                    WellKnown.Annotation.rulePrecedence: .string(pick(["5", "99999999"])),
                ]))
        resources.append(
            KubeObject(
                .secret, namespace: home, name: "by-hand.service-account-token",
                annotations: [WellKnown.Annotation.serviceAccountName: "by-hand"],
                fields: ["type": "kubernetes.io/service-account-token"]))
    }

    // MARK: - Questions

    /// A question whose parameters are given, so that the API server can be asked the same.
    mutating func question() -> AccessQuestion {
        let namespace = pick(workloads)
        let target = target()
        let action = pick(PersonAction.allCases + [.submit, .submit, .submit, .approve, .approve, .resubmit])
        let parameters = [
            ("region", pick(["eu", "us", "apac"])), ("month", pick(["11", "November"])), ("other", "a"),
        ]
        return AccessQuestion(
            person(), action, in: namespace, on: target, step: pick([nil] + Self.steps.map { $0 }),
            entrypoint: pick([nil, nil, "main", "again"]),
            parameters: some(parameters, of: 2).map { .init(name: $0.0, value: $0.1) })
    }

    private mutating func target() -> AccessTarget {
        switch below(10) {
        case 0: .none
        case 1, 2: .template(.clusterWorkflowTemplate, pick(Self.templates))
        case 3: .template(.cronWorkflow, Self.schedule)
        default: .template(.workflowTemplate, pick(Self.templates))
        }
    }

    private mutating func person() -> Person {
        switch below(12) {
        case 0: return .user("\(prefix)-outsider", groups: ["system:authenticated"])
        case 1: return .user("somebody", groups: below(2) == 0 ? ["\(prefix)-outsiders"] : [])
        case 2: return .account(namespace: home, name: pick(["by-hand", "idmon-main-login"]))
        case 3, 4, 5:
            let member = pick(members)
            return .claims(
                SessionClaims(
                    subject: member.subject, groups: member.groups.compactMap { GroupPath($0) }, email: "a@example.org",
                    name: "A", preferredUsername: "a"))
        default:
            let held = some(groups, of: 3) + (below(4) == 0 ? ["/elsewhere"] : [])
            return .claims(
                SessionClaims(
                    subject: "nobody-known", groups: held.compactMap { GroupPath($0) }, email: "b@example.org",
                    name: "B",
                    preferredUsername: "b"))
        }
    }
}
