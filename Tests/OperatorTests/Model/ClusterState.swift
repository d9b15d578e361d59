import AccessCompiler
import AccessModel
import JSONTree
import KubeClient
import KubeModel

/// What an invariant is about, read at one moment, and what should hold of it by the words of the documentation.
struct ClusterState: Sendable {
    private(set) var objects: [ObjectKey: JSONValue] = [:]

    /// What the specs and their namespaces are read from.
    static let specTypes = [.namespace] + ResourceType.idmonKinds

    /// - Parameter types: of which objects are read; nothing is known of others.
    init(_ people: KubeClient, _ types: [ResourceType]) async throws(KubeError) {
        for type in types {
            for item in try await people.list(type).items {
                let object = item.root.value
                objects[KubeObject(type, content: object).key] = object
            }
        }
    }

    func all(_ type: ResourceType, in namespace: String? = nil) -> [(key: ObjectKey, value: JSONValue)] {
        objects.filter { $0.key.type == type && (namespace == nil || $0.key.namespace == namespace) }
            .sorted { $0.key < $1.key }
    }

    static func isOurs(_ object: JSONValue?) -> Bool {
        object?["metadata"]?["labels"]?[WellKnown.Label.managedBy]?.string == WellKnown.Label.managedByIdmon
    }

    func annotation(_ name: String, of key: ObjectKey) -> String? {
        objects[key]?["metadata"]?["annotations"]?[name]?.string
    }

    /// The same with the scopes that another state has.
    func withScopes(of other: ClusterState) -> ClusterState {
        var mixed = self
        mixed.objects = objects.filter { $0.key.type != .workflowScope }
        mixed.objects.merge(other.objects.filter { $0.key.type == .workflowScope }) { own, _ in own }
        return mixed
    }

    /// Whether all that decides what is allowed is the same; statuses do not.
    func hasSameSpecs(as other: ClusterState) -> Bool {
        func specs(_ state: ClusterState) -> [ObjectKey: [JSONValue?]] {
            state.objects.mapValues { [$0["spec"], $0["metadata"]?["labels"], $0["metadata"]?["deletionTimestamp"]] }
        }
        return specs(self) == specs(other)
    }

    // MARK: - What should be

    /// The spec of an object that is there to stay.
    private func spec(_ key: ObjectKey) -> JSONValue? {
        guard let object = objects[key], object["metadata"]?["deletionTimestamp"] == nil else { return nil }
        return object["spec"]
    }

    /// Which accounts the specs allow in the RoleBindings of each name: `payments/idmon-main-viewer`.
    var allowedSubjects: [String: Set<String>] {
        var allowed: [String: Set<String>] = [:]
        var given: [GroupPath: Set<String>] = [:]
        for (key, _) in all(.workflowBinding) {
            guard let namespace = key.namespace, let claim = spec(key),
                let scope = claim["scopeRef"]?["name"]?.string.flatMap({
                    spec(ObjectKey(.workflowScope, namespace: namespace, name: $0))
                }), scope["installationRef"]?["name"] == "main", isServed(namespace, scope)
            else { continue }
            allowed["\(namespace)/idmon-\(key.name)-runner"] = ["\(namespace)/idmon-\(key.name)-runner"]
            for grant in claim["grants"]?.array ?? [] {
                guard let text = grant["group"]?.string, let group = GroupPath(text),
                    let role = grant["role"]?.string.flatMap(Role.init(rawValue:)),
                    let maximum = scope["groups"]?.array?.first(where: { $0["path"]?.string == text })?["maxRole"]?
                        .string.flatMap(Role.init(rawValue:))
                else { continue }
                let steps = role.included.filter(maximum.includes)
                for step in steps { given[group, default: []].insert("\(namespace)/idmon-main-\(step)") }
                for (step, verb) in [(Role.submitter, "submit"), (.approver, "approve")] where steps.contains(step) {
                    given[group, default: []].insert("\(namespace)/idmon-main-\(key.name)-\(verb)")
                }
            }
        }
        let installation = spec(ObjectKey(.argoInstallation, namespace: "argo", name: "main"))
        let isDelegated = installation?["identities"]?["layout"] == "Delegated"
        let namespaces = Set(given.values.joined().compactMap { $0.split(separator: "/").first.map(String.init) })
        let accounts =
            isDelegated
            ? namespaces.flatMap { namespace in
                let here = given.mapValues { $0.filter { $0.hasPrefix("\(namespace)/") } }.filter { !$0.value.isEmpty }
                return Self.accounts(here, in: namespace)
            } : Self.accounts(given, in: "argo")
        for account in accounts {
            for binding in account.bindings { allowed[binding, default: []].insert(account.name) }
        }
        return allowed
    }

