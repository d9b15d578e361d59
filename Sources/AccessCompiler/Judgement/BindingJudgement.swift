import AccessModel
import KubeModel
import ReconcileCore

/// What a binding gets of its claims, and why not all.
struct BindingJudgement {
    let live: LiveObject
    let name: ResourceName
    /// nil when the binding is malformed.
    let spec: WorkflowBinding?
    /// nil when the scope is missing.
    let scope: ScopeJudgement?
    /// Whether the scope takes it as a member; nil when one of the two cannot be read.
    let membership: Membership?
    /// Why nothing is granted through it; nil when grants can be.
    let obstacle: Impediment?
    /// One for each claim, in their order; empty when the binding is malformed.
    let grants: [GrantJudgement]
    /// What the grants are about; nil when there is an obstacle.
    let templates: TemplateJudgement?
    /// What the pods get; nil when there is an obstacle.
    let runner: RunnerJudgement?

    /// - Parameters:
    ///   - applications: those of the namespace by name; nil when they are not known.
    ///   - claims: which scope keeps which component.
    init(
        _ live: LiveObject, scope: ScopeJudgement?, installation: InstallationJudgement,
        applications: [String: ApplicationFact]?,
        claims: ComponentClaims, knownScopes: [String], templates: TemplateTable?, now: KubeTime
    ) {
        self.live = live
        self.scope = scope
        name = live.key.resourceName
        var findings: [Finding] = []
        let spec = WorkflowBinding.decode(live.root, findings: &findings)
        self.spec = spec
        let membership = spec.flatMap { spec in
            scope?.spec.map { Membership(spec, in: $0, applications: applications) }
        }
        self.membership = membership
        let obstacle =
            Self.ownObstacle(live, name) ?? Words.invalid(findings)
            ?? Self.scopeObstacle(live, name, scope, knownScopes) ?? membership?.obstacle
            ?? spec.flatMap { spec in scope.flatMap { claims.obstacle(for: spec, in: $0) } }
        self.obstacle = obstacle
        grants = (spec?.grants ?? []).map { claim in
            GrantJudgement(claim, obstacle: obstacle, scope: scope?.spec, realm: installation.realm, now: now)
        }
        self.templates =
            obstacle == nil
            ? spec.map {
                TemplateJudgement($0, scope: scope?.spec, installation: installation.spec, table: templates)
            } : nil
        runner = obstacle == nil ? spec.map { RunnerJudgement($0, ceiling: scope?.spec?.runnerRules ?? []) } : nil
    }

    private static func ownObstacle(_ live: LiveObject, _ name: ResourceName) -> Impediment? {
        guard live.isBeingDeleted else { return nil }
        return Impediment(.stalled, reason: "BindingBeingDeleted", message: "WorkflowBinding \(name) is being deleted")
    }

    private static func scopeObstacle(
        _ live: LiveObject, _ name: ResourceName, _ scope: ScopeJudgement?, _ known: [String]
    ) -> Impediment? {
        if let scope { return scope.obstacle }
        let wanted = WorkflowBinding.scopeName(of: live.root) ?? ""
        let meant = NearestName.suggestion(for: wanted, among: known.sorted())
        return Impediment(
            .stalled, reason: "ScopeNotFound",
            message: "WorkflowScope \(name.namespace)/\(wanted) does not exist" + Words.meant(meant))
    }
}
