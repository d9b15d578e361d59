import AccessModel
import JSONTree
import KubeModel

/// Many groups and templates, each with some of the others, as large companies have them.
struct Organisation {
    let groups: Int
    let namespaces: Int
    /// In each namespace.
    let templates: Int

    private static let roles: [JSONValue] = ["viewer", "submitter", "approver", "operator", "maintainer", "admin"]

    var objects: [KubeObject] {
        var objects = [
            Self.object(
                .keycloakRealm, "argo", "production", ["issuer": "https://keycloak.example.org/realms/production"]),
            Self.object(
                .argoInstallation, "argo", "main",
                ["version": "4.1.2", "realmRef": ["name": "production"], "identities": ["combinations": ["limit": 0]]]),
        ]
        for namespace in 0..<namespaces {
            // Half of the groups are in each namespace, so that every second cell has something.
            let members = stride(from: namespace % 2, to: groups, by: 2)
            objects.append(
                Self.object(
                    .workflowScope, "team-\(namespace)", "production",
                    [
                        "environment": "production", "installationRef": ["name": "main", "namespace": "argo"],
                        "groups": .array(
                            members.map {
                                ["path": Self.path($0), "maxRole": $0 % 11 == 0 ? "viewer" : Self.roles[($0 + 1) % 6]]
                            }),
                    ]))
            for template in 0..<templates {
                objects.append(
                    Self.object(
                        .workflowBinding, "team-\(namespace)", "report-\(template)",
                        [
                            "scopeRef": ["name": "production"], "fourEyes": .bool(template % 3 == 0),
                            "templates": [
                                [
                                    "name": "nightly-report-\(template)",
                                    "parameters": [["name": "region", "values": ["eu", "us"]]],
                                ]
                            ],
                            "grants": .array(
                                members.map {
                                    [
                                        "group": Self.path($0), "role": Self.roles[($0 + 1) % 6],
                                        "expiresAt": "2031-01-01T00:00:00Z",
                                    ]
                                }),
                        ]))
            }
        }
        return objects
    }

    private static func path(_ number: Int) -> JSONValue { "/company/division-\(number / 20)/team-\(number)" }

    private static func object(_ type: ResourceType, _ namespace: String, _ name: String, _ spec: JSONValue)
        -> KubeObject
    {
        KubeObject(type, namespace: namespace, name: name, fields: ["spec": spec])
    }
}
