import AccessModel
import JSONTree
import KubeModel

/// The generated objects that exist, asked what they give.
struct LiveAccess {
    let installation: ResourceName
    /// The time at which it is asked whether tokens are over.
    let now: KubeTime
    private var objects: [ObjectKey: LiveObject]
    /// The identities' accounts.
    let accounts: [LiveObject]
    /// For which groups each account that is not of pods stands; those that do not tell are left out.
    private let groups: [ObjectKey: [GroupPath]]
    /// The accounts of identities that stand for each group, in use or not.
    private let standing: [GroupPath: [ObjectKey]]
    /// Those that ``sorted`` lists; nil for all.
    private var listed: [LiveObject]?
    /// What was read once for all who ask: the tokens of the identities' accounts.
    private var usedTokens: [ObjectKey: TokenFact] = [:]
    /// The same: what the Roles of the listed namespace permit, nil for one that is not of the kind that Idmon writes.
    private var permitted: [ObjectKey: PermissionSet?] = [:]
    /// The same: the subjects of the RoleBindings of the listed namespace.
    private var subjects: [ObjectKey: [JSONValue]] = [:]

    init(_ generated: [LiveObject], installation: ResourceName, at now: KubeTime) {
        self.installation = installation
        self.now = now
        let placed = generated.filter { Self.hasPlace($0, installation) }
        objects = Dictionary(placed.map { ($0.key, $0) }) { first, _ in first }
        let people = objects.values.filter {
            $0.key.type == .serviceAccount && $0.label(WellKnown.Label.binding) == nil
        }
        let groups = Dictionary(
            uniqueKeysWithValues: people.compactMap { account in
                IdentityLayout.groups(of: account).map { (account.key, $0) }
            })
        accounts = people.filter { Self.isIdentity($0, installation) }
        var standing: [GroupPath: [ObjectKey]] = [:]
        for account in accounts {
            for group in groups[account.key] ?? [] { standing[group, default: []].append(account.key) }
        }
        self.groups = groups
        self.standing = standing
    }

    /// The same, put in order and asked for tokens once for all who follow.
    var prepared: LiveAccess {
        var prepared = self
        prepared.listed = sorted
        for account in accounts { prepared.usedTokens[account.key] = usedToken(of: account) }
        return prepared
    }

    /// The same with the objects of a workload namespace without identities, of which alone ``sorted`` tells.
    func listing(_ generated: [LiveObject]) -> LiveAccess {
        var focused = self
        var own: [LiveObject] = []
        for object in generated where Self.hasPlace(object, installation) && focused.objects[object.key] == nil {
            focused.objects[object.key] = object
            own.append(object)
        }
        focused.listed = own.sorted { $0.key < $1.key }
        for object in own where object.key.type == .role {
            focused.permitted[object.key] = .some(Self.permissions(of: object))
        }
        for object in own where object.key.type == .roleBinding {
            focused.subjects[object.key] = Self.subjects(of: object)
        }
        return focused
    }

    /// Whether Idmon makes an object of such a name at such a place. Whoever may create ServiceAccounts may label them
    /// like Idmon's; those must neither stop Idmon nor make it write elsewhere.
    private static func hasPlace(_ object: LiveObject, _ installation: ResourceName) -> Bool {
        if object.key.type == .clusterRoleBinding { return object.key == GeneratedName.clusterTemplates(installation) }
        guard object.key.type == .serviceAccount else { return true }
        guard let binding = object.label(WellKnown.Label.binding) else {
            return IdentityLayout.isIdentity(object, of: installation)
        }
        return object.key.namespace != installation.namespace
            && object.key.name == GeneratedName.runner(binding: binding)
    }

    /// Whether an account is one of the identities; beside the workflows also a copy of one can be called so.
    private static func isIdentity(_ object: LiveObject, _ installation: ResourceName) -> Bool {
        IdentityLayout.isIdentity(object, of: installation)
            && (object.key.namespace == installation.namespace || Authorship.isOurs(object))
    }

    subscript(key: ObjectKey) -> LiveObject? { objects[key] }

    /// All of them in the order of their keys.
    var sorted: [LiveObject] { listed ?? objects.values.sorted { $0.key < $1.key } }

    /// Whether nothing is left that Idmon made.
    var isEmpty: Bool { !objects.values.contains(where: Authorship.isOurs) }

    /// For which groups an account stands; nil when its annotation does not tell.
    func groups(of account: ObjectKey) -> [GroupPath]? { groups[account] }

    // MARK: - Tokens

    /// An account's token of one kind.
    func token(_ kind: TokenKind, of account: LiveObject) -> TokenFact {
        let name = GeneratedName.token(ofAccount: account.key.name, kind)
        return TokenFact(
            objects[ObjectKey(.secret, namespace: account.key.namespace, name: name)], kind: kind, of: account)
    }

    /// The kind of the token that Argo takes for an account; nil when it looks elsewhere.
    ///
    /// The first entry of the account's `secrets`, which OpenShift fills, comes before the annotation.
    /// Source: Argo Workflows, `util/secrets/secret_name.go`.
    func tokenKind(of account: LiveObject) -> TokenKind? {
        let name =
            Self.listedSecret(of: account) ?? account.annotation(WellKnown.Annotation.tokenName)
            ?? GeneratedName.token(ofAccount: account.key.name, .permanent)
        return TokenKind.allCases.first { GeneratedName.token(ofAccount: account.key.name, $0) == name }
    }

    /// The Secret that comes before the one in an account's annotation.
    static func listedSecret(of account: LiveObject) -> String? { account.root["secrets"]?[0]?["name"]?.string }

