import AccessModel
import JSONTree
import KubeClient
import KubeModel
import Testing

/// One installation with a team that uses it, as people write it; in namespaces of its own, so that tests do not meet in
/// one cluster.
struct Story: Sendable {
    /// Of people: an administrator.
    let people: KubeClient
    let argo: String
    let team: String
    /// How much may be taken away at once, in percent; most stories are about something else than being asked.
    var maximumRemoved: Int64 = 100

    static let developers = "/payments/developers"
    static let leads = "/payments/leads"

    init(_ people: KubeClient, argo: String, team: String) {
        self.people = people
        self.argo = argo
        self.team = team
    }

    init(_ people: KubeClient, named name: String) {
        self.init(people, argo: "argo-\(name)", team: "team-\(name)")
    }

    // MARK: - Names

    var installation: ObjectKey { ObjectKey(.argoInstallation, namespace: argo, name: "main") }
    var realm: ObjectKey { ObjectKey(.keycloakRealm, namespace: argo, name: "production") }
    var scope: ObjectKey { ObjectKey(.workflowScope, namespace: team, name: "production") }
    func binding(_ name: String = "nightly-report") -> ObjectKey {
        ObjectKey(.workflowBinding, namespace: team, name: name)
    }

    // MARK: - What people write

    func writeNamespaces() async throws {
        try await write(KubeObject(.namespace, namespace: nil, name: argo))
        let labels: JSONObject = [WellKnown.Label.environment: "production"]
        try await write(KubeObject(.namespace, namespace: nil, name: team, labels: labels))
    }

    func writeInstallation(_ change: (inout JSONValue) -> Void = { _ in }) async throws {
        try await write(realm, ["issuer": "https://keycloak.example.org/realms/production"])
        var spec: JSONValue = [
            "version": "4.1.2", "realmRef": ["name": "production"],
            "safety": ["maxRemovedPercent": .integer(maximumRemoved)],
        ]
        change(&spec)
        try await write(installation, spec)
    }

    func writeScope(_ change: (inout JSONValue) -> Void = { _ in }) async throws {
        var spec: JSONValue = [
            "environment": "production", "installationRef": ["name": "main", "namespace": .string(argo)],
            "groups": [
                ["path": .string(Self.developers), "maxRole": "viewer"],
                ["path": .string(Self.leads), "maxRole": "submitter"],
            ],
        ]
        change(&spec)
        try await write(scope, spec)
    }

    func writeBinding(_ name: String = "nightly-report", _ change: (inout JSONValue) -> Void = { _ in }) async throws {
        var spec: JSONValue = [
            "scopeRef": ["name": "production"], "templates": [["name": .string(name)]],
            "grants": [
                ["group": .string(Self.developers), "role": "viewer"],
                ["group": .string(Self.leads), "role": "submitter"],
            ],
        ]
        change(&spec)
        try await write(binding(name), spec)
    }

    var accessTest: ObjectKey { ObjectKey(.accessTest, namespace: team, name: "reports") }

    func writeAccessTest(_ tests: JSONValue) async throws {
        try await write(
            accessTest,
            ["installationRef": ["name": .string(installation.name), "namespace": .string(argo)], "tests": tests])
    }

