import AccessModel
import KubeModel

/// One observation with everything that was concluded from it.
struct Situation {
    let observation: AccessObservation
    let judgement: Judgement
    let demand: Demand
    let live: LiveAccess
    let wanted: WantedAccess
    let changes: StagedChanges

    init(_ observation: AccessObservation, installation: ResourceName) {
        self.observation = observation
        judgement = Judgement(observation, installation: installation)
        demand = Demand(judgement.bindings, installation: installation.name)
        let live = LiveAccess(observation.generated, installation: installation)
        self.live = live
        wanted = WantedAccess(judgement, demand: demand, live: live, foreign: observation.foreign) { identity in
            observation.assumesTokens || live.hasToken(identity)
        }
        changes = StagedChanges(wanted, live: live, areFinal: observation.assumesTokens)
    }
}
