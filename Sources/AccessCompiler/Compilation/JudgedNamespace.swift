import AccessModel
import KubeModel

/// Who is to have what in one workload namespace, and for how long that stays so.
struct JudgedNamespace {
    let judgement: Judgement
    let demand: Demand
    let entitlements: NamespaceEntitlements
    /// What the policy of the namespace is written from; nil when nothing is granted.
    let policy: CompiledPolicies.Terms?
    /// The groups that bindings name, whether or not they get anything.
    let groups: Set<GroupPath>
    /// When the next grant of a binding without an obstacle begins or ends.
    let nextChange: KubeTime?
    private let judgedAt: KubeTime
    private let validUntil: KubeTime?

    /// - Parameter observation: of this namespace alone.
    init(_ observation: AccessObservation, _ installation: InstallationJudgement) {
        judgement = Judgement(observation, installation)
        demand = Demand(judgement.bindings, installation: installation.name)
        entitlements = NamespaceEntitlements(demand.entitlements)
        policy = StagedPolicies.access(judgement, demand: demand).first.map { [judgement] namespace, entries in
            let audited = StagedPolicies.auditedNamespaces(judgement, among: [namespace])
            return CompiledPolicies.Terms(limits: NamespaceLimits(entries, in: namespace), isAudited: !audited.isEmpty)
        }
        groups = Set(judgement.bindings.flatMap { $0.grants.map(\.claim.group) })
        let now = observation.now
        func next(_ bindings: [BindingJudgement]) -> KubeTime? {
            bindings.flatMap(\.grants).compactMap { $0.claim.nextChange(after: now) }.min()
        }
        nextChange = next(judgement.bindings.filter { $0.obstacle == nil })
        validUntil = next(judgement.bindings)
        judgedAt = now
    }

    /// Whether no grant begins or ends between the judgement and another time.
    func holds(at now: KubeTime) -> Bool { judgedAt <= now && validUntil.map { now < $0 } ?? true }
}
