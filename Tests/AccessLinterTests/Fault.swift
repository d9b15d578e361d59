import AccessLinter
import AccessModel
import JSONTree
import KubeModel
import Testing
import YAMLTree

/// One fault as a small change to a set-up without any.
///
/// The changes, each with one of these members: `set` and `remove` name an object with a `path`; `delete` and `add` take
/// one; `identity` adds an account with its token and rights, `role` a role with a binding; `sso` sets members of the
/// setting; `single` writes all settings into one key; `arguments`, `delegation` and `images` change argo-server.
struct Fault: CustomTestStringConvertible, Sendable {
    let name: String
    let code: String
    let object: String
    let field: String
    /// Codes that the change cannot but bring with it.
    let also: Set<String>
    /// It cannot stand beside other faults.
    let isAlone: Bool
    let knownGroups: Set<GroupPath>?
    let changes: [JSONValue]

    var testDescription: String { "\(code) \(name)" }

    static let all: [Fault] = {
        let files = ["rules", "accounts", "rights", "server", "settings"]
        return files.flatMap { file in
            let path = "\(Fixture.folder)/Faults/\(file).yaml"
            return (try? Fixture.documents(path))?.first?.array?.map(Fault.init) ?? []
        }
    }()

    private init(_ value: JSONValue) {
        name = value["name"]?.string ?? ""
        code = value["code"]?.string ?? ""
        object = value["object"]?.string ?? ""
        field = value["field"]?.string ?? ""
        also = Set(value["also"]?.array?.compactMap(\.string) ?? [])
        isAlone = value["alone"] == true
        changes = value["changes"]?.array ?? []
        let many = (0..<(value["manyGroups"]?.integer ?? 0)).map { number in
            // Names that have little in common, as those of a large realm.
            "/payments/\(String(UInt64(number + 1) &* 0x9e37_79b9_7f4a_7c15, radix: 36))"
        }
        let own = ["/payments/developers", "/payments/leads", "/platform"]
        let listed = value["groups"]?.array?.compactMap(\.string) ?? (many.isEmpty ? nil : many + own)
        knownGroups = listed.map { Set($0.compactMap(GroupPath.init)) }
    }

    /// The findings when these faults are planted into the clean set-up.
    static func findings(planting faults: [Fault]) throws -> [LintFinding] {
        var planting = Planting(objects: try Fixture.setup("clean"))
        for change in faults.flatMap(\.changes) { try planting.plant(change) }
        let known = faults.compactMap(\.knownGroups).first
        return AccessLinter(ArgoSetup(planting.objects, source: .files, knownGroups: known)).findings
    }
}

/// A set-up while faults are planted into it.
struct Planting {
    private(set) var objects: [KubeObject]
    private var identities = 0

    init(objects: [KubeObject]) { self.objects = objects }

    struct Misfit: Error, CustomStringConvertible {
        let description: String
    }

    private static let server = "Deployment argo/argo-server"
    private static let settings = "ConfigMap argo/workflow-controller-configmap"
    private static let container = "spec.template.spec.containers[0]"

    mutating func plant(_ change: JSONValue) throws {
        switch change.object?.members.first?.name {
        case "set":
            try set(change["set"]?.string ?? "", change["path"]?.string ?? "", change["value"])
        case "remove":
            try set(change["remove"]?.string ?? "", change["path"]?.string ?? "", nil)
        case "delete":
            objects.remove(at: try index(change["delete"]?.string ?? ""))
        case "add": add(change["add"] ?? .null)
        case "identity": try addIdentity(change["identity"] ?? .null)
        case "role": addRole(change["role"] ?? .null)
        case "allowSecret": try allow(change["allowSecret"]?.string ?? "", in: "argo")
        case "sso": try setSSO(change["sso"]?.object ?? [:])
        case "single": try join()
        case "arguments": try set(Self.server, Self.container + ".args", change["arguments"])
        case "delegation":
            let variable: JSONValue = [
                "name": "SSO_DELEGATE_RBAC_TO_NAMESPACE", "value": change["delegation"] ?? .null,
            ]
            try set(Self.server, Self.container + ".env", [variable])
        case "images":
            let tag = change["images"]?.string ?? ""
            try set(Self.server, Self.container + ".image", .string("quay.io/argoproj/argocli:\(tag)"))
            try set(
                "Deployment argo/workflow-controller", Self.container + ".image",
                .string("quay.io/argoproj/workflow-controller:\(tag)"))
        case let name: throw Misfit(description: "there is no change \(name ?? "without a name")")
        }
    }

