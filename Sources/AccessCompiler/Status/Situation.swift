import AccessModel
import KubeModel
import ReconcileCore

/// One observation with everything that was concluded from it.
struct Situation {
    let observation: AccessObservation
    let judgement: Judgement
    let demand: Demand
    let live: LiveAccess
    let wanted: WantedAccess
    /// Whether taking access away waits for a person's word.
    let hold: RemovalHold
    let changes: StagedChanges
    let policies: StagedPolicies
    /// The tokens of all accounts that are wanted or held.
    let tokens: [IdentityToken]
    /// The tokens to request.
    let requests: [PlannedToken]
    /// nil when the installation says nothing of SSO.
    let sso: SSOSetup?

    init(_ observation: AccessObservation, installation: ResourceName) {
        self.observation = observation
        judgement = Judgement(observation, installation: installation)
        demand = Demand(judgement.bindings, installation: installation)
        let live = LiveAccess(observation.generated, installation: installation, at: observation.now)
        self.live = live
        wanted = WantedAccess(
            judgement, demand: demand, live: live, foreign: observation.foreign,
            serverAccount: judgement.installation.spec.flatMap { ServerFact($0, observation).account },
            assumesTokens: observation.assumesTokens)
        let wantedChanges = StagedChanges(wanted.objects, live: live, areFinal: observation.assumesTokens)
        let lapsed = LapsedGrants(judgement.bindings, installation: installation, now: observation.now)
        var removal = RemovalSet(live: live, wanted: wanted.objects)
        removal.leaveOut { grant in live[grant.account].map { lapsed.contains($0, in: grant.binding) } ?? false }
        hold = RemovalHold(
            removal, installation: observation.installation, wanted: wanted.objects, now: observation.now,
            isConfirmed: observation.confirmsRemovals)
        var tokens = Array(wanted.tokens.values)
        var heldGroups: Set<GroupPath> = []
        if hold.isHeld {
            let held = HeldAccess(
                keeping: live, beside: wanted.objects, lapsed: lapsed,
                tokenSettings: judgement.installation.spec?.tokens ?? TokenSettings())
            var changes = StagedChanges(held.objects, live: live, areFinal: observation.assumesTokens)
            changes.wait(for: wantedChanges)
            self.changes = changes
            tokens += held.tokens
            heldGroups = held.groups
        } else {
            changes = wantedChanges
        }
        policies = StagedPolicies(
            judgement, demand: demand, live: observation.policies, isHeld: hold.isHeld)
        self.tokens = tokens
        requests = tokens.compactMap(\.request).sorted { $0.secret.key < $1.secret.key }
        sso = SSOSetup(judgement, granted: demand.entitlements.keys, holding: heldGroups, observation)
    }
}