    /// An account with a rule that somebody made by hand, bound to a ClusterRole in the team's namespace.
    func writeForeignAccount(_ rule: String, rules: JSONValue) async throws {
        let role = "edits-\(team)"
        let annotations: JSONObject = [
            WellKnown.Annotation.rule: .string(rule), WellKnown.Annotation.rulePrecedence: "5000000",
        ]
        try await write(KubeObject(.serviceAccount, namespace: argo, name: "ops", annotations: annotations))
        try await write(KubeObject(.clusterRole, namespace: nil, name: role, fields: ["rules": rules]))
        try await write(
            KubeObject(
                .roleBinding, namespace: team, name: role,
                fields: [
                    "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": .string(role)],
                    "subjects": [["kind": "ServiceAccount", "name": "ops", "namespace": .string(argo)]],
                ]))
    }

    /// All of it.
    func write() async throws {
        try await writeNamespaces()
        try await writeInstallation()
        try await writeScope()
        try await writeBinding()
    }

    func write(_ key: ObjectKey, _ spec: JSONValue) async throws {
        try await write(KubeObject(key.type, namespace: key.namespace, name: key.name, fields: ["spec": spec]))
    }

    func write(_ object: KubeObject) async throws { _ = try await people.apply(object, force: true) }

    func label(_ key: ObjectKey, _ name: String, _ value: String) async throws {
        let patch: JSONValue = ["metadata": ["labels": .object([name: .string(value)])]]
        _ = try await people.patch(key, .merge, body: patch)
    }

    /// Deletes an object; one that is gone already is as well.
    func delete(_ key: ObjectKey) async throws {
        do throws(KubeError) {
            _ = try await people.delete(key)
        } catch  where error.code == .notFound {
        }
    }

    // MARK: - What is there

    /// An object; nil when it does not exist.
    func read(_ key: ObjectKey) async throws -> JSONValue? {
        do throws(KubeError) {
            return try await people.get(key).root.value
        } catch  where error.code == .notFound {
            return nil
        }
    }

    func all(_ type: ResourceType, in namespace: String) async throws -> [JSONValue] {
        try await people.list(type, namespace: namespace).items.map(\.root.value)
    }

    /// The account of a group; nil when there is none.
    func account(of group: String) async throws -> JSONValue? {
        let groups = JSONValue.array([.string(group)]).text
        return try await all(.serviceAccount, in: argo).first {
            $0["metadata"]?["annotations"]?[WellKnown.Annotation.groups]?.string == groups
        }
    }

    /// What a condition of an object says; `absent` when it is not there.
    func condition(_ type: String, of key: ObjectKey) async throws -> (status: String, reason: String, message: String)
    {
        let object = try await read(key)
        let generation = object?["metadata"]?["generation"]
        let condition = object?["status"]?["conditions"]?.array?.first { $0["type"]?.string == type }
        guard let condition, condition["observedGeneration"] == generation else { return ("absent", "", "") }
        return (
            condition["status"]?.string ?? "", condition["reason"]?.string ?? "", condition["message"]?.string ?? ""
        )
    }

    /// What a binding's status says of a grant.
    func grant(_ group: String, of key: ObjectKey) async throws -> (isEffective: Bool, reason: String, message: String)
    {
        let grants = try await read(key)?["status"]?["grants"]?.array ?? []
        let grant = grants.first { $0["group"]?.string == group }
        return (grant?["effective"] == true, grant?["reason"]?.string ?? "", grant?["message"]?.string ?? "")
    }

    /// Waits until everything that was written is in effect.
    func waitUntilReady(_ keys: [ObjectKey]? = nil) async throws {
        for key in keys ?? [installation, realm, scope, binding()] {
            try await wait(for: "Ready", "True", of: key)
        }
    }

    func wait(for type: String, _ status: String, reason: String? = nil, of key: ObjectKey) async throws {
        try await eventually("\(type)=\(status) \(reason ?? "") of \(key)") {
            let found = try await condition(type, of: key)
            let fits = found.status == status && (reason == nil || found.reason == reason)
            return fits ? nil : "\(found)"
        }
    }

    /// Waits until an object is gone.
    func waitUntilGone(_ key: ObjectKey) async throws {
        try await eventually("the end of \(key)") {
            try await read(key).map { "finalizers \($0["metadata"]?["finalizers"]?.text ?? "none")" }
        }
    }
}

// MARK: - The whole

extension Story {
    func snapshot() async throws -> Snapshot { try await Snapshot(people, namespaces: [argo, team]) }

    /// Waits until no group has anything.
    func expectNothingGranted() async throws {
        try await eventually("the end of all access") {
            let managed = try await snapshot().managed
            // Everybody can log in as long as there is an installation.
            let left = managed.filter { !$0.contains("-runner") && !$0.contains("-login") }
            return left.isEmpty ? nil : "\(left)"
        }
    }

    /// Removes all that people wrote. What was generated is left to an operator.
    func remove() async throws {
        for type in [ResourceType.workflowBinding, .workflowScope, .argoInstallation, .keycloakRealm] {
            for object in try await all(type, in: type == .workflowBinding || type == .workflowScope ? team : argo) {
                guard let key = KubeObject(type, content: object).optionalKey else { continue }
                try await delete(key)
            }
        }
    }
}

extension KubeObject {
    fileprivate var optionalKey: ObjectKey? { name.isEmpty ? nil : key }
}
