import AccessModel
import JSONTree
import KubeModel

/// All objects that should exist for one installation, as they should be in the end.
struct WantedAccess {
    /// Without those whose name a foreign object bears.
    private(set) var objects: [ObjectKey: KubeObject] = [:]
    let layout: IdentityLayout
    /// The foreign object in the way of an identity, by the identity's account.
    private(set) var identityConflicts: [ObjectKey: ObjectKey] = [:]
    /// The foreign objects in the way of a namespace's roles.
    private(set) var namespaceConflicts: [String: Set<ObjectKey>] = [:]
    /// The foreign objects in the way of one binding.
    private(set) var bindingConflicts: [ResourceName: Set<ObjectKey>] = [:]

    /// The token of each identity, by its account.
    private(set) var tokens: [ObjectKey: IdentityToken] = [:]

    /// The identities' accounts as RoleBindings list them: one value for the many that do.
    private var subjects: [ObjectKey: JSONValue] = [:]

    private let make: GeneratedObject
    private var foreign: Set<ObjectKey>

    /// Everything that a judgement asks for.
    ///
    /// - Parameters:
    ///   - serverAccount: the ServiceAccount of argo-server; nil when it is not known.
    ///   - assumesTokens: whether every account counts as having its token.
    init(
        _ judgement: Judgement, demand: Demand, live: LiveAccess, foreign: Set<ObjectKey>, serverAccount: String?,
        assumesTokens: Bool
    ) {
        make = GeneratedObject(installation: judgement.installation.name)
        self.foreign = foreign
        guard let installation = judgement.installation.spec, judgement.installation.obstacle == nil else {
            layout = IdentityLayout()
            return
        }
        layout = IdentityLayout(
            entitlements: demand.entitlements, members: judgement.installation.realm?.members ?? [],
            installation: installation, accounts: live.accounts)
        addShared(installation, live, serverAccount: serverAccount, assumesTokens: assumesTokens)
        addNamespaces(of: demand, judgement.bindings, installation)
    }

    /// What all namespaces share: identities, and what lies beside the installation.
    ///
    /// - Parameter layout: that of the whole installation.
    init(
        sharedBy layout: IdentityLayout, _ installation: ArgoInstallation, live: LiveAccess, foreign: Set<ObjectKey>,
        serverAccount: String?, assumesTokens: Bool
    ) {
        make = GeneratedObject(installation: installation.name)
        self.foreign = foreign
        self.layout = layout
        addShared(installation, live, serverAccount: serverAccount, assumesTokens: assumesTokens)
    }

    /// What is wanted where nothing is in the way.
    ///
    /// - Parameters:
    ///   - layout: that of the whole installation.
    ///   - focus: the only workload namespaces of which objects are wanted; nil for all.
    init(
        _ judgement: Judgement, demand: Demand, layout: IdentityLayout, live: LiveAccess, assumesTokens: Bool,
        focus: Set<String>?
    ) {
        make = GeneratedObject(installation: judgement.installation.name)
        foreign = []
        self.layout = layout
        guard let installation = judgement.installation.spec else { return }
        addShared(installation, live, serverAccount: nil, assumesTokens: assumesTokens)
        addNamespaces(
            of: demand, judgement.bindings.filter { focus?.contains($0.name.namespace) ?? true }, installation,
            focus: focus)
    }

    /// What is wanted in one workload namespace, beside what is shared.
    ///
    /// - Parameters:
    ///   - demand: that of the namespace.
    ///   - foreign: the objects of the namespace, and those without one.
    func inNamespace(
        _ demand: Demand, _ bindings: [BindingJudgement], _ installation: ArgoInstallation, foreign: Set<ObjectKey>
    ) -> WantedAccess {
        var part = self
        part.foreign = foreign
        part.objects = [:]
        part.namespaceConflicts = [:]
        part.addNamespaces(of: demand, bindings, installation)
        return part
    }

    private mutating func addShared(
        _ installation: ArgoInstallation, _ live: LiveAccess, serverAccount: String?, assumesTokens: Bool
    ) {
        for identity in layout.identities {
            subjects[identity.account] = GeneratedObject.subject(identity.accountName, in: identity.namespace)
            addIdentity(
                identity,
                assumesTokens
                    ? .assumed(identity, settings: installation.tokens, make: make)
                    : .observed(identity, settings: installation.tokens, live: live, make: make))
        }
        addClusterTemplates()
        if installation.server.hasTokenRole { addTokenRoles(installation, serverAccount, live) }
    }

    private mutating func addNamespaces(
        of demand: Demand, _ bindings: [BindingJudgement], _ installation: ArgoInstallation, focus: Set<String>? = nil
    ) {
        for namespace in demand.roles.keys where focus?.contains(namespace) ?? true {
            for role in Role.allCases { addRole(role, of: installation.roles, in: namespace) }
        }
        for binding in bindings where binding.obstacle == nil {
            addBinding(binding, verbs: demand.holders[binding.name].map { Array($0.keys) } ?? [])
        }
    }

    private mutating func addClusterTemplates() {
        let subjects = subjects(GeneratedName.clusterTemplates(make.installation))
        if !subjects.isEmpty { add(make.clusterTemplates(subjects: subjects)) }
    }

