import AccessModel
import JSONTree
import KubeModel

/// The generated objects that exist, asked what they give.
struct LiveAccess {
    let installation: ResourceName
    private let objects: [ObjectKey: LiveObject]

    init(_ generated: [LiveObject], installation: ResourceName) {
        self.installation = installation
        let placed = generated.filter { Self.hasPlace($0, installation) }
        objects = Dictionary(placed.map { ($0.key, $0) }) { first, _ in first }
    }

    /// Whether Idmon makes an account of such a name at such a place. Whoever may create ServiceAccounts may label them
    /// like Idmon's; those must neither stop Idmon nor make it write elsewhere.
    private static func hasPlace(_ object: LiveObject, _ installation: ResourceName) -> Bool {
        guard object.key.type == .serviceAccount else { return true }
        let binding = object.label(WellKnown.Label.binding)
        if object.key.namespace == installation.namespace { return binding == nil }
        return binding.map { object.key.name == GeneratedName.runner(binding: $0) } ?? false
    }

    subscript(key: ObjectKey) -> LiveObject? { objects[key] }

    /// All of them in the order of their keys.
    var sorted: [LiveObject] { objects.values.sorted { $0.key < $1.key } }

    var isEmpty: Bool { objects.isEmpty }

    /// The identities' accounts by name.
    var accounts: [String: LiveObject] {
        let accounts = objects.values.filter {
            $0.key.type == .serviceAccount && $0.key.namespace == installation.namespace
        }
        return Dictionary(uniqueKeysWithValues: accounts.map { ($0.key.name, $0) })
    }

    func account(_ name: String) -> LiveObject? {
        objects[ObjectKey(.serviceAccount, namespace: installation.namespace, name: name)]
    }

    /// Whether an identity's account exists and its token is there.
    func hasToken(_ identity: Identity) -> Bool {
        guard let account = account(identity.accountName), !account.isBeingDeleted else { return false }
        let secret = objects[ObjectKey(.secret, namespace: installation.namespace, name: identity.tokenName)]
        return TokenFact(secret: secret) == .present(accountUID: account.uid)
    }

    /// Whether Argo uses an account for some rule.
    func isInUse(_ account: String) -> Bool {
        guard let live = self.account(account), live.annotation(WellKnown.Annotation.rule) != nil else { return false }
        let token = live.annotation(WellKnown.Annotation.tokenName) ?? GeneratedName.token(ofAccount: account)
        let secret = objects[ObjectKey(.secret, namespace: installation.namespace, name: token)]
        return TokenFact(secret: secret) == .present(accountUID: live.uid)
    }

    /// Whether Argo uses an identity: its token is there and its account carries the rule.
    func isActive(_ identity: Identity) -> Bool {
        guard hasToken(identity), let account = account(identity.accountName) else { return false }
        return account.annotation(WellKnown.Annotation.rule) == identity.rule.text
            && account.annotation(WellKnown.Annotation.rulePrecedence) == String(identity.precedence)
    }

    /// Whether a subject has certain permissions: the RoleBinding of a Role's name lists it, and the Role permits as much.
    func gives(_ permissions: PermissionSet, through roleName: String, in namespace: String, to subject: JSONValue)
        -> Bool
    {
        guard let binding = objects[ObjectKey(.roleBinding, namespace: namespace, name: roleName)],
            let role = objects[ObjectKey(.role, namespace: namespace, name: roleName)],
            Self.refersToRole(binding, named: roleName),
            Self.subjects(of: binding).contains(subject)
        else { return false }
        return Self.permissions(ofRules: role.root["rules"]).map { permissions.isSubset(of: $0) } ?? true
    }

    /// The subjects of a RoleBinding as they are written.
    static func subjects(of binding: LiveObject) -> [JSONValue] {
        (binding.root["subjects"].map { Array($0.elements) } ?? []).map { subject in
            var value = subject.value
            // The group of ServiceAccounts is empty and may be left out.
            if value["apiGroup"] == "" { value["apiGroup"] = nil }
            return value
        }
    }

    static func refersToRole(_ binding: LiveObject, named name: String) -> Bool {
        binding.root["roleRef"]?["kind"]?.string == "Role" && binding.root["roleRef"]?["name"]?.string == name
    }

    /// What the rules of a Role permit; nil when one of them is not of the kind that Idmon writes.
    static func permissions(ofRules view: JSONView?) -> PermissionSet? {
        var rules: [PolicyRule] = []
        for rule in view.map({ Array($0.elements) }) ?? [] {
            let lists = ["apiGroups", "resources", "verbs", "resourceNames"].map { name in
                rule[name].map { $0.elements.compactMap(\.string) } ?? []
            }
            guard rule["nonResourceURLs"] == nil, !lists.joined().contains("*") else { return nil }
            rules.append(
                PolicyRule(apiGroups: lists[0], resources: lists[1], verbs: lists[2], resourceNames: lists[3]))
        }
        return PermissionSet(rules)
    }
}
