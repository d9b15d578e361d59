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
    let changes: StagedChanges
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
        requests = wanted.tokens.values.compactMap(\.request).sorted { $0.secret.key < $1.secret.key }
        sso = SSOSetup(judgement, demand: demand, observation)
        changes = StagedChanges(wanted, live: live, areFinal: observation.assumesTokens)
    }
}
