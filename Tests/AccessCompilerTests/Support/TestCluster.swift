import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import ReconcileCore
import Testing

/// A cluster of a few lines: objects, server-side apply by one manager, finalizers, the token controller, and tokens on
/// request.
struct TestCluster {
    private(set) var objects: [ObjectKey: JSONValue] = [:]
    private var lives: [ObjectKey: LiveObject] = [:]
    /// Objects that nobody may touch.
    private(set) var foreign: [ObjectKey: JSONValue] = [:]
    var now = KubeTime(seconds: 1_800_000_000)
    private var counter = 0
    private(set) var violations: [String] = []
    private(set) var notes: [EventNote] = []

    static let installation = ResourceName(namespace: "argo", name: "argo")

    // MARK: - What people do

    mutating func put(
        _ type: ResourceType, _ namespace: String?, _ name: String, spec: JSONValue? = nil, labels: JSONObject = [:]
    ) {
        let key = ObjectKey(type, namespace: namespace, name: name)
        var content = KubeObject(type, namespace: namespace, name: name, labels: labels).content
        content["spec"] = spec
        if let old = objects[key] {
            content["status"] = old["status"]
            for field in ["uid", "finalizers", "deletionTimestamp", "creationTimestamp"] {
                content["metadata"]?[field] = old["metadata"]?[field]
            }
        }
        store(key, content)
    }

    mutating func forgetNotes() { notes = [] }

    /// Changes an object behind the planner's back.
    mutating func tamper(_ key: ObjectKey, _ change: (inout JSONValue) -> Void) {
        guard let old = objects[key] else { return }
        var object = old
        change(&object)
        store(key, object)
        noteAuthor(of: key, since: old)
    }

    /// Notes in `managedFields`, as an API server does, that somebody else wrote what is not as it was.
    private mutating func noteAuthor(of key: ObjectKey, since old: JSONValue) {
        guard var object = objects[key], let entries = object["metadata"]?["managedFields"]?.array, !entries.isEmpty
        else { return }
        let changed = ["subjects", "rules"].filter { object[$0] != old[$0] }
        var theirs = JSONObject()
        for name in changed { theirs["f:\(name)"] = [:] }
        let rule = WellKnown.Annotation.rule
        let annotation = object["metadata"]?["annotations"]?[rule]
        if let annotation, annotation != old["metadata"]?["annotations"]?[rule] {
            theirs["f:metadata"] = ["f:annotations": .object(["f:\(rule)": [:]])]
        }
        guard !theirs.isEmpty else { return }
        let kept = entries.map { entry in
            var entry = entry
            for field in theirs { entry["fieldsV1"]?[field.name] = nil }
            return entry
        }
        let other: JSONValue = ["manager": "somebody", "operation": "Update", "fieldsV1": .object(theirs)]
        object["metadata"]?["managedFields"] = .array(kept + [other])
        store(key, object)
    }

    mutating func putForeign(_ object: KubeObject) {
        guard objects[object.key] == nil else { return }
        store(object.key, object.content)
        foreign[object.key] = objects[object.key]
    }

    /// Lets a foreign object be taken over.
    mutating func allowAdoption(_ key: ObjectKey) {
        tamper(key) { $0["metadata"]?["annotations"] = ["idmon.dev/adopt": "true"] }
        foreign[key] = nil
    }

    mutating func delete(_ key: ObjectKey) {
        guard var object = objects[key] else { return }
        if (object["metadata"]?["finalizers"]?.array ?? []).isEmpty {
            drop(key)
        } else if object["metadata"]?["deletionTimestamp"] == nil {
            object["metadata"]?["deletionTimestamp"] = .string(now.description)
            store(key, object)
        }
    }

    func keys(_ type: ResourceType) -> [ObjectKey] { objects.keys.filter { $0.type == type }.sorted() }

    private mutating func store(_ key: ObjectKey, _ content: JSONValue) {
        counter += 1
        var content = content
        if content["metadata"]?["uid"] == nil { content["metadata"]?["uid"] = .string("uid-\(counter)") }
        content["metadata"]?["resourceVersion"] = .string(String(counter))
        content["metadata"]?["generation"] = 1
        if content["metadata"]?["creationTimestamp"] == nil {
            content["metadata"]?["creationTimestamp"] = .string(now.description)
        }
        objects[key] = content
        lives[key] = LiveObject(key.type, document: JSONDocument(content))
    }

    private mutating func drop(_ key: ObjectKey) {
        objects[key] = nil
        lives[key] = nil
    }

    // MARK: - Observing

    func live(_ key: ObjectKey) -> LiveObject? { lives[key] }

