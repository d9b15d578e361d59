import AccessModel
import KubeModel
import ReconcileCore

/// What all namespaces of an installation share in one plan: its identities, and what lies beside it.
struct SharedAccess {
    let observation: AccessObservation
    let terms: SharedTerms
    let live: LiveAccess
    let wanted: WantedAccess
    let changes: StagedChanges
    let facts: IdentityFacts

    /// - Parameter groups: those that bindings name.
    init(
        _ observation: AccessObservation, _ terms: SharedTerms, _ shared: NamespaceObservation, live: LiveAccess,
        layout: IdentityLayout, groups: Set<GroupPath>
    ) {
        self.observation = observation
        self.terms = terms
        self.live = live
        wanted = WantedAccess(
            sharedBy: layout, terms.installation, live: live, foreign: shared.foreign,
            serverAccount: ServerFact(terms.installation, observation).account, assumesTokens: terms.assumesTokens)
        changes = StagedChanges(wanted.objects, live: live, areFinal: terms.assumesTokens)
        facts = IdentityFacts(groups, wanted, live)
    }
}

extension Situation {
    /// The situation of one place in which nothing is held and no token is looked after.
    init(
        _ observation: AccessObservation, _ judgement: Judgement, _ demand: Demand, _ live: LiveAccess,
        _ wanted: WantedAccess, _ changes: StagedChanges
    ) {
        self.init(
            observation, judgement, demand, live, wanted, changes, StagedPolicies(), tokens: [], sso: nil)
    }

    /// A situation in which nothing is held.
    init(
        _ observation: AccessObservation, _ judgement: Judgement, _ demand: Demand, _ live: LiveAccess,
        _ wanted: WantedAccess, _ changes: StagedChanges, _ policies: StagedPolicies, tokens: [IdentityToken],
        sso: SSOSetup?
    ) {
        self.observation = observation
        self.judgement = judgement
        self.demand = demand
        self.live = live
        self.wanted = wanted
        self.changes = changes
        self.policies = policies
        self.tokens = tokens
        self.sso = sso
        hold = RemovalHold(free: observation.now)
        requests = tokens.compactMap(\.request).sorted { $0.secret.key < $1.secret.key }
    }
}