    /// What argo-server has to read for SSO, and nothing else: in its own namespace, and wherever identities lie.
    private mutating func addTokenRoles(_ installation: ArgoInstallation, _ account: String?, _ live: LiveAccess) {
        let home = installation.name.namespace
        let names = Dictionary(grouping: tokens) { $0.key.namespace ?? "" }.mapValues { $0.map(\.value.secretName) }
        let references = installation.sso.map { [$0.clientID.name, $0.clientSecret.name] } ?? []
        for (namespace, tokens) in names.merging([home: references + ["sso"]], uniquingKeysWith: +) {
            var rules = [
                PolicyRule(apiGroups: [""], resources: ["secrets"], verbs: ["get"], resourceNames: tokens)
            ]
            // argo-server makes the Secret `sso` itself; create cannot be limited to a name.
            if namespace == home {
                rules.append(PolicyRule(apiGroups: [""], resources: ["secrets"], verbs: ["create"]))
            }
            addTokenRole(rules, in: namespace, to: account.map { GeneratedObject.subject($0, in: home) }, live)
        }
    }

    /// An account that is not known at the moment keeps what it has: without it nobody could do anything.
    private mutating func addTokenRole(
        _ rules: [PolicyRule], in namespace: String, to account: JSONValue?, _ live: LiveAccess
    ) {
        let name = GeneratedName.tokenRole(installation: make.installation.name)
        let given = live[ObjectKey(.roleBinding, namespace: namespace, name: name)].map(LiveAccess.subjects(of:)) ?? []
        let subjects = account.map { [$0] } ?? given
        guard !subjects.isEmpty else { return }
        let conflicts = add(
            role: make.role(name, in: namespace, rules: rules),
            binding: make.roleBinding(name, in: namespace, subjects: subjects))
        if !conflicts.isEmpty { namespaceConflicts[namespace, default: []].formUnion(conflicts) }
    }

    private mutating func addIdentity(_ identity: Identity, _ token: IdentityToken) {
        let used = ObjectKey(.secret, namespace: identity.namespace, name: token.secretName)
        let inTheWay = (token.secrets.map(\.key) + [used]).first(where: foreign.contains)
        if let inTheWay { identityConflicts[identity.account] = inTheWay }
        let account = make.account(
            identity, tokenName: token.secretName, isActive: token.mayCarryRule && !foreign.contains(used))
        if foreign.contains(account.key) {
            identityConflicts[identity.account] = account.key
            return
        }
        tokens[identity.account] = token
        add(account)
        for secret in token.secrets { add(secret) }
    }

    private mutating func addRole(_ role: Role, of catalogue: RoleCatalogue, in namespace: String) {
        let name = GeneratedName.role(role, installation: make.installation.name)
        let subjects = subjects(ObjectKey(.roleBinding, namespace: namespace, name: name))
        guard !subjects.isEmpty else { return }
        let conflicts = add(
            role: make.role(name, in: namespace, rules: catalogue.addedRules(of: role)),
            binding: make.roleBinding(name, in: namespace, subjects: subjects))
        if !conflicts.isEmpty { namespaceConflicts[namespace, default: []].formUnion(conflicts) }
    }

    private mutating func addBinding(_ binding: BindingJudgement, verbs: [BindingVerb]) {
        guard let spec = binding.spec, let runner = binding.runner else { return }
        let namespace = spec.name.namespace
        let account = make.runnerAccount(binding: spec.name)
        var conflicts: Set<ObjectKey> = []
        if foreign.contains(account.key) {
            conflicts = [account.key]
        } else {
            add(account)
            let name = GeneratedName.runner(binding: spec.name.name)
            conflicts = add(
                role: make.role(name, in: namespace, binding: spec.name.name, rules: runner.rules),
                binding: make.roleBinding(
                    name, in: namespace, binding: spec.name.name,
                    subjects: [GeneratedObject.subject(account.name, in: namespace)]))
        }
        for verb in verbs {
            let name = GeneratedName.verb(verb, binding: spec.name.name, installation: make.installation.name)
            let holders = subjects(ObjectKey(.roleBinding, namespace: namespace, name: name))
            guard !holders.isEmpty else { continue }
            let rules = RoleCatalogue.rules(verb, of: spec.name.name, on: binding.templates?.names ?? [:])
            conflicts.formUnion(
                add(
                    role: make.role(name, in: namespace, binding: spec.name.name, rules: rules),
                    binding: make.roleBinding(name, in: namespace, binding: spec.name.name, subjects: holders)))
        }
        if binding.templates?.needsClusterTemplates == true {
            conflicts.formUnion(foreign.intersection([GeneratedName.clusterTemplates(make.installation)]))
        }
        if !conflicts.isEmpty { bindingConflicts[spec.name] = conflicts }
    }

    /// The accounts that get something through a RoleBinding or ClusterRoleBinding.
    private func subjects(_ key: ObjectKey) -> [JSONValue] {
        layout.identities(entitledTo: key).map(\.account).filter { identityConflicts[$0] == nil }.sorted()
            .map { subjects[$0] ?? GeneratedObject.subject($0.name, in: $0.namespace ?? "") }
    }

    /// Adds a Role and what gives it; a Role that is foreign is never given to anybody.
    ///
    /// - Returns: the foreign objects in the way.
    private mutating func add(role: KubeObject, binding: KubeObject) -> Set<ObjectKey> {
        let conflicts = Set([role.key, binding.key]).intersection(foreign)
        if !conflicts.contains(role.key) {
            add(role)
            add(binding)
        }
        return conflicts
    }

    private mutating func add(_ object: KubeObject) {
        if !foreign.contains(object.key) { objects[object.key] = object }
    }
}
