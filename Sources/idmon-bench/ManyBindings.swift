import AccessModel
import JSONTree
import KubeClient
import KubeModel

/// 1,000 bindings in 100 namespaces of one installation, as people write them.
enum ManyBindings {
    private static let namespaces = 100
    private static let bindings = 10
    private static let installation = ObjectKey(.argoInstallation, namespace: "argo", name: "main")

    static var title: String {
        "\(namespaces * bindings) bindings in \(namespaces) namespaces, \(resources.count) resources"
    }

    /// What people wrote.
    static var resources: [KubeObject] {
        var resources = [
            KubeObject(.namespace, namespace: nil, name: "argo"),
            object(
                ObjectKey(.keycloakRealm, namespace: "argo", name: "production"),
                ["issuer": "https://keycloak.example.org/realms/production"]),
            object(installation, ["version": "4.1.2", "realmRef": ["name": "production"]]),
        ]
        for number in 0..<namespaces {
            let namespace = "team-\(number)"
            let (leads, developers): (JSONValue, JSONValue) = ("/team-\(number)/leads", "/team-\(number)/developers")
            resources.append(KubeObject(.namespace, namespace: nil, name: namespace))
            resources.append(
                object(
                    ObjectKey(.workflowScope, namespace: namespace, name: "production"),
                    [
                        "environment": "production", "installationRef": ["name": "main", "namespace": "argo"],
                        "groups": [
                            ["path": leads, "maxRole": "submitter"], ["path": developers, "maxRole": "viewer"],
                        ],
                    ]))
            for binding in 0..<bindings {
                resources.append(
                    object(
                        ObjectKey(.workflowBinding, namespace: namespace, name: "report-\(binding)"),
                        [
                            "scopeRef": ["name": "production"], "templates": [["name": "report-\(binding)"]],
                            "grants": [
                                ["group": leads, "role": "submitter"], ["group": developers, "role": "viewer"],
                            ],
                        ]))
            }
        }
        return resources
    }

    private static func object(_ key: ObjectKey, _ spec: JSONValue) -> KubeObject {
        KubeObject(key.type, namespace: key.namespace, name: key.name, fields: ["spec": spec])
    }

    /// Whether every grant is in effect and told.
    static func areInEffect(_ client: KubeClient) async throws(KubeError) -> Bool {
        let status = try await client.get(installation).root["status"]
        let isReady = status?["conditions"]?.elements.contains {
            $0["type"]?.string == "Ready" && $0["status"]?.string == "True"
        }
        return isReady == true && status?["grants"]?.integer == Int64(namespaces * bindings * 2)
    }
}