    private func index(_ key: String) throws -> Int {
        guard let index = objects.firstIndex(where: { $0.key.description == key }) else {
            throw Misfit(description: "there is no \(key)")
        }
        return index
    }

    private mutating func set(_ key: String, _ path: String, _ value: JSONValue?) throws {
        objects[try index(key)].content[try JSONPath(parsing: path)] = value
    }

    private mutating func add(_ content: JSONValue) {
        let type = (ArgoSetup.kinds + [.secret]).first { $0.kind == content["kind"]?.string }
        if let type { objects.append(KubeObject(type, content: content)) }
    }

    /// An account with a rule, a token that argo-server may read, and the rights to look.
    private mutating func addIdentity(_ identity: JSONValue) throws {
        let name = identity["name"]?.string ?? ""
        let namespace = identity["namespace"]?.string ?? "argo"
        identities += 1
        let annotations: JSONValue = [
            "workflows.argoproj.io/rbac-rule": identity["rule"] ?? .null,
            "workflows.argoproj.io/rbac-rule-precedence": identity["precedence"] ?? .string("\(100 + identities)"),
        ]
        if let place = try? index("ServiceAccount \(namespace)/\(name)") {
            objects[place].content["metadata"]?["annotations"] = annotations
        } else {
            add([
                "apiVersion": "v1", "kind": "ServiceAccount",
                "metadata": ["name": .string(name), "namespace": .string(namespace), "annotations": annotations],
            ])
        }
        let secret = "\(name).service-account-token"
        try allow(secret, in: namespace)
        if identity["secret"] != "none" {
            add([
                "apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/service-account-token",
                "metadata": [
                    "name": .string(secret), "namespace": .string(namespace),
                    "annotations": ["kubernetes.io/service-account.name": .string(name)],
                ],
            ])
        }
        if identity["bound"] != false {
            let subject: JSONValue = [
                "kind": "ServiceAccount", "name": .string(name), "namespace": .string(namespace),
            ]
            let place = try index("RoleBinding payments/looks")
            let subjects = objects[place].content["subjects"]?.array ?? []
            objects[place].content["subjects"] = .array(subjects + [subject])
        }
    }

    /// Lets argo-server read a Secret.
    private mutating func allow(_ secret: String, in namespace: String) throws {
        guard namespace == "argo" else {
            let rule: JSONValue = [
                "apiGroups": [""], "resources": ["secrets"], "resourceNames": [.string(secret)], "verbs": ["get"],
            ]
            return addRole([
                "namespace": .string(namespace), "name": "argo-server", "account": "argo-server", "rules": [rule],
            ])
        }
        let path = try JSONPath(parsing: "rules[1].resourceNames")
        let place = try index("Role argo/argo-server")
        let names = objects[place].content[path]?.array ?? []
        objects[place].content[path] = .array(names + [.string(secret)])
    }

    private mutating func addRole(_ role: JSONValue) {
        let name = role["name"] ?? .null
        let namespace = role["namespace"]
        let prefix = namespace == nil ? "Cluster" : ""
        var metadata: JSONValue = ["name": name]
        metadata["namespace"] = namespace
        let given = role["clusterRole"]
        if given == nil {
            add([
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": .string(prefix + "Role"), "metadata": metadata,
                "rules": role["rules"] ?? [],
            ])
        }
        add([
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": .string(prefix + "RoleBinding"),
            "metadata": metadata,
            "roleRef": [
                "apiGroup": "rbac.authorization.k8s.io",
                "kind": .string(given != nil ? "ClusterRole" : prefix + "Role"), "name": given ?? name,
            ],
            "subjects": [
                [
                    "kind": "ServiceAccount", "name": role["account"] ?? .null,
                    "namespace": role["accountNamespace"] ?? "argo",
                ]
            ],
        ])
    }

    private mutating func setSSO(_ members: JSONObject) throws {
        let place = try index(Self.settings)
        let text = objects[place].content["data"]?["sso"]?.string ?? ""
        var sso = try YAMLReader.documents(in: Array(text.utf8)).first?.value ?? .null
        for member in members { sso[member.name] = member.value }
        objects[place].content["data"]?["sso"] = .string(YAMLWriter.text(sso))
    }

    /// All settings in the key `config`.
    private mutating func join() throws {
        let place = try index(Self.settings)
        var document: JSONObject = [:]
        for member in objects[place].content["data"]?.object ?? [:] {
            let value = try YAMLReader.documents(in: Array((member.value.string ?? "").utf8)).first?.value
            document[member.name] = value
        }
        objects[place].content["data"] = ["config": .string(YAMLWriter.text(.object(document)))]
    }
}