    private func all(_ type: ResourceType) -> [LiveObject] {
        lives.values.filter { $0.key.type == type }.sorted { $0.key < $1.key }
    }

    private static let generatedTypes: [ResourceType] = [
        .serviceAccount, .secret, .role, .roleBinding, .clusterRoleBinding,
    ]

    private static let policyTypes: [ResourceType] = [.validatingAdmissionPolicy, .validatingAdmissionPolicyBinding]

    func observation(_ key: ReconcileKey) -> AccessObservation {
        var observation = AccessObservation(key: key, now: now)
        let scopes = all(.workflowScope)
        let bindings = all(.workflowBinding)
        let scopeByName = Dictionary(
            uniqueKeysWithValues: scopes.map { ("\($0.key.namespace ?? "")/\($0.key.name)", $0) })
        observation.scopes = scopes.filter { ReconcileKeys.key(ofScope: $0) == key }
        observation.bindings = bindings.filter {
            ReconcileKeys.key(ofBinding: $0) { scopeByName[$0.description] } == key
        }
        observation.applications = all(.application)
        observation.knownNames = Set((all(.argoInstallation) + scopes).map(\.key))
        for namespace in all(.namespace) { observation.namespaces[namespace.key.name] = NamespaceFact(namespace) }
        observation.templates = TemplateTable(TemplateKind.allCases.map(\.resourceType).flatMap(all))
        let made = Self.generatedTypes.flatMap(all)
        switch key {
        case .installation(let name):
            observation.installation = live(ObjectKey(.argoInstallation, namespace: name.namespace, name: name.name))
            observation.realms = all(.keycloakRealm).filter { $0.key.namespace == name.namespace }
            let namespaces = Set(observation.scopes.map(\.key.namespace))
            observation.scopesBeside = scopes.filter {
                namespaces.contains($0.key.namespace) && ReconcileKeys.key(ofScope: $0) != key
            }
            observation.installationsElsewhere = all(.argoInstallation).filter {
                $0.key != observation.installation?.key
            }
            observation.deployments = all(.deployment).filter { $0.key.namespace == name.namespace }
            observation.configMaps = all(.configMap).filter { $0.key.namespace == name.namespace }
            observation.generated = made.filter { ReconcileKeys.key(ofGenerated: $0) == key }
            observation.policies = Self.policyTypes.flatMap(all).filter { ReconcileKeys.key(ofGenerated: $0) == key }
            observation.foreign = Set(made.filter { ObjectOwner(of: $0, for: name) == .foreign }.map(\.key))
        case .unassigned(let own):
            observation.generated = made.filter {
                $0.key.namespace == own.namespace && $0.label(WellKnown.Label.binding) == own.name
            }
            observation.realms = all(.keycloakRealm).filter { $0.key == own }
        }
        return observation
    }

    /// Every key that has something to plan.
    var reconcileKeys: [ReconcileKey] {
        let scopes = all(.workflowScope)
        let scopeByName = Dictionary(
            uniqueKeysWithValues: scopes.map { ("\($0.key.namespace ?? "")/\($0.key.name)", $0) })
        var keys = Set(all(.argoInstallation).map(ReconcileKeys.key(ofInstallation:)))
        keys.formUnion(scopes.map(ReconcileKeys.key(ofScope:)))
        keys.formUnion(all(.workflowBinding).map { ReconcileKeys.key(ofBinding: $0) { scopeByName[$0.description] } })
        let generated = (Self.generatedTypes + Self.policyTypes).flatMap(all)
        keys.formUnion(generated.compactMap(ReconcileKeys.key(ofGenerated:)))
        return keys.sorted { $0.description < $1.description }
    }

    // MARK: - Performing

    /// Plans and performs until nothing changes any more.
    ///
    /// - Returns: after how many rounds; nil when the bound was reached.
    mutating func settle(bound: Int = 14) -> Int? {
        for round in 0..<bound {
            var writes = runTokenController()
            for key in reconcileKeys { writes += perform(AccessPlanner().plan(observation(key)), limit: .max) }
            if writes == 0 { return round }
        }
        return nil
    }

