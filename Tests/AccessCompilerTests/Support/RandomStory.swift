import AccessModel
import JSONTree
import KubeModel
import ReconcileCore

/// A made-up organisation whose files change at random, and the access that follows from them, told independently of
/// the planner: from the files' text, by the rules of the documentation.
struct RandomStory {
    var cluster = TestCluster()
    private var random: SplitMix64

    static let namespaces = ["payments", "data", "web"]
    static let groups = [
        "/payments/leads", "/payments/developers", "/sre", "/Sre", "/data/team a", "/it's/\"q\"", "/back\\slash",
        "/emoji/🚀",
    ]
    private static let scopeNames = ["prod", "test"]
    private static let bindingNames = ["nightly", "report", "deploy"]
    private static let templates = ["nightly-report", "deploy-prod", "cleanup"]
    /// How much may be taken away at once, in percent.
    private let maximumRemoved: Int64
    /// The layouts of identities that the installation may have.
    private let layouts: [IdentitySettings.Layout]

    init(seed: UInt64, maximumRemoved: Int64 = 100, layouts: [IdentitySettings.Layout] = [.installation]) {
        random = SplitMix64(seed: seed)
        self.maximumRemoved = maximumRemoved
        self.layouts = layouts
        for namespace in Self.namespaces + ["argo"] { cluster.put(.namespace, nil, namespace) }
    }

    mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

    private mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

    // MARK: - Changes

    /// Changes one thing.
    mutating func change() {
        switch below(20) {
        case 0: toggle(.argoInstallation, "argo", "argo") { $0.putInstallation() }
        case 1: toggle(.keycloakRealm, "argo", "prod") { $0.putRealm() }
        case 2: cluster.now = cluster.now.adding(seconds: Int64(below(4000)))
        case 3:
            let namespace = pick(Self.namespaces)
            let label = pick([nil, "production", "test"])
            cluster.put(
                .namespace, nil, namespace, labels: label.map { [WellKnown.Label.environment: .string($0)] } ?? [:])
        case 4...7:
            let (namespace, name) = (pick(Self.namespaces), pick(Self.scopeNames))
            if below(3) == 0 {
                cluster.delete(ObjectKey(.workflowScope, namespace: namespace, name: name))
            } else {
                putScope(namespace, name)
            }
        default:
            let (namespace, name) = (pick(Self.namespaces), pick(Self.bindingNames))
            if below(3) == 0 {
                cluster.delete(ObjectKey(.workflowBinding, namespace: namespace, name: name))
            } else {
                putBinding(namespace, name)
            }
        }
    }

    private mutating func toggle(
        _ type: ResourceType, _ namespace: String, _ name: String, _ put: (inout RandomStory) -> Void
    ) {
        let key = ObjectKey(type, namespace: namespace, name: name)
        if cluster.objects[key] == nil || below(2) == 0 { put(&self) } else { cluster.delete(key) }
    }

    mutating func putInstallation() { putInstallation(layouts.count == 1 ? layouts[0] : pick(layouts)) }

    mutating func putInstallation(_ layout: IdentitySettings.Layout) {
        let version = below(8) == 0 ? "3.5.4" : "4.1.2"
        let kind = below(3) == 0 ? "Permanent" : "Requested"
        cluster.put(
            .argoInstallation, "argo", "argo",
            spec: [
                "version": .string(version), "realmRef": ["name": "prod"],
                "tokens": ["kind": .string(kind), "lifetime": "1h"],
                "safety": ["maxRemovedPercent": .integer(maximumRemoved)],
                "identities": [
                    "layout": .string(layout.rawValue),
                    "combinations": ["limit": .integer(Int64(below(4) == 0 ? 64 : below(10)))],
                ],
            ])
    }

    mutating func putRealm() {
        cluster.put(.keycloakRealm, "argo", "prod", spec: ["issuer": "https://kc.example.org/realms/prod"])
    }

    mutating func putScope(_ namespace: String, _ name: String) {
        var groups: [JSONValue] = []
        for group in Self.groups where below(3) > 0 {
            groups.append(["path": .string(group), "maxRole": .string(pick(Self.roles))])
        }
        if groups.isEmpty { groups = [["path": "/sre", "maxRole": "viewer"]] }
        cluster.put(
            .workflowScope, namespace, name,
            spec: [
                "environment": "production", "installationRef": ["name": "argo", "namespace": "argo"],
                "groups": .array(groups),
            ])
    }

