package import AccessModel
package import KubeModel
import ReconcileCore

/// What one installation gives, apart from the objects that make it true: for questions about who may do what.
///
/// It reads the same judgement from which a plan is made.
package struct GrantedAccess: Sendable {
    /// What an entry of a binding says of the templates that it means.
    package struct Entry: Hashable, Sendable {
        package let binding: ResourceName
        package let templates: [TemplateTarget]
        package let limits: SubmissionLimits
        /// How nobody approves what they submitted; nil where the binding does not ask for it.
        package let fourEyes: FourEyes?
        /// The steps that some grants name one by one.
        package let steps: [String]
    }

    /// The pods of a binding: what they run, and what they may do.
    package struct Runner: Hashable, Sendable {
        package let binding: ResourceName
        package let templates: [TemplateTarget]
        package let rules: [PolicyRule]
    }

    /// What became of one claim of a binding.
    package struct Grant: Hashable, Sendable {
        package let binding: ResourceName
        /// Its place in `spec.grants`.
        package let index: Int
        package let group: GroupPath
        /// nil for none.
        package let role: Role?
        /// Why it does not hold as a whole; nil when it does.
        package let shortfall: String?
    }

    package let installation: ArgoInstallation
    /// The people whose groups are known.
    package let members: [RealmMember]
    /// All groups that scopes, grants and people name, sorted.
    package let groups: [GroupPath]
    /// Without those whose name an account of others bears.
    package let identities: [Identity]
    /// What the policy of each namespace with a grant says; what it cannot hold is left out, as in the policy.
    package let entries: [String: [Entry]]
    package let runners: [Runner]
    /// Namespace by namespace, in the order in which they are written.
    package let grants: [Grant]
    /// The namespaces in which policies only tell what they would refuse.
    package let audited: Set<String>
    /// The namespaces of all scopes that name the installation, sorted.
    package let namespaces: [String]
    /// The identities that see all ClusterWorkflowTemplates.
    package let seeClusterTemplates: Set<ObjectKey>
    private let accounts: IdentityAccounts

    /// - Returns: nil for an observation without an installation, or of one through which nothing is granted.
    package init?(_ observation: AccessObservation) {
        guard case .installation(let name) = observation.key else { return nil }
        let judgement = Judgement(observation, installation: name)
        guard let spec = judgement.installation.spec, judgement.installation.obstacle == nil else { return nil }
        let demand = Demand(judgement.bindings, installation: name)
        let limits = NamespaceLimits.fitting(StagedPolicies.access(judgement, demand: demand))
        installation = spec
        members = judgement.installation.realm?.members ?? []
        let layout = IdentityLayout(
            entitlements: demand.entitlements, members: members, installation: spec, accounts: observation.generated)
        identities = layout.identities.filter { !observation.foreign.contains($0.account) }
        seeClusterTemplates = Set(layout.identities(entitledTo: GeneratedName.clusterTemplates(name)).map(\.account))
            .subtracting(observation.foreign)
        entries = Dictionary(uniqueKeysWithValues: limits.map { ($0.namespace, $0.entries.map { Entry($0) }) })
        runners = judgement.bindings.compactMap { Runner($0) }
        grants = judgement.bindings.flatMap { binding in
            binding.grants.enumerated().map { index, grant in
                Grant(
                    binding: binding.name, index: index, group: grant.claim.group, role: grant.role,
                    shortfall: grant.shortfall?.message)
            }
        }
        audited = Set(StagedPolicies.auditedNamespaces(judgement, among: Set(entries.keys)))
        namespaces = Set(judgement.scopes.map(\.name.namespace)).sorted()
        accounts = IdentityAccounts(spec, namespaces: Array(entries.keys))
        var groups = Set(members.flatMap(\.groups))
        for scope in judgement.scopes { groups.formUnion(scope.spec?.ceiling.groups ?? []) }
        for binding in judgement.bindings { groups.formUnion(binding.spec?.grants.map(\.group) ?? []) }
        self.groups = groups.sorted()
    }

    /// Whether an account is one person's whose runs are told from those of others, for bindings that ask for four eyes.
    package func tellsApart(_ account: ObjectKey, in namespace: String?) -> Bool {
        namespace.flatMap { entries[$0] }?.contains { $0.fourEyes?.tellsApart(account) == true } ?? false
    }

    /// Whether the policies of the installation look at what a ServiceAccount does.
    package func governs(_ account: ObjectKey) -> Bool {
        accounts.namespaces.contains(account.namespace ?? "") && account.name.hasPrefix(accounts.namePrefix)
            && !account.name.hasSuffix(IdentityAccounts.runnerSuffix)
    }
}

extension GrantedAccess.Entry {
    fileprivate init(_ access: TemplateAccess) {
        binding = access.binding
        templates = access.templates.map { TemplateTarget(access.kind, $0.text) }
        limits = access.limits
        fourEyes = access.fourEyes
        steps = access.steps
    }
}

extension GrantedAccess.Runner {
    fileprivate init?(_ judgement: BindingJudgement) {
        guard let runner = judgement.runner, let names = judgement.templates?.names else { return nil }
        binding = judgement.name
        templates = names.flatMap { kind, names in names.map { TemplateTarget(kind, $0.text) } }.sorted()
        rules = runner.rules
    }
}