    /// Whether Argo will look where the account's annotation says.
    func isFree(_ account: LiveObject, toName secret: String) -> Bool {
        Self.listedSecret(of: account).map { $0 == secret } ?? true
    }

    /// The token that Argo takes for an account.
    ///
    /// - Parameter account: one of the objects that are asked here.
    func usedToken(of account: LiveObject) -> TokenFact {
        usedTokens[account.key] ?? tokenKind(of: account).map { token($0, of: account) } ?? .absent
    }

    /// Whether an identity's account exists and Argo can use its token.
    func hasToken(_ identity: Identity) -> Bool {
        guard let account = objects[identity.account], !account.isBeingDeleted else { return false }
        return usedToken(of: account).isUsable(at: now)
    }

    /// Whether Argo uses an account for some rule.
    func isInUse(_ account: ObjectKey) -> Bool {
        guard let live = objects[account], live.annotation(WellKnown.Annotation.rule) != nil else { return false }
        return usedToken(of: live).isUsable(at: now)
    }

    /// The accounts that Argo uses for people of a group, whatever other groups they hold, in requests about a namespace.
    func accountsInUse(for group: GroupPath, in namespace: String) -> [ObjectKey] {
        (standing[group] ?? []).filter { account in
            [installation.namespace, namespace].contains(account.namespace) && isInUse(account)
        }.sorted()
    }

    /// Whether Argo uses an identity, in its place among others: its token is there, and its account carries the rule and
    /// the precedence.
    func isActive(_ identity: Identity) -> Bool {
        isInUse(identity)
            && objects[identity.account]?.annotation(WellKnown.Annotation.rulePrecedence) == String(identity.precedence)
    }

    /// Whether Argo uses an identity: its token is there, and its account carries the rule.
    ///
    /// A precedence that is to change does not matter here. A new grant gives the accounts of its group another one, and
    /// until it is written all have what they had: the old order is right for what was given before. In that moment only
    /// somebody of several groups may lack what is new; ``isActive(_:)`` tells the installation of it.
    func isInUse(_ identity: Identity) -> Bool {
        guard hasToken(identity), let account = objects[identity.account] else { return false }
        return account.annotation(WellKnown.Annotation.rule) == identity.rule.text
            && account.annotation(WellKnown.Annotation.rulePrecedence) != nil
    }

    /// Whether a subject has certain permissions: the RoleBinding of a Role's name lists it, and the Role permits as much.
    func gives(_ permissions: PermissionSet, through roleName: String, in namespace: String, to subject: JSONValue)
        -> Bool
    {
        receivers(of: permissions, through: roleName, in: namespace).contains(subject)
    }

    /// The subjects that have certain permissions: those that the RoleBinding of a Role's name lists, where the Role
    /// permits as much.
    func receivers(of permissions: PermissionSet, through roleName: String, in namespace: String) -> [JSONValue] {
        guard let binding = objects[ObjectKey(.roleBinding, namespace: namespace, name: roleName)],
            let role = objects[ObjectKey(.role, namespace: namespace, name: roleName)],
            Self.refersToItsRole(binding)
        else { return [] }
        guard permitted(by: role).map({ permissions.isSubset(of: $0) }) ?? true else { return [] }
        return subjects(of: binding)
    }

    /// What the rules of a Role permit; nil when one of them is not of the kind that Idmon writes.
    ///
    /// - Parameter role: one of the objects that are asked here.
    func permitted(by role: LiveObject) -> PermissionSet? { permitted[role.key] ?? Self.permissions(of: role) }

    /// The subjects of a RoleBinding as they are written.
    ///
    /// - Parameter binding: one of the objects that are asked here.
    func subjects(of binding: LiveObject) -> [JSONValue] { subjects[binding.key] ?? Self.subjects(of: binding) }

    /// Whether a subject may see ClusterWorkflowTemplates. What the ClusterRole permits is the platform's affair.
    func givesClusterTemplates(to subject: JSONValue) -> Bool {
        guard let binding = objects[GeneratedName.clusterTemplates(installation)] else { return false }
        return Self.refersToItsRole(binding) && Self.subjects(of: binding).contains(subject)
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

    /// Whether a RoleBinding gives the Role of its name, and a ClusterRoleBinding the ClusterRole that it is for.
    static func refersToItsRole(_ binding: LiveObject) -> Bool {
        let reference = binding.root["roleRef"]
        let (kind, name) =
            binding.key.type == .clusterRoleBinding
            ? ("ClusterRole", WellKnown.clusterTemplatesRole) : ("Role", binding.key.name)
        return reference?["kind"]?.string == kind && reference?["name"]?.string == name
    }

    private static func permissions(of role: LiveObject) -> PermissionSet? {
        permissions(ofRules: role.root["rules"]?.value)
    }

    /// What rules as a Role has them permit; nil when one of them is not of the kind that Idmon writes.
    static func permissions(ofRules rules: JSONValue?) -> PermissionSet? {
        var permissions = PermissionSet()
        for rule in rules?.array ?? [] {
            func list(_ name: String) -> [String] { (rule[name]?.array ?? []).compactMap(\.string) }
            let (groups, resources, verbs) = (list("apiGroups"), list("resources"), list("verbs"))
            let names = list("resourceNames")
            guard rule["nonResourceURLs"] == nil, ![groups, resources, verbs, names].joined().contains("*") else {
                return nil
            }
            permissions.insert(verbs, resources, in: groups, named: names)
        }
        return permissions
    }
}
