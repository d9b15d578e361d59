import AccessModel
import JSONTree
import KubeModel
import ReconcileCore

/// All that a plan has of one workload namespace, with what it was made from.
struct CompiledNamespace {
    /// Neighbouring objects of ``desired`` that have one stage and one type.
    struct Run {
        let stage: Stage
        let type: ResourceType
        let range: Range<Int>
    }

    let observed: NamespaceObservation
    let judged: JudgedNamespace
    private let receivers: [[Int]]
    private let accounts: Set<String>
    private let asksForClusterTemplates: Bool
    /// Whether something waits until nothing is left of it, be it beside the installation.
    private let isReleasing: Bool
    /// The time that a status tells; nil when none tells the time of the plan.
    private let toldTime: KubeTime?

    let desired: [PlannedObject]
    let runs: [Run]
    let removals: [PlannedRemoval]
    let patches: [PlannedPatch]
    let lookalikes: [ObjectKey]
    let grantsInEffect: Int
    let grantsRemoved: Int
    let inventory: Inventory
    let effectiveGrants: Int
    let scopes: Report
    let bindings: Report

    /// What is told of resources of one kind, and which of them are guarded or let go.
    struct Report {
        let statuses: [PlannedStatus]
        let notes: [EventNote]
        let finalizers: [FinalizerChange]

        init(_ entries: [ResourceStatuses.Entry], _ finalizers: [FinalizerChange]) {
            let told = entries.filter { !$0.live.isBeingDeleted }
            statuses = told.map(\.status)
            notes = told.flatMap { StatusNotes.notes($0.status, live: $0.live) }
            self.finalizers = finalizers
        }
    }

    /// - Parameter receivers: the indices of the identities that get each of the namespace's entitlements.
    init(
        _ observed: NamespaceObservation, _ judged: JudgedNamespace, receivers: some Sequence<[Int]>,
        _ shared: SharedAccess
    ) {
        let now = shared.observation.now
        self.observed = observed
        self.judged = judged
        self.receivers = Array(receivers)
        asksForClusterTemplates = judged.judgement.bindings.contains { $0.templates?.needsClusterTemplates == true }
        let resources = judged.judgement.scopes.map(\.live) + judged.judgement.bindings.map(\.live)
        isReleasing = resources.contains(where: \.isBeingDeleted)

        let live = shared.live.listing(observed.generated)
        accounts = Self.accounts(in: live).union(self.receivers.joined().map { shared.facts.names[$0] })
        let wanted = shared.wanted.inNamespace(
            judged.demand, judged.judgement.bindings, shared.terms.installation, foreign: observed.foreign)
        var changes = StagedChanges(wanted.objects, live: live, areFinal: shared.terms.assumesTokens)
        changes.wait(for: shared.changes)
        desired = changes.desired
        runs = Self.runs(of: changes.desired)
        removals = changes.removals
        patches = changes.patches
        lookalikes = changes.lookalikes
        inventory = Inventory(live)
        var removal = RemovalSet(live: live, wanted: wanted.objects)
        if !removal.removed.isEmpty {
            removal.leaveOut(lapsedOf: judged.judgement.bindings, live: live)
        }
        grantsInEffect = removal.inEffect.count
        grantsRemoved = removal.removed.count

        let situation = Situation(
            observed.alone(in: shared.observation), judged.judgement, judged.demand, live, wanted, changes)
        let statuses = ResourceStatuses(situation)
        let finalizers = FinalizerPlan(situation)
        effectiveGrants = statuses.effectiveGrants
        scopes = Report(statuses.scopes, finalizers.ofScopes)
        bindings = Report(statuses.bindings, finalizers.ofBindings)
        toldTime = (statuses.scopes + statuses.bindings).contains { $0.status.tells(now, of: $0.live) } ? now : nil
    }

    /// Whether it is what would be made now.
    ///
    /// - Parameters:
    ///   - observed: what is there now; judged as before.
    ///   - previous: what was known of identities when it was made.
    ///   - changedAccounts: the accounts that are not as they were then.
    func isCurrent(
        _ observed: NamespaceObservation, receivers: ArraySlice<[Int]>, _ shared: SharedAccess,
        since previous: IdentityFacts, changedAccounts: Set<String>
    ) -> Bool {
        guard !isReleasing, observed.isFilled(like: self.observed),
            toldTime.map({ $0 == shared.observation.now }) ?? true,
            shared.facts.conflicts == previous.conflicts, accounts.isDisjoint(with: changedAccounts),
            judged.groups.allSatisfy({ shared.facts.groups[$0] == previous.groups[$0] }),
            !asksForClusterTemplates || shared.facts.hasSameClusterTemplates(as: previous)
        else { return false }
        guard shared.facts.names != previous.names else { return receivers.elementsEqual(self.receivers) }
        // Identities that come or go renumber the others.
        return receivers.count == self.receivers.count
            && zip(receivers, self.receivers).allSatisfy { now, before in
                now.lazy.map { shared.facts.names[$0] }.elementsEqual(before.lazy.map { previous.names[$0] })
            }
    }

    /// The accounts beside the installation to which something is given.
    private static func accounts(in live: LiveAccess) -> Set<String> {
        let subjects = live.sorted.filter { $0.key.type.givesAccess }.flatMap(live.subjects(of:))
        let keys = subjects.compactMap(RemovalSet.account(of:))
        return Set(keys.filter { $0.namespace == live.installation.namespace }.map(\.name))
    }

    static func runs(of desired: [PlannedObject]) -> [Run] {
        var runs: [Run] = []
        var start = 0
        for (index, planned) in desired.enumerated() {
            let next = index + 1 < desired.count ? desired[index + 1] : nil
            if let next, next.stage == planned.stage, next.key.type == planned.key.type { continue }
            runs.append(Run(stage: planned.stage, type: planned.key.type, range: start..<index + 1))
            start = index + 1
        }
        return runs
    }
}

extension PlannedStatus {
    /// Whether a condition says that it changes now, and not that it did so before.
    fileprivate func tells(_ now: KubeTime, of live: LiveObject) -> Bool {
        let text = JSONValue.string(now.description)
        let changing = status["conditions"]?.array?.filter { $0["lastTransitionTime"] == text } ?? []
        guard !changing.isEmpty else { return false }
        let previous = Condition.conditions(of: live)
        return changing.contains { condition in
            !previous.contains {
                condition["type"] == .string($0.type) && condition["status"] == .string($0.status.rawValue)
            }
        }
    }
}

extension RemovalSet {
    /// Leaves out what ended at its own time.
    ///
    /// - Parameter bindings: all that give anything in the places of the grants.
    mutating func leaveOut(lapsedOf bindings: [BindingJudgement], live: LiveAccess) {
        let lapsed = LapsedGrants(bindings, installation: live.installation, now: live.now)
        leaveOut { grant in live[grant.account].map { lapsed.contains($0, in: grant.binding) } ?? false }
    }
}
