package import AccessModel
package import KubeModel
package import ReconcileCore

/// What the scopes and bindings of one installation come to, for people who read it as a whole: what is claimed, what of
/// it is in effect and why not all, through which accounts and RoleBindings.
///
/// It reads the same judgement from which a plan is made. Of files it says what they would give, of a cluster what was
/// seen to be given.
package struct AccessOverview: Sendable {
    /// A scope and what stands on it.
    package struct Scope: Sendable {
        package let name: ResourceName
        /// nil when it is malformed.
        package let spec: WorkflowScope?
        /// Why nothing is granted through it; nil when grants can be.
        package let obstacle: Impediment?
        /// The policy with the limits of its namespace.
        package let policy: String
    }

    /// A template that a binding means, with what the binding allows of its runs.
    package struct Use: Sendable {
        package let kind: TemplateKind
        package let name: TemplateName
        package let limits: SubmissionLimits
    }

    /// A verb on the templates of a binding, and the Role and RoleBinding of that name.
    package struct Verb: Sendable {
        package let verb: BindingVerb
        package let roleBinding: String
    }

    /// What becomes of one claim.
    package struct Grant: Sendable {
        package let claim: GrantClaim
        /// The role that is in effect; nil for none.
        package let role: Role?
        /// Why that is not what was claimed, or not for long; nil when all is well.
        package let shortfall: Impediment?
    }

    package struct Binding: Sendable {
        package let name: ResourceName
        /// nil when it is malformed.
        package let spec: WorkflowBinding?
        /// Why nothing is granted through it; nil when grants can be.
        package let obstacle: Impediment?
        /// Each template under each entry that means it.
        package let uses: [Use]
        package let verbs: [Verb]
        /// One for each claim, in their order.
        package let grants: [Grant]
        /// What entries of its list lead to nothing.
        package let gaps: [Impediment]
    }

    /// nil for resources that belong to no installation.
    package let installation: ResourceName?
    /// nil when the installation is missing or malformed.
    package let spec: ArgoInstallation?
    package let members: [RealmMember]
    /// Why nothing is granted at all; nil when grants can be.
    package let obstacle: Impediment?
    package private(set) var scopes: [Scope]
    package private(set) var bindings: [Binding]
    package let identities: [Identity]
    /// Who got no account.
    package let leftOut: [Identity.Holder]
    package let lost: LostCombinations
    /// Whether everybody who holds several groups gets what these give, as the installation's condition says it.
    package let addsUp: Bool
    package let sum: String
    /// The policies that hold in all namespaces.
    package let policies: [String]
    /// The templates of the bindings' namespaces that are known to exist; nil when that is not known.
    package private(set) var existing: [String: [TemplateKind: Set<String>]]?

    /// - Parameter unread: the types of objects of which some could not be read in the installation's namespaces; what is
    ///   not seen to be in effect is not known then.
    package init(_ observation: AccessObservation, unread: Set<ResourceType> = []) {
        let name = if case .installation(let name) = observation.key { name } else { Self.nowhere }
        installation = name == Self.nowhere ? nil : name
        // What is in effect in a cluster is told by what is there, of files by what would be made.
        let situation = observation.assumesTokens ? nil : Situation(observation, installation: name)
        let judgement = situation?.judgement ?? Judgement(observation, installation: name)
        let demand = situation?.demand ?? Demand(judgement.bindings, installation: name)
        spec = judgement.installation.spec
        members = judgement.installation.realm?.members ?? []
        obstacle = installation == nil ? nil : judgement.installation.obstacle
        var layout = IdentityLayout()
        if let spec, judgement.installation.obstacle == nil {
            layout =
                situation?.wanted.layout
                ?? IdentityLayout(
                    entitlements: demand.entitlements, members: members, installation: spec, accounts: [])
        }
        identities = layout.identities
        leftOut = layout.leftOut
        lost = layout.lost
        let sum = GroupSum(layout, settings: spec?.identities ?? IdentitySettings())
        addsUp = sum.isComplete
        self.sum = identities.isEmpty ? "" : sum.message
        let accounts = spec.map { IdentityAccounts($0, namespaces: demand.roles.keys.sorted()) }
        policies = accounts.map { AccessPolicies.general($0, namespaces: []).map(\.name) } ?? []
        scopes = judgement.scopes.map { scope in
            Scope(
                name: scope.name, spec: scope.spec, obstacle: scope.obstacle,
                policy: accounts.map { LimitPolicy.name(of: scope.name.namespace, $0) } ?? "")
        }
        bindings = judgement.bindings.map { binding in
            Self.binding(
                binding, demand: demand, installation: name, situation: situation,
                unread: unread.intersection(Self.deciding))
        }
        let namespaces = Set(judgement.bindings.map(\.name.namespace) + judgement.scopes.map(\.name.namespace))
        existing = observation.templates.map { table in
            Dictionary(
                uniqueKeysWithValues: namespaces.map { namespace in
                    let kinds = TemplateKind.allCases.map { ($0, Set(table.templates($0, in: namespace).keys)) }
                    return (namespace, Dictionary(uniqueKeysWithValues: kinds))
                })
        }
    }

    private static let nowhere = ResourceName(namespace: "", name: "")

    /// The reason of a grant of which it is not known whether it is in effect.
    package static let unknown = "Unknown"

    /// From what it is seen whether a grant is in effect.
    package static let deciding: Set<ResourceType> = [
        .serviceAccount, .secret, .role, .roleBinding, .clusterRoleBinding,
    ]

    /// The same with all resources that belong to no installation in one overview, the last.
    package static func together(_ overviews: [AccessOverview]) -> [AccessOverview] {
        var assigned = overviews.filter { $0.installation != nil }
        let others = overviews.filter { $0.installation == nil && !($0.scopes.isEmpty && $0.bindings.isEmpty) }
        guard var rest = others.first else { return assigned }
        for other in others.dropFirst() {
            rest.scopes += other.scopes
            rest.bindings += other.bindings
            if let existing = other.existing { rest.existing = (rest.existing ?? [:]).merging(existing) { $1 } }
        }
        assigned.append(rest)
        return assigned
    }

    /// The accounts as which Argo acts for a member, one for each namespace with identities in which there is one that
    /// gives anything.
    package func identities(of member: RealmMember) -> [Identity] {
        let groups = Set(member.groups)
        let own = identities.filter { identity in
            switch identity.holder {
            case .everybody: false
            case .groups(let needed): groups.isSuperset(of: needed)
            case .person(let subject, let needed): subject == member.subject && groups.isSuperset(of: needed)
            }
        }
        return Dictionary(grouping: own, by: \.namespace).sorted { $0.key < $1.key }.compactMap { _, some in
            some.max { $0.precedence < $1.precedence }
        }
    }

    private static func binding(
        _ binding: BindingJudgement, demand: Demand, installation: ResourceName, situation: Situation?,
        unread: Set<ResourceType>
    ) -> Binding {
        let spec = binding.spec
        let references = spec?.templates ?? []
        let uses = (binding.templates?.uses ?? []).map { use in
            Use(kind: use.kind, name: use.name, limits: references[use.index].limits)
        }
        let verbs = (demand.holders[binding.name] ?? [:]).keys.map { verb in
            Verb(
                verb: verb,
                roleBinding: GeneratedName.verb(verb, binding: binding.name.name, installation: installation.name))
        }
        let grants = binding.grants.map { grant -> Grant in
            guard let situation else {
                return Grant(claim: grant.claim, role: grant.role, shortfall: grant.shortfall)
            }
            return Self.grant(grant, GrantReport(grant, of: binding, in: situation), unread: unread)
        }
        return Binding(
            name: binding.name, spec: spec, obstacle: binding.obstacle, uses: uses,
            verbs: verbs.sorted { $0.roleBinding < $1.roleBinding }, grants: grants,
            gaps: binding.templates?.gaps.map(\.impediment) ?? [])
    }

    /// What was seen of a grant: all of it, what the ceiling leaves of it, or nothing.
    private static func grant(_ judged: GrantJudgement, _ report: GrantReport, unread: Set<ResourceType>) -> Grant {
        if report.isEffective {
            return Grant(claim: judged.claim, role: judged.claim.role, shortfall: report.impediment)
        }
        if !unread.isEmpty {
            let types = unread.map(\.qualifiedPlural).sorted().joined(separator: ", ")
            let rest = judged.shortfall.map { "; \($0.message)" } ?? ""
            return Grant(
                claim: judged.claim, role: judged.role,
                shortfall: Impediment(
                    .waiting, reason: unknown,
                    message: "whether it is in effect is not known: some \(types) could not be read\(rest)"))
        }
        let left = judged.shortfall?.reason == "CutOff" ? judged.role : nil
        return Grant(claim: judged.claim, role: left, shortfall: report.impediment)
    }
}