    /// Performs at most `limit` writes of a plan, as if the program had been stopped then.
    ///
    /// - Returns: the number of writes.
    mutating func perform(_ plan: Plan, limit: Int) -> Int {
        notes += plan.notes
        var steps: [(stage: Stage, write: (inout TestCluster) -> Bool)] = []
        for change in plan.finalizers { steps.append((change.stage, { $0.apply(change) })) }
        for planned in plan.desired { steps.append((planned.stage, { $0.apply(planned.object) })) }
        for patch in plan.patches { steps.append((patch.stage, { $0.patch(patch) })) }
        for removal in plan.removals { steps.append((removal.stage, { $0.remove(removal) })) }
        for token in plan.tokens { steps.append((token.stage, { $0.issue(token) })) }
        var writes = 0
        for step in steps.sorted(by: { $0.stage < $1.stage }) {
            guard writes < limit else { return writes }
            if step.write(&self) {
                writes += 1
                checkSafety("after \(step.stage.name)")
            }
        }
        for status in plan.statuses where writes < limit {
            guard var object = objects[status.key], object["metadata"]?["uid"]?.string == status.uid,
                object["status"] != status.status
            else { continue }
            object["status"] = status.status
            store(status.key, object)
            writes += 1
        }
        return writes
    }

    private mutating func apply(_ object: KubeObject) -> Bool {
        guard let old = objects[object.key] else {
            if object.type == .secret, objects[Self.account(of: object)] == nil {
                violations.append("\(object.key) is made before its account")
            }
            store(object.key, Self.managed(object.content, at: now))
            return true
        }
        if object.type == .secret { violations.append("\(object.key) is applied over what is there") }
        var content = object.content
        content["metadata"]?["uid"] = old["metadata"]?["uid"]
        content["metadata"]?["creationTimestamp"] = old["metadata"]?["creationTimestamp"]
        content["metadata"]?["resourceVersion"] = old["metadata"]?["resourceVersion"]
        content["metadata"]?["generation"] = old["metadata"]?["generation"]
        content["metadata"]?["managedFields"] = old["metadata"]?["managedFields"]
        guard content != old else { return false }
        content = Self.managed(content, at: now)
        if old["roleRef"] != content["roleRef"] { violations.append("\(object.key): roleRef cannot be changed") }
        store(object.key, content)
        return true
    }

    // MARK: - Requested tokens

    /// How long the server's clock is behind that of the planner, in seconds.
    var clockLead: Int64 = 0
    /// The most that the server grants, in seconds.
    var longestLife: Int64 = .max
    private(set) var issuedTokens = 0

    private mutating func issue(_ planned: PlannedToken) -> Bool {
        let key = planned.secret.key
        guard let secret = objects[key], secret["metadata"]?["uid"]?.string == planned.uid,
            secret["metadata"]?["resourceVersion"]?.string == planned.resourceVersion, objects[planned.account] != nil
        else { return false }
        let issued = now.adding(seconds: -clockLead)
        var content = planned.secret.content
        content["metadata"]?["annotations"]?[planned.annotations.issued] = .string(issued.description)
        content["metadata"]?["annotations"]?[planned.annotations.expires] = .string(
            issued.adding(seconds: min(Int64(planned.lifetimeSeconds), longestLife)).description)
        content["metadata"]?["annotations"]?[planned.annotations.received] = .string(now.description)
        issuedTokens += 1
        content["metadata"]?["uid"] = .string(planned.uid)
        content["data"] = ["token": .string("token \(issuedTokens)")]
        store(key, Self.managed(content, at: now))
        return true
    }

    /// The object with everything in it managed by Idmon, as far as anybody asks.
    private static func managed(_ content: JSONValue, at now: KubeTime) -> JSONValue {
        var fields: JSONValue = ["f:metadata": ["f:annotations": [:]]]
        for annotation in content["metadata"]?["annotations"]?.object ?? [:] {
            fields["f:metadata"]?["f:annotations"]?["f:\(annotation.name)"] = [:]
        }
        if content["data"]?["token"] != nil { fields["f:data"] = ["f:token": [:]] }
        for name in ["subjects", "rules"] where content[name] != nil { fields["f:\(name)"] = [:] }
        var content = content
        content["metadata"]?["managedFields"] = [
            ["manager": "idmon", "operation": "Apply", "time": .string(now.description), "fieldsV1": fields]
        ]
        return content
    }

    /// Takes a field of a Secret from Idmon, as somebody who writes it does.
    mutating func overwrite(_ key: ObjectKey) {
        let now = now
        tamper(key) { secret in
            secret["data"] = [:]
            secret = Self.managed(secret, at: now)
            secret["data"] = ["token": ""]
        }
    }

    private mutating func apply(_ change: FinalizerChange) -> Bool {
        guard var object = objects[change.key] else { return false }
        var finalizers = object["metadata"]?["finalizers"]?.array ?? []
        let own = JSONValue.string(change.finalizer)
        switch change.change {
        case .add where !finalizers.contains(own): finalizers.append(own)
        case .remove where finalizers.contains(own):
            checkNothingIsLeft(of: change.key)
            finalizers.removeAll { $0 == own }
        default: return false
        }
        object["metadata"]?["finalizers"] = .array(finalizers)
        if finalizers.isEmpty, object["metadata"]?["deletionTimestamp"] != nil {
            drop(change.key)
        } else {
            store(change.key, object)
        }
        return true
    }

