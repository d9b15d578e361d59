import AccessModel
import KubeModel
package import ReconcileCore

/// Plans everything that one installation gives: identities, their rules, and what they may do where.
///
/// The same function serves the operator, which performs its plans, and `render`, which prints them.
package struct AccessPlanner: Planner {
    /// After how many seconds a token that has not come is looked for again; its Secret's change usually comes first.
    static let tokenPatience = 10

    /// After how many seconds at most a plan is made again that waits for the end of a grant, so that no time is too far
    /// for a timer.
    static let longestWait: Int64 = 2_592_000

    package init() {}

    package func plan(_ observation: AccessObservation) -> Plan {
        switch observation.key {
        case .installation(let name): planInstallation(Situation(observation, installation: name))
        case .unassigned: planUnassigned(observation)
        }
    }

    private func planInstallation(_ situation: Situation) -> Plan {
        let now = situation.observation.now
        let bindings = situation.judgement.bindings.map { (judgement: $0, status: BindingStatus($0, in: situation)) }
        var reported: [(live: LiveObject, status: PlannedStatus)] = []
        let effective = bindings.reduce(0) { $0 + $1.status.effectiveCount }
        if let installation = situation.judgement.installation.live {
            reported.append((installation, InstallationStatus(installation, grants: effective, in: situation).planned))
        }
        if let realm = situation.judgement.installation.realmObject {
            reported.append((realm, RealmStatus(realm, at: now).planned))
        }
        let byScope = Dictionary(grouping: bindings) { $0.judgement.scope?.name }
        for scope in situation.judgement.scopes {
            let members = byScope[scope.name] ?? []
            let grants = members.reduce(0) { $0 + $1.status.effectiveCount }
            reported.append(
                (
                    scope.live,
                    ScopeStatus(
                        scope, bindings: members.count, grants: grants,
                        overlap: situation.judgement.claims.obstacle(of: scope), at: now
                    ).planned
                ))
        }
        reported += bindings.map { ($0.judgement.live, $0.status.planned) }
        return Plan(
            desired: desired(situation), removals: situation.changes.removals + situation.policies.removals,
            patches: situation.sso?.patches ?? [], finalizers: FinalizerPlan(situation).changes,
            tokens: situation.requests, reporting: reported, notes: situation.sso?.notes ?? [],
            hold: situation.hold,
            requeueAfterSeconds: requeue(situation))
    }

    /// What is given stands on the policies that limit it.
    private func desired(_ situation: Situation) -> [PlannedObject] {
        let given = situation.changes.desired.map { planned in
            guard planned.stage == AccessStage.bindings else { return planned }
            return PlannedObject(
                planned.stage, planned.object, requires: planned.requires.union(situation.policies.wanted),
                concerns: planned.concerns)
        }
        return (given + situation.policies.desired).sorted { $0.stage < $1.stage }
    }

    /// How long until a grant begins or ends, a token is to be renewed, or a missing one is worth another look.
    private func requeue(_ situation: Situation) -> Int? {
        let now = situation.observation.now
        var waits: [Int] = [situation.sso?.requeueAfterSeconds].compactMap { $0 }
        // What ends at its own time ends also while the rest of its binding is held.
        for binding in situation.judgement.bindings where binding.obstacle == nil || situation.hold.isHeld {
            for grant in binding.grants {
                if let change = grant.claim.nextChange(after: now) {
                    waits.append(Int(min(change.seconds - now.seconds, Self.longestWait)))
                }
            }
        }
        let isWaiting = situation.wanted.layout.identities.contains {
            situation.wanted.identityConflicts[$0.account] == nil && !situation.live.hasToken($0)
        }
        if isWaiting, !situation.observation.assumesTokens { waits.append(Self.tokenPatience) }
        waits += situation.tokens.compactMap(\.nextChange).map { max(1, Int($0.seconds - now.seconds)) }
        return waits.min()
    }

    // MARK: - Without an installation

    private func planUnassigned(_ observation: AccessObservation) -> Plan {
        let nowhere = ResourceName(namespace: "", name: "")
        let situation = Situation(observation, installation: nowhere)
        var reported: [(live: LiveObject, status: PlannedStatus)] = []
        reported += observation.realms.map { ($0, RealmStatus($0, at: observation.now).planned) }
        reported += situation.judgement.scopes.map {
            ($0.live, ScopeStatus($0, bindings: 0, grants: 0, overlap: nil, at: observation.now).planned)
        }
        reported += situation.judgement.bindings.map { ($0.live, BindingStatus($0, in: situation).planned) }
        return Plan(finalizers: released(situation), reporting: reported)
    }

    /// The finalizers of deleted resources that hold nothing. What an installation made for them it takes away itself.
    private func released(_ situation: Situation) -> [FinalizerChange] {
        guard situation.observation.managesFinalizers, situation.live.isEmpty else { return [] }
        let resources = situation.judgement.scopes.map(\.live) + situation.judgement.bindings.map(\.live)
        return resources.filter { $0.isBeingDeleted && $0.finalizers.contains(WellKnown.finalizer) }.map {
            FinalizerChange(AccessStage.release, .remove, key: $0.key, finalizer: WellKnown.finalizer)
        }
    }
}

extension Plan {
    /// A plan with statuses and the Events that they mean; resources that are being deleted get none, but for an
    /// installation that has to tell what it waits for.
    fileprivate init(
        desired: [PlannedObject] = [], removals: [PlannedRemoval] = [], patches: [PlannedPatch] = [],
        finalizers: [FinalizerChange], tokens: [PlannedToken] = [],
        reporting: [(live: LiveObject, status: PlannedStatus)], notes others: [EventNote] = [],
        hold: RemovalHold? = nil,
        requeueAfterSeconds: Int? = nil
    ) {
        let told = reporting.filter { entry in
            !entry.live.isBeingDeleted || (hold?.isHeld == true && entry.live.key.type == .argoInstallation)
        }
        let notes = told.flatMap { StatusNotes.notes($0.status, live: $0.live) }
        self.init(
            desired: desired, removals: removals, patches: patches, finalizers: finalizers, tokens: tokens,
            statuses: told.map(\.status), notes: others + (hold?.isHeld == true ? notes.map(\.held) : notes),
            requeueAfterSeconds: requeueAfterSeconds)
    }
}

extension EventNote {
    /// The same while nothing is taken away: what would tell of access taken away tells that it is held.
    fileprivate var held: EventNote {
        guard reason == "Revoked" else { return self }
        return EventNote(
            regarding: regarding, uid: uid, severity: .warning, reason: "RemovalHeld", action: action,
            message: "\(message); its access is not taken away until the removal is confirmed at the ArgoInstallation")
    }
}