    /// The accounts that stand for groups: for each alone, and for several if each gives something beyond the others.
    private static func accounts(_ given: [GroupPath: Set<String>], in namespace: String) -> [(
        name: String, bindings: Set<String>
    )] {
        func union(_ groups: [GroupPath]) -> Set<String> { groups.reduce(into: []) { $0.formUnion(given[$1] ?? []) } }
        let groups = given.keys.sorted()
        return (1..<(1 << groups.count)).compactMap { mask in
            let held = groups.indices.filter { mask & (1 << $0) != 0 }.map { groups[$0] }
            let isIndependent = held.allSatisfy { group in union(held.filter { $0 != group }) != union(held) }
            guard held.count == 1 || isIndependent else { return nil }
            return ("\(namespace)/\(GeneratedName.account(installation: "main", holder: .groups(held)))", union(held))
        }
    }

    private func isServed(_ namespace: String, _ scope: JSONValue) -> Bool {
        let labels = objects[ObjectKey(.namespace, namespace: nil, name: namespace)]?["metadata"]?["labels"]
        let environment = labels?[WellKnown.Label.environment]
        return spec(ObjectKey(.argoInstallation, namespace: "argo", name: "main")) != nil
            && spec(ObjectKey(.keycloakRealm, namespace: "argo", name: "production")) != nil
            && (environment == nil || environment == scope["environment"])
    }

    // MARK: - What is

    /// The accounts that a RoleBinding gives something to, as `namespace/name`.
    static func subjects(_ binding: JSONValue) -> Set<String> {
        Set(
            (binding["subjects"]?.array ?? []).map {
                "\($0["namespace"]?.string ?? $0["kind"]?.string ?? "")/\($0["name"]?.string ?? "")"
            })
    }

    /// Everything that must never be, whatever was done or failed before.
    ///
    /// - Parameters:
    ///   - allowed: what specs allowed lately, besides what they allow now.
    ///   - robbed: accounts without a token of which nothing is said.
    func violations(allowing allowed: [String: Set<String>], ignoringTokensOf robbed: Set<ObjectKey> = []) -> Set<
        String
    > {
        var violations: Set<String> = []
        for (key, _) in all(.serviceAccount) where annotation(WellKnown.Annotation.rule, of: key) != nil {
            if !hasOwnToken(key), !robbed.contains(key) {
                violations.insert("\(key) has a rule and no token of its own")
            }
        }
        // With an empty token argo-server acts as system:anonymous.
        for (key, secret) in all(.secret) where Self.isOurs(secret) && secret["type"] == "Opaque" {
            if secret["data"]?["token"]?.string?.isEmpty != false { violations.insert("\(key) has an empty token") }
        }
        let bindings = all(.roleBinding).filter { Self.isOurs($0.value) }
        let allowed = bindings.isEmpty ? [:] : allowed.merging(allowedSubjects) { $0.union($1) }
        for (key, binding) in bindings {
            let excess = Self.subjects(binding).subtracting(allowed["\(key.namespace ?? "")/\(key.name)"] ?? [])
            for subject in excess { violations.insert("\(key) gives \(subject) what no grant says") }
        }
        return violations
    }

    func hasOwnToken(_ account: ObjectKey) -> Bool {
        guard let name = annotation(WellKnown.Annotation.tokenName, of: account) else { return false }
        let secret = ObjectKey(.secret, namespace: account.namespace, name: name)
        let uid = objects[account]?["metadata"]?["uid"]?.string
        let isIssued =
            objects[secret]?["type"] == "kubernetes.io/service-account-token"
            || annotation(WellKnown.Annotation.tokenExpiresAt, of: secret) != nil
        return isIssued && objects[secret]?["data"]?["token"]?.string?.isEmpty == false
            && annotation(WellKnown.Annotation.serviceAccountUID, of: secret) == uid
    }
}
