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

    /// Plans what ``plan(_:)`` plans, and makes anew only what changed since an earlier plan of the same key.
    ///
    /// - Parameter previous: what the earlier plan returned; nil plans everything anew.
    /// - Returns: the plan, and what makes the next one cheaper; nil when that can only be made from nothing.
    package func plan(
        _ observation: AccessObservation, after previous: AccessCompilation?
    ) -> (plan: Plan, compilation: AccessCompilation?) {
        guard let (plan, compilation) = InstallationCompiler(observation, after: previous)?.result else {
            return (plan(observation), nil)
        }
        return (plan, compilation)
    }

    private func planInstallation(_ situation: Situation) -> Plan {
        let now = situation.observation.now
        let statuses = ResourceStatuses(situation)
        var reported: [(live: LiveObject, status: PlannedStatus)] = []
        if let installation = situation.judgement.installation.live {
            let totals = InstallationStatus.Totals(
                bindings: statuses.bindings.count, grants: statuses.effectiveGrants,
                inventory: Inventory(situation.live), lookalikes: situation.changes.lookalikes)
            reported.append((installation, InstallationStatus(installation, totals, in: situation).planned))
        }
        if let realm = situation.judgement.installation.realmObject {
            reported.append((realm, RealmStatus(realm, at: now).planned))
        }
        reported += statuses.scopes + statuses.bindings
        return Plan(
            desired: desired(situation.changes.desired, situation.policies),
            stageRequirement: situation.policies.requirement,
            removals: situation.changes.removals + situation.policies.removals,
            patches: situation.changes.patches + (situation.sso?.patches ?? []),
            finalizers: FinalizerPlan(situation).changes,
            tokens: situation.requests, reporting: reported, notes: situation.sso?.notes ?? [],
            hold: situation.hold,
            requeueAfterSeconds: requeue(situation, nextChange: nextChange(situation)))
    }

    /// When the next grant begins or ends.
    private func nextChange(_ situation: Situation) -> KubeTime? {
        // What ends at its own time ends also while the rest of its binding is held.
        let bindings = situation.judgement.bindings.filter { $0.obstacle == nil || situation.hold.isHeld }
        return bindings.flatMap(\.grants).compactMap { $0.claim.nextChange(after: situation.observation.now) }.min()
    }

    /// What is given and the policies that limit it, in the order of their stages.
    ///
    /// - Parameter given: in the order of its stages.
    func desired(_ given: [PlannedObject], _ policies: StagedPolicies) -> [PlannedObject] {
        var desired: [PlannedObject] = []
        desired.reserveCapacity(given.count + policies.desired.count)
        var next = 0
        func add(through stage: Stage?) {
            while next < given.count, stage.map({ given[next].stage <= $0 }) ?? true {
                desired.append(given[next])
                next += 1
            }
        }
        for policy in policies.desired.sorted(by: { $0.stage < $1.stage }) {
            add(through: policy.stage)
            desired.append(policy)
        }
        add(through: nil)
        return desired
    }

    /// How long until a grant begins or ends, a token is to be renewed, or a missing one is worth another look.
    ///
    /// - Parameter nextChange: when the next grant begins or ends.
    func requeue(_ situation: Situation, nextChange: KubeTime?) -> Int? {
        let now = situation.observation.now
        var waits: [Int] = [situation.sso?.requeueAfterSeconds].compactMap { $0 }
        if let nextChange { waits.append(Int(min(nextChange.seconds - now.seconds, Self.longestWait))) }
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
        desired: [PlannedObject] = [], stageRequirement: StageRequirement? = nil, removals: [PlannedRemoval] = [],
        patches: [PlannedPatch] = [],
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
            desired: desired, stageRequirement: stageRequirement, removals: removals, patches: patches,
            finalizers: finalizers,
            tokens: tokens,
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
