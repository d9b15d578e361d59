import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import ReconcileCore
import TestInputs
import YAMLTree

/// The world of the corpus: its resources, what Idmon makes of them, and who is who.
struct World: Sendable {
    struct Missing: Error { let what: String }

    let resources: [KubeObject]
    /// What Idmon makes of them, policies included.
    let generated: [KubeObject]
    let policies: AccessPolicies

    static let folder = Project.root + "/Tests/PolicyTests/Corpus"

    /// - Parameter change: makes another world of it.
    init(_ change: (KubeObject) -> KubeObject = { $0 }) throws {
        let written = try Self.documents(Self.folder + "/world.yaml").map(Self.object)
        resources = (written + Crowd.bindings).map(change)
        let observations = AccessObservation.rendering(resources, now: KubeTime(seconds: 1_800_000_000))
        guard
            let observation = observations.first(where: { if case .installation = $0.key { true } else { false } }),
            let policies = AccessPolicies(observation)
        else { throw Missing(what: "no installation in world.yaml") }
        self.policies = policies
        generated = AccessPlanner().plan(observation).desired.map(\.object)
    }

    /// The same world with an account for each of some people.
    static func amongPeople() throws -> World {
        try World { resource in
            var resource = resource
            if resource.type == .argoInstallation { resource.content["spec"]?["identities"]?["identity"] = "User" }
            if resource.type == .keycloakRealm {
                resource.content["spec"]?["members"] = .array(
                    subjects.sorted { $0.key < $1.key }.map { name, person in
                        [
                            "subject": .string(person.subject), "name": .string(name),
                            "groups": .array(person.groups.map(JSONValue.string)),
                        ]
                    })
            }
            return resource
        }
    }

    /// What is refused of a CronWorkflow's specification, but what its labels are.
    var scheduleCodes: Set<String> {
        let policy = policies.policies.first { $0.name.hasSuffix("-schedule") }
        return Set(policy?.validations.map(\.code) ?? []).subtracting(["namespace", "reserved-label", "run-finalizer"])
    }

    static func documents(_ path: String) throws -> [JSONValue] {
        try YAMLReader.documents(in: try TextFile.bytes(at: path)).map(\.value)
    }

    static func object(_ document: JSONValue) throws -> KubeObject {
        let known = ResourceType.idmonKinds + [.namespace]
        guard let kind = document["kind"]?.string, let type = known.first(where: { $0.kind == kind }) else {
            throw Missing(what: "kind \(document["kind"]?.string ?? "")")
        }
        return KubeObject(type, content: document)
    }

    // MARK: - People

    private static let groups: [String: [String]] = [
        "submitter": ["/payments/developers"], "step-approver": ["/payments/leads"],
        "approver": ["/payments/auditors"], "operator": ["/sre"], "maintainer": ["/payments/owners"],
        "admin": ["/payments/admins"], "night-approver": ["/payments/night"],
        "submitter-and-approver": ["/payments/developers", "/payments/leads"],
    ]

    private static let others = [
        "controller": "system:serviceaccount:argo:argo",
        "workflow-controller": "system:serviceaccount:argo:argo-workflows-workflow-controller",
        "developer-kubectl": "developer", "platform": "platform",
        "idmon": "system:serviceaccount:idmon-system:idmon",
        "kube-controller-manager": "system:kube-controller-manager", "governor": "governor",
        "runner": "system:serviceaccount:argo:idmon-main-jobs-runner",
    ]

    /// Those who have accounts of their own in the world of people.
    private static let subjects: [String: (subject: String, groups: [String])] = [
        "alice": ("a11ce000-0000-4000-8000-000000000001", ["/payments/developers", "/payments/leads"]),
        "bob": ("b0bb0000-0000-4000-8000-000000000002", ["/payments/developers", "/payments/leads"]),
        "carol": ("ca701000-0000-4000-8000-000000000003", ["/payments/owners"]),
    ]

    /// Those who are people of Argo's user interface.
    static let people = groups.keys.sorted()
    private static let personas = Array(groups.keys) + Array(others.keys) + Array(subjects.keys)
    /// Those who may do everything.
    static let administrators: Set<String> = ["platform", "idmon"]

    /// Everybody of this world by the word that cases use.
    var personas: [String] { Self.personas.filter { (try? username(of: $0)) != nil }.sorted() }

