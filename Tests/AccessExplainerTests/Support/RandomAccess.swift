import AccessModel
import JSONTree
import KubeModel
import ReconcileCore

/// Random resources of one installation: small names, so that things meet.
struct RandomAccess {
    static let groups = ["/a", "/b", "/c", "/d"]
    static let namespaces = ["red", "blue"]
    static let templates = ["build", "deploy", "report"]
    static let steps = ["s1", "s2"]

    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

    private mutating func one<Element>(of all: [Element]) -> Element { all[below(all.count)] }

    private mutating func some<Element>(of all: [Element], outOf bound: Int = 2) -> [Element] {
        all.filter { _ in below(bound) == 0 }
    }

    // MARK: - Resources

    mutating func resources() -> [KubeObject] {
        var objects = [KubeObject(.namespace, namespace: nil, name: "argo"), realm(), installation()]
        for namespace in Self.namespaces {
            objects.append(KubeObject(.namespace, namespace: nil, name: namespace))
            objects.append(scope(namespace))
            for number in 0..<below(4) { objects.append(binding(namespace, "binding-\(number)")) }
        }
        return objects
    }

    /// The same resources after a few changes.
    mutating func changed(_ objects: [KubeObject]) -> [KubeObject] {
        var objects = objects
        for _ in 0...below(3) {
            let index = below(objects.count)
            let key = objects[index].key
            switch key.type {
            case .argoInstallation: objects[index] = installation()
            case .keycloakRealm: objects[index] = realm()
            case .workflowScope: objects[index] = scope(key.namespace ?? "")
            case .workflowBinding:
                switch below(4) {
                case 0: objects.remove(at: index)
                // The same claim under another name.
                case 1:
                    objects[index] = KubeObject(
                        .workflowBinding, namespace: key.namespace, name: "renamed-\(below(100))",
                        fields: ["spec": objects[index].content["spec"] ?? [:]])
                default: objects[index] = binding(key.namespace ?? "", key.name)
                }
            default: objects.append(binding(one(of: Self.namespaces), "more-\(below(100))"))
            }
        }
        return objects
    }

    private static func object(_ type: ResourceType, _ namespace: String, _ name: String, _ spec: JSONObject)
        -> KubeObject
    {
        KubeObject(type, namespace: namespace, name: name, fields: ["spec": .object(spec)])
    }

    private mutating func realm() -> KubeObject {
        let members = (0..<below(4)).map { number -> JSONValue in
            [
                "subject": .string("person-\(number)"), "name": .string("name-\(number)"),
                "groups": .array(some(of: Self.groups).map(JSONValue.string)),
            ]
        }
        return Self.object(
            .keycloakRealm, "argo", "realm",
            ["issuer": "https://kc.example.org/realms/prod", "members": .array(members)])
    }

    private mutating func installation() -> KubeObject {
        var identities: JSONObject = [
            "combinations": [
                "limit": .integer(Int64(one(of: [0, 2, 64]))), "source": .string(one(of: ["Closure", "Known"])),
            ],
            "identity": .string(one(of: ["Group", "Group", "User"])),
        ]
        let version = one(of: ["3.6.10", "4.1.2", "4.2.0"])
        if version == "4.1.2", below(3) == 0 {
            identities["layout"] = "Delegated"
        } else if below(3) == 0 {
            identities["login"] = false
        }
        var spec: JSONObject = [
            "version": .string(version), "realmRef": ["name": "realm"], "identities": .object(identities),
        ]
        if version == "4.2.0", below(2) == 0 { spec["workflowActions"] = true }
        return Self.object(.argoInstallation, "argo", "main", spec)
    }

    private mutating func scope(_ namespace: String) -> KubeObject {
        let listed = some(of: Self.groups, outOf: 5).isEmpty ? Self.groups : Array(Self.groups.dropLast())
        let groups = listed.map { group -> JSONValue in
            ["path": .string(group), "maxRole": .string(one(of: Role.allCases.suffix(4)).rawValue)]
        }
        return Self.object(
            .workflowScope, namespace, "scope",
            [
                "environment": "production", "installationRef": ["name": "main", "namespace": "argo"],
                "groups": .array(groups), "allowClusterTemplates": .bool(below(3) > 0),
                "enforcement": .string(below(6) == 0 ? "Audit" : "Enforce"),
            ])
    }

    private mutating func binding(_ namespace: String, _ name: String) -> KubeObject {
        let templates = (0...below(2)).map { _ in template() }
        let grants = (0..<below(4)).map { _ in grant() }
        var unique: [JSONValue] = []
        for grant in grants
        where !unique.contains(where: { $0["group"] == grant["group"] && $0["role"] == grant["role"] }) {
            unique.append(grant)
        }
        var listed: [JSONValue] = []
        for template in templates
        where !listed.contains(where: { $0["name"] == template["name"] && $0["kind"] == template["kind"] }) {
            listed.append(template)
        }
        return Self.object(
            .workflowBinding, namespace, name,
            [
                "scopeRef": ["name": "scope"], "templates": .array(listed), "grants": .array(unique),
                "fourEyes": .bool(below(4) == 0),
            ])
    }

    private mutating func grant() -> JSONValue {
        let role = one(of: Role.allCases)
        var grant: JSONObject = ["group": .string(one(of: Self.groups)), "role": .string(role.rawValue)]
        if role == .approver, below(2) == 0 {
            grant["steps"] = .array([.string(one(of: Self.steps))])
        }
        // Around the time at which the tests look.
        if below(6) == 0 { grant["expiresAt"] = .string(Sample.now.adding(seconds: Int64(below(3)) - 1).description) }
        if below(8) == 0 { grant["notBefore"] = "2020-01-01T00:00:00Z" }
        return .object(grant)
    }

    private mutating func template() -> JSONValue {
        var template: JSONObject = [
            "name": .string(one(of: Self.templates)),
            "kind": .string(below(5) == 0 ? "ClusterWorkflowTemplate" : "WorkflowTemplate"),
        ]
        if below(3) == 0 { template["entrypoints"] = ["alt"] }
        switch below(4) {
        case 0: break
        case 1: template["parameters"] = []
        default:
            var region: JSONObject = ["name": "region"]
            switch below(4) {
            case 0: region["values"] = ["eu"]
            case 1: region["values"] = ["eu", "us"]
            case 2: region["pattern"] = "e."
            default: break
            }
            if below(4) == 0 { region["required"] = true }
            let more: [JSONValue] = below(2) == 0 ? [["name": "other"]] : []
            template["parameters"] = .array([.object(region)] + more)
        }
        return .object(template)
    }
}
