import AccessModel
import JSONTree
import KubeModel

/// 1,000 bindings in 100 namespaces for 50 groups, each of which has access in 10 namespaces.
enum FiftyGroups {
    private static let namespaces = 100
    private static let bindings = 10
    private static let groups = 50
    private static let groupsOfScope = 5

    static var title: String { "\(namespaces * bindings) bindings × \(namespaces) namespaces × \(groups) groups" }

    /// What people wrote.
    static var resources: [KubeObject] {
        var resources = [
            KubeObject(.namespace, namespace: nil, name: "argo"),
            object(.keycloakRealm, "argo", "production", ["issuer": "https://keycloak.example.org/realms/production"]),
            object(.argoInstallation, "argo", "main", ["version": "4.1.2", "realmRef": ["name": "production"]]),
        ]
        for number in 0..<namespaces {
            let namespace = "team-\(number)"
            resources.append(KubeObject(.namespace, namespace: nil, name: namespace))
            let listed = (0..<groupsOfScope).map { place -> JSONValue in
                ["path": group(place, of: number), "maxRole": "maintainer"]
            }
            resources.append(
                object(
                    .workflowScope, namespace, "production",
                    [
                        "environment": "production", "installationRef": ["name": "main", "namespace": "argo"],
                        "groups": .array(listed),
                    ]))
            resources += (0..<bindings).map { object(.workflowBinding, namespace, "report-\($0)", spec($0, number)) }
        }
        return resources
    }

    private static func spec(_ binding: Int, _ namespace: Int) -> JSONValue {
        [
            "scopeRef": ["name": "production"], "templates": [["name": .string("report-\(binding)")]],
            "grants": [
                ["group": group(binding, of: namespace), "role": "submitter"],
                ["group": group(binding + 1, of: namespace), "role": "viewer"],
            ],
        ]
    }

    private static func group(_ place: Int, of namespace: Int) -> JSONValue {
        .string("/company/group-\((namespace * 7 + place % groupsOfScope) % groups)")
    }

    private static func object(_ type: ResourceType, _ namespace: String, _ name: String, _ spec: JSONValue)
        -> KubeObject
    {
        KubeObject(type, namespace: namespace, name: name, fields: ["spec": spec])
    }

    // MARK: - Changes

    /// What people change in a binding.
    enum Change: String, CaseIterable {
        case grant = "a grant added"
        case role = "a role changed"
        case template = "a template added"
        case end = "a grant given an end"
        case rules = "the pods' rules changed"
    }

    /// A binding of a cluster after a change, as the server would show it.
    static func changed(_ binding: LiveObject, _ change: Change, number: Int) -> LiveObject? {
        var content = binding.root.value
        var grants = content["spec"]?["grants"]?.array ?? []
        let namespace = binding.key.namespace?.split(separator: "-").last.flatMap { Int($0) } ?? 0
        switch change {
        case .grant: grants.append(["group": group(number + 2, of: namespace), "role": "approver"])
        case .role: grants[0]["role"] = grants[0]["role"] == "operator" ? "maintainer" : "operator"
        case .template:
            let templates = content["spec"]?["templates"]?.array ?? []
            content["spec"]?["templates"] = .array(templates + [["name": .string("report-extra-\(number)")]])
        case .end: grants[1]["expiresAt"] = "2099-01-01T00:00:00Z"
        case .rules:
            content["spec"]?["runner"] = [
                "rules": [["apiGroups": [""], "resources": ["configmaps"], "verbs": ["get"]]]
            ]
        }
        content["spec"]?["grants"] = .array(grants)
        content["metadata"]?["generation"] = .integer(binding.generation + 1)
        content["metadata"]?["resourceVersion"] = .string("\(1_000_000_000 + number)")
        return LiveObject(binding.key.type, document: JSONDocument(content))
    }
}
