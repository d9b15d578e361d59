package import AccessModel
package import KubeModel
import ReconcileCore

/// An installation with all that was concluded about who gets what, for those who explain it.
///
/// It is made from the same judgement as a plan, so that nothing is explained that would not be done.
package struct JudgedAccess: Sendable {
    package struct Scope: Sendable {
        package let key: ObjectKey
        /// nil when the scope is malformed.
        package let spec: WorkflowScope?
        /// Why nothing is granted through it; nil when grants can be.
        package let obstacle: String?
    }

    /// What becomes of one claim.
    package struct Grant: Sendable {
        package let claim: GrantClaim
        /// The role that the group has through the claim; nil for none.
        package let role: Role?
        /// Why the claim does not hold as a whole; nil when it does.
        package let shortfall: String?
    }

    package struct Binding: Sendable {
        package let key: ObjectKey
        /// nil when the binding is malformed.
        package let spec: WorkflowBinding?
        package let scope: ObjectKey?
        /// Why nothing is granted through it; nil when grants can be.
        package let obstacle: String?
        /// In the order of `spec.grants`.
        package let grants: [Grant]
        /// What the grants are about, each template with the place of its entry in `spec.templates`.
        package let uses: [Use]
    }

    /// A template under an entry that means it.
    package struct Use: Hashable, Sendable {
        package let kind: TemplateKind
        package let name: TemplateName
        /// The place of the entry in `spec.templates`.
        package let index: Int
    }

    package let name: ResourceName
    /// nil when the installation is missing or malformed.
    package let spec: ArgoInstallation?
    package let realm: KeycloakRealm?
    /// Why nothing is granted at all; nil when grants can be.
    package let obstacle: String?
    package let scopes: [Scope]
    package let bindings: [Binding]
    package let layout: IdentityLayout
    /// The namespaces in which policies only tell what they would refuse.
    package let audited: Set<String>
    /// The policies; without any where nothing is granted.
    package let policies: AccessPolicies?
    /// The same without what bindings say of parameters: for questions that leave them open.
    package let openPolicies: AccessPolicies?
    /// What Idmon would make, but for policies; empty where that was not wanted.
    package let objects: [KubeObject]

    /// - Parameters:
    ///   - observation: of an installation, with or without what exists.
    ///   - focus: the namespaces of which objects and policies are wanted; nil for all. Everything that decides about them
    ///     is judged for all of the installation.
    ///   - makesObjects: whether what Idmon would make is wanted.
    /// - Returns: nil for the observation of a resource without an installation.
    package init?(_ observation: AccessObservation, focus: Set<String>? = nil, makesObjects: Bool = true) {
        guard case .installation(let name) = observation.key else { return nil }
        let judgement = Judgement(observation, installation: name)
        let demand = Demand(judgement.bindings, installation: name)
        self.name = name
        spec = judgement.installation.spec
        realm = judgement.installation.realm
        obstacle = judgement.installation.obstacle?.message
        scopes = judgement.scopes.map {
            Scope(key: $0.live.key, spec: $0.spec, obstacle: $0.obstacle?.message)
        }
        bindings = judgement.bindings.map(Self.binding)
        let live = LiveAccess(observation.generated, installation: name, at: observation.now)
        guard let spec = judgement.installation.spec, judgement.installation.obstacle == nil else {
            layout = IdentityLayout()
            audited = []
            (policies, openPolicies) = (nil, nil)
            objects = []
            return
        }
        layout = IdentityLayout(
            entitlements: demand.entitlements, members: judgement.installation.realm?.members ?? [],
            installation: spec, accounts: live.accounts)
        // Limits are wanted of the namespaces that share a policy with those in focus.
        let parts = focus.map { Set($0.map(LimitPolicy.part)) }
        let near = parts.map { parts in Set(demand.roles.keys.filter { parts.contains(LimitPolicy.part(of: $0)) }) }
        let access = StagedPolicies.access(judgement, demand: demand, focus: near)
        audited = Set(StagedPolicies.auditedNamespaces(judgement, among: Set(access.keys)))
        let limits = NamespaceLimits.fitting(access)
        policies = demand.roles.isEmpty ? nil : AccessPolicies(installation: spec, limits: limits, focus: focus)
        openPolicies =
            demand.roles.isEmpty
            ? nil
            : AccessPolicies(installation: spec, limits: limits.map(\.withAnyParameters), focus: focus)
        guard makesObjects else {
            objects = []
            return
        }
        let wanted = WantedAccess(
            judgement, demand: demand, layout: layout, live: live, assumesTokens: true, focus: focus)
        objects = wanted.objects.sorted { $0.key < $1.key }.map(\.value)
    }

    private static func binding(_ judged: BindingJudgement) -> Binding {
        Binding(
            key: judged.live.key, spec: judged.spec, scope: judged.scope?.live.key,
            obstacle: judged.obstacle?.message,
            grants: judged.grants.map {
                Grant(claim: $0.claim, role: $0.role, shortfall: $0.shortfall?.message)
            },
            uses: judged.templates?.uses.map { Use(kind: $0.kind, name: $0.name, index: $0.index) } ?? [])
    }
}

// MARK: - From objects back to grants

extension JudgedAccess {
    /// A claim by its place: `spec.grants[index]` of a binding.
    package struct GrantPlace: Hashable, Sendable {
        package let binding: ObjectKey
        package let index: Int
    }

    /// The claims because of which somebody in certain groups is a subject of a RoleBinding or ClusterRoleBinding that
    /// Idmon makes; none for objects of others.
    package func grants(giving key: ObjectKey, to groups: [GroupPath]) -> [GrantPlace] {
        let held = Set(groups)
        var places: [GrantPlace] = []
        for binding in bindings {
            for (index, grant) in binding.grants.enumerated() {
                guard let role = grant.role, held.contains(grant.claim.group),
                    gives(binding, grant.claim, role, key)
                else { continue }
                places.append(GrantPlace(binding: binding.key, index: index))
            }
        }
        return places
    }

    private func gives(_ binding: Binding, _ claim: GrantClaim, _ role: Role, _ key: ObjectKey) -> Bool {
        if key == GeneratedName.clusterTemplates(name) {
            return binding.uses.contains { $0.kind == .clusterWorkflowTemplate }
        }
        guard key.type == .roleBinding, key.namespace == binding.key.namespace else { return false }
        if role.included.contains(where: { GeneratedName.role($0, installation: name.name) == key.name }) {
            return true
        }
        return claim.verbs(of: role).contains {
            GeneratedName.verb($0, binding: binding.key.name, installation: name.name) == key.name
        }
    }
}