    /// An installation is let go after everything that was made for it, a binding after everything with its label.
    private mutating func checkNothingIsLeft(of key: ObjectKey) {
        let left = lives.values.filter { object in
            guard ObjectOwner.installation(of: object) != nil, foreign[object.key] == nil else { return false }
            if key.type == .argoInstallation { return true }
            return key.type == .workflowBinding && object.key.namespace == key.namespace
                && object.label(WellKnown.Label.binding) == key.name
        }
        if let object = left.first { violations.append("\(key) is let go before \(object.key)") }
    }

    private mutating func patch(_ planned: PlannedPatch) -> Bool {
        guard let object = objects[planned.key], object["metadata"]?["uid"]?.string == planned.uid,
            object["metadata"]?["resourceVersion"]?.string == planned.resourceVersion
        else { return false }
        let changed = JSONMergePatch.apply(planned.patch, to: object)
        guard changed != object else { return false }
        store(planned.key, changed)
        return true
    }

    private mutating func remove(_ removal: PlannedRemoval) -> Bool {
        guard let object = objects[removal.key] else { return false }
        guard object["metadata"]?["uid"]?.string == removal.preconditions.uid,
            object["metadata"]?["resourceVersion"]?.string == removal.preconditions.resourceVersion
        else { return false }
        drop(removal.key)
        return true
    }

    // MARK: - The token controller

    private static func account(of secret: KubeObject) -> ObjectKey {
        let name = secret.content["metadata"]?["annotations"]?["kubernetes.io/service-account.name"]?.string ?? ""
        return ObjectKey(.serviceAccount, namespace: secret.namespace, name: name)
    }

    mutating func runTokenController() -> Int {
        var writes = 0
        for key in keys(.secret) where foreign[key] == nil {
            guard var secret = objects[key] else { continue }
            if let owner = secret["metadata"]?["ownerReferences"]?[0] {
                // The garbage collector.
                let account = objects[
                    ObjectKey(.serviceAccount, namespace: key.namespace, name: owner["name"]?.string ?? "")]
                if account?["metadata"]?["uid"] != owner["uid"] {
                    drop(key)
                    writes += 1
                }
                continue
            }
            let account = objects[Self.account(of: KubeObject(.secret, content: secret))]
            let uid = account?["metadata"]?["uid"]
            let noted = secret["metadata"]?["annotations"]?["kubernetes.io/service-account.uid"]
            if account == nil || noted != nil && noted != uid {
                drop(key)
                writes += 1
            } else if noted == nil {
                secret["metadata"]?["annotations"]?["kubernetes.io/service-account.uid"] = uid
                let entry: JSONValue = [
                    "manager": "kube-controller-manager", "operation": "Update",
                    "fieldsV1": ["f:data": ["f:token": [:]]],
                ]
                let entries = secret["metadata"]?["managedFields"]?.array ?? []
                secret["metadata"]?["managedFields"] = .array(entries + [entry])
                store(key, secret)
                writes += 1
            }
        }
        return writes
    }

    // MARK: - What must hold at every moment

    private mutating func checkSafety(_ moment: String) {
        for account in lives.values
        where account.key.type == .serviceAccount && account.annotation(WellKnown.Annotation.rule) != nil {
            guard foreign[account.key] == nil else { continue }
            if !hasToken(account) {
                violations.append("\(moment): \(account.key) has a rule and no token")
            }
        }
        let bindings: Set<ResourceType> = [.roleBinding, .clusterRoleBinding]
        for binding in lives.values where bindings.contains(binding.key.type) && foreign[binding.key] == nil {
            for subject in binding.root["subjects"]?.elements.map({ $0 }) ?? []
            where subject["kind"]?.string == "ServiceAccount" {
                let key = ObjectKey(
                    .serviceAccount, namespace: subject["namespace"]?.string, name: subject["name"]?.string ?? "")
                if objects[key] == nil { violations.append("\(moment): \(binding.key) refers to missing \(key)") }
                if foreign[key] != nil { violations.append("\(moment): \(binding.key) refers to foreign \(key)") }
            }
            let role = ObjectKey(.role, namespace: binding.key.namespace, name: binding.key.name)
            if foreign[role] != nil { violations.append("\(moment): \(binding.key) refers to foreign \(role)") }
        }
        for (key, object) in foreign where objects[key] != object { violations.append("\(moment): \(key) was touched") }
    }
}