    func username(of persona: String) throws -> String {
        if let other = Self.others[persona] { return other }
        let groups = Self.groups[persona].map { JSONValue.array($0.map(JSONValue.string)).text }
        let subject = Self.subjects[persona]?.subject
        let account = generated.first { object in
            let annotations = object.content["metadata"]?["annotations"]
            guard object.type == .serviceAccount else { return false }
            if let subject { return annotations?[WellKnown.Annotation.subject]?.string == subject }
            return annotations?[WellKnown.Annotation.subject] == nil && groups != nil
                && annotations?[WellKnown.Annotation.groups]?.string == groups
        }
        guard let account else { throw Missing(what: "an account for \(persona)") }
        return "system:serviceaccount:argo:\(account.name)"
    }

    /// What outsiders may do; the roles of people are Idmon's own objects.
    static func outsiderRules(of persona: String) -> JSONValue { persona == "governor" ? governing : editing }

    /// Everybody who is neither a person of Argo's nor an administrator.
    static let outsiders = others.keys.filter { !administrators.contains($0) }.sorted()

    /// What is given in the namespace billing, where no binding is.
    static let claiming: JSONValue = [
        ["apiGroups": ["idmon.dev"], "resources": ["workflowscopes"], "verbs": ["create"]],
        ["apiGroups": ["argoproj.io"], "resources": ["workflows"], "verbs": ["create"]],
    ]

    private static let governing: JSONValue = [
        [
            "apiGroups": ["idmon.dev"], "resources": ["workflowscopes"],
            "verbs": ["get", "create", "update", "patch", "escalate"],
        ]
    ]

    private static let editing: JSONValue = {
        let verbs: JSONValue = ["get", "list", "watch", "create", "update", "patch", "delete"]
        func rule(_ group: JSONValue, _ resources: JSONValue) -> JSONValue {
            ["apiGroups": [group], "resources": resources, "verbs": verbs]
        }
        return [
            rule(
                "argoproj.io", ["workflows", "workflowtemplates", "cronworkflows", "workfloweventbindings"]),
            rule("", ["serviceaccounts", "serviceaccounts/token", "secrets", "pods", "pods/ephemeralcontainers"]),
            rule("idmon.dev", ["workflowbindings", "workflowscopes"]),
        ]
    }()

    /// An authorizer that says what the objects of the world give.
    func authorizer(for persona: String) throws -> RoleAuthorizer {
        if Self.administrators.contains(persona) { return RoleAuthorizer(isAdministrator: true) }
        if Self.others[persona] != nil {
            let everywhere = ["payments", "argo"].map { ($0, Self.outsiderRules(of: persona)) }
            return RoleAuthorizer(
                rules: everywhere + (persona == "developer-kubectl" ? [("billing", Self.claiming)] : []))
        }
        let username = try username(of: persona)
        let bindings = generated.filter { $0.type == .roleBinding }.filter { binding in
            (binding.content["subjects"]?.array ?? []).contains {
                "system:serviceaccount:\($0["namespace"]?.string ?? ""):\($0["name"]?.string ?? "")" == username
            }
        }
        return RoleAuthorizer(
            rules: bindings.map { binding in
                let role = generated.first {
                    $0.type == .role && $0.namespace == binding.namespace
                        && $0.name == binding.content["roleRef"]?["name"]?.string
                }
                return (binding.namespace ?? "", role?.content["rules"] ?? [])
            })
    }
}

/// Says what Roles give, as Kubernetes does.
struct RoleAuthorizer: PolicyAuthorizer {
    var rules: [(namespace: String, rules: JSONValue)] = []
    var isAdministrator = false

    func allows(_ verb: String, resource: String, group: String, namespace: String, name: String) -> Bool {
        if isAdministrator { return true }
        return rules.filter { $0.namespace == namespace }.flatMap { $0.rules.array ?? [] }.contains { rule in
            func lists(_ field: String, _ value: String) -> Bool {
                (rule[field]?.array ?? []).contains { $0.string == value }
            }
            guard lists("verbs", verb), lists("apiGroups", group), lists("resources", resource) else { return false }
            return rule["resourceNames"] == nil || lists("resourceNames", name)
        }
    }
}