    mutating func putBinding(_ namespace: String, _ name: String) {
        var grants: [JSONValue] = []
        for group in Self.groups {
            for role in Self.roles where below(9) == 0 {
                var grant: JSONValue = ["group": .string(group), "role": .string(role)]
                if below(4) == 0 {
                    grant["notBefore"] = .string(cluster.now.adding(seconds: Int64(below(4000)) - 2000).description)
                }
                if below(3) == 0 {
                    grant["expiresAt"] = .string(cluster.now.adding(seconds: Int64(below(9000)) + 2001).description)
                }
                grants.append(grant)
            }
        }
        let templates = Self.templates.filter { _ in below(2) == 0 }
        cluster.put(
            .workflowBinding, namespace, name,
            spec: [
                "scopeRef": ["name": .string(pick(Self.scopeNames))],
                "templates": .array((templates.isEmpty ? ["cleanup"] : templates).map { ["name": .string($0)] }),
                "grants": .array(grants),
            ])
    }

    mutating func populate() {
        putInstallation()
        putRealm()
        for namespace in Self.namespaces {
            for name in Self.scopeNames { putScope(namespace, name) }
            for name in Self.bindingNames { putBinding(namespace, name) }
        }
    }

    // MARK: - What should be

    /// The layout that the files ask for.
    var layout: IdentitySettings.Layout {
        let spec = spec(.argoInstallation, "argo", "argo")
        return spec?["identities"]?["layout"] == "Delegated" ? .delegated : .installation
    }

    /// What somebody in several groups should be able to do in a namespace.
    func expectedAccess(of groups: [String], in namespace: String) -> Set<String> {
        groups.reduce(into: []) { $0.formUnion(expectedAccess(of: $1, in: namespace)) }
    }

    private func spec(_ type: ResourceType, _ namespace: String, _ name: String) -> JSONValue? {
        guard let object = cluster.objects[ObjectKey(type, namespace: namespace, name: name)],
            object["metadata"]?["deletionTimestamp"] == nil
        else { return nil }
        return object["spec"]
    }

    /// What holders of one group should be able to do in a namespace.
    func expectedAccess(of group: String, in namespace: String) -> Set<String> {
        guard let installation = spec(.argoInstallation, "argo", "argo"), installation["version"] != "3.5.4",
            spec(.keycloakRealm, "argo", "prod") != nil
        else { return [] }
        let label = cluster.objects[ObjectKey(.namespace, namespace: nil, name: namespace)]?["metadata"]?["labels"]?[
            WellKnown.Label.environment]
        var access: Set<String> = []
        for binding in cluster.keys(.workflowBinding) where binding.namespace == namespace {
            guard let claim = spec(.workflowBinding, namespace, binding.name),
                let scope = claim["scopeRef"]?["name"]?.string.flatMap({ spec(.workflowScope, namespace, $0) }),
                label == nil || label == scope["environment"],
                let maximum = scope["groups"]?.array?.first(where: { $0["path"]?.string == group })?["maxRole"]?.string
            else { continue }
            for grant in claim["grants"]?.array ?? [] where grant["group"]?.string == group {
                if let begin = grant["notBefore"]?.string.flatMap({ KubeTime($0) }), cluster.now < begin { continue }
                if let end = grant["expiresAt"]?.string.flatMap({ KubeTime($0) }), end <= cluster.now { continue }
                let steps = Self.steps(grant["role"]?.string ?? "").intersection(Self.steps(maximum))
                for step in steps { access.formUnion(Self.added[step] ?? []) }
                for (step, verb) in [("submitter", "submit"), ("approver", "approve")] where steps.contains(step) {
                    for template in claim["templates"]?.array ?? [] {
                        access.insert("\(verb) workflowtemplates \(template["name"]?.string ?? "")")
                    }
                    access.insert("\(verb) workflowbindings \(binding.name)")
                }
            }
        }
        return access
    }

    static let roles = ["viewer", "submitter", "approver", "operator", "maintainer", "admin"]

    /// What a role is made of: itself and all below it.
    static func steps(_ role: String) -> Set<String> {
        switch role {
        case "viewer": ["viewer"]
        case "submitter", "approver": ["viewer", role]
        default: Set(roles.prefix(through: roles.firstIndex(of: role) ?? 0))
        }
    }

    /// What each role adds to those below it.
    private static let added: [String: Set<String>] = {
        func rights(_ verbs: String, _ resources: String) -> Set<String> {
            Set(
                resources.split(separator: " ").flatMap { resource in
                    verbs.split(separator: " ").map { "\($0) \(resource) *" }
                })
        }
        let writing = "create update patch delete"
        return [
            "viewer": rights("get list watch", "pods workflows workflowtemplates cronworkflows")
                .union(rights("list watch", "events")).union(rights("get", "pods/log")),
            "submitter": rights("create", "workflows"), "approver": rights("update", "workflows"),
            "operator": rights("patch", "workflows").union(rights("delete", "pods")),
            "maintainer": rights("delete", "workflows").union(rights(writing, "workflowtemplates cronworkflows")),
            "admin": rights("deletecollection", "workflows")
                .union(rights("get list watch \(writing)", "workfloweventbindings"))
                .union(rights("get list watch", "workflowtasksets workflowtaskresults workflowartifactgctasks")),
        ]
    }()
}
