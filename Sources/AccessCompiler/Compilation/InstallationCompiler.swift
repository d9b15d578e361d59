import AccessModel
import KubeModel
import ReconcileCore

/// Makes the plan of an installation from its namespaces, of which it makes anew only those that changed.
///
/// Namespaces stand by themselves but for the identities, which they share. What concerns all of an installation at once
/// is left to the plan from nothing: an installation that cannot be used, and a removal that may have to be held.
struct InstallationCompiler {
    private let shared: SharedAccess
    private let installation: InstallationJudgement
    private let compiled: [(name: String, part: CompiledNamespace)]
    private let removal: RemovalSet
    private let compilation: AccessCompilation

    /// - Returns: nil when the plan has to be made from nothing.
    init?(_ observation: AccessObservation, after previous: AccessCompilation?) {
        guard case .installation(let name) = observation.key else { return nil }
        let installation = InstallationJudgement(observation, name: name)
        self.installation = installation
        guard let terms = SharedTerms(installation, observation),
            let (places, beside) = NamespaceObservation.divide(observation, name)
        else { return nil }
        let previous = previous?.terms == terms ? previous : nil
        let names = places.keys.sorted()
        let kept = Set(
            names.filter { name in
                guard let old = previous?.namespaces[name], let observed = places[name] else { return false }
                return old.judged.holds(at: observation.now) && old.observed.isJudged(like: observed)
            })
        let judged = names.map { name in
            if kept.contains(name), let old = previous?.namespaces[name] { return old.judged }
            return JudgedNamespace((places[name] ?? .init()).alone(in: observation), installation)
        }
        let entitlements = judged.map(\.entitlements)

        let live = LiveAccess(beside.generated, installation: name, at: observation.now).prepared
        let accounts = beside.generated.filter { $0.key.type == .serviceAccount }
        let home =
            previous?.identities.home(for: entitlements, accounts: accounts)
            ?? IdentityPlace(
                name.namespace, Entitlements(entitlements, clusterWide: GeneratedName.clusterTemplates(name)),
                members: terms.realm?.members ?? [], installation: terms.installation,
                hasLogin: terms.installation.identities.hasLogin,
                accounts: Dictionary(live.accounts.map { ($0.key.name, $0) }) { first, _ in first })
        let layout = IdentityLayout(home, terms.installation)
        let groups = judged.reduce(into: Set<GroupPath>()) { $0.formUnion($1.groups) }
        let shared = SharedAccess(observation, terms, beside, live: live, layout: layout, groups: groups)
        self.shared = shared

        let changedAccounts = (previous?.identities.facts).map(shared.facts.changedAccounts) ?? []
        var position = entitlements.contains { !$0.clusterWide.isEmpty } ? 1 : 0
        var compiled: [(name: String, part: CompiledNamespace)] = []
        var recompiled = 0
        for (name, judged) in zip(names, judged) {
            let range = position..<position + judged.entitlements.keys.count
            position = range.upperBound
            let observed = places[name] ?? NamespaceObservation()
            let receivers = home.receivers(of: range)
            if let previous, let old = previous.namespaces[name], kept.contains(name),
                old.isCurrent(
                    observed, receivers: receivers, shared, since: previous.identities.facts,
                    changedAccounts: changedAccounts)
            {
                compiled.append((name, old))
            } else {
                compiled.append((name, CompiledNamespace(observed, judged, receivers: receivers, shared)))
                recompiled += 1
            }
        }
        self.compiled = compiled
        removal = Self.removal(shared, judged)
        let policies = CompiledPolicies(
            Dictionary(
                uniqueKeysWithValues: zip(names, judged).compactMap { name, own in own.policy.map { (name, $0) } }),
            for: terms.installation, after: previous?.policies)
        compilation = AccessCompilation(
            terms: terms,
            identities: CompiledIdentities(
                entitlements: entitlements, accounts: accounts, home: home, facts: shared.facts),
            policies: policies,
            namespaces: Dictionary(uniqueKeysWithValues: compiled), recompiled: recompiled)
    }

    /// What is taken away beside the installation.
    private static func removal(_ shared: SharedAccess, _ judged: [JudgedNamespace]) -> RemovalSet {
        var removal = RemovalSet(live: shared.live, wanted: shared.wanted.objects)
        if !removal.removed.isEmpty {
            removal.leaveOut(lapsedOf: judged.flatMap(\.judgement.bindings), live: shared.live)
        }
        return removal
    }

    /// The plan; nil when so much would be taken away that it may have to be held.
    var result: (plan: Plan, compilation: AccessCompilation)? {
        let removed = compiled.reduce(removal.removed.count) { $0 + $1.part.grantsRemoved }
        let inEffect = compiled.reduce(removal.inEffect.count) { $0 + $1.part.grantsInEffect }
        guard let live = installation.live,
            !RemovalLimit(ofInstallation: live.root).isExceeded(byRemoving: removed, of: inEffect)
        else { return nil }
        return (plan(live), compilation)
    }

    // MARK: - Putting together

    private func plan(_ live: LiveObject) -> Plan {
        let parts = compiled.map(\.part)
        let situation = situation(parts)
        let now = shared.observation.now
        var totals = InstallationStatus.Totals(
            inventory: Inventory(shared.live), lookalikes: shared.changes.lookalikes)
        for part in parts {
            totals.bindings += part.judged.judgement.bindings.count
            totals.grants += part.effectiveGrants
            totals.inventory.add(part.inventory)
            totals.lookalikes += part.lookalikes
        }
        totals.lookalikes.sort()
        var statuses = [InstallationStatus(live, totals, in: situation).planned]
        var notes = (situation.sso?.notes ?? []) + StatusNotes.notes(statuses[0], live: live)
        if let realm = installation.realmObject {
            let status = RealmStatus(realm, at: now).planned
            if !realm.isBeingDeleted {
                statuses.append(status)
                notes += StatusNotes.notes(status, live: realm)
            }
        }
        var finalizers = FinalizerPlan(situation).ofInstallation
        for report in parts.map(\.scopes) + parts.map(\.bindings) {
            statuses += report.statuses
            notes += report.notes
            finalizers += report.finalizers
        }
        let nextChange = parts.compactMap(\.judged.nextChange).min()
        return Plan(
            desired: AccessPlanner().desired(desired, situation.policies),
            stageRequirement: situation.policies.requirement,
            removals: removals + situation.policies.removals, patches: patches + (situation.sso?.patches ?? []),
            finalizers: finalizers,
            tokens: situation.requests, statuses: statuses, notes: notes,
            requeueAfterSeconds: AccessPlanner().requeue(situation, nextChange: nextChange))
    }

    /// What concerns the installation itself.
    private func situation(_ parts: [CompiledNamespace]) -> Situation {
        let hasSSO = shared.terms.installation.sso != nil
        let judgement = Judgement(
            installation: installation, scopes: hasSSO ? parts.flatMap(\.judged.judgement.scopes) : [])
        let granted = parts.flatMap { $0.judged.entitlements.groups.map(\.group) + $0.judged.entitlements.clusterWide }
        let sso = SSOSetup(judgement, granted: Set(granted), holding: [], shared.observation)
        let policies = compilation.policies.staged(live: shared.observation.policies)
        return Situation(
            shared.observation, judgement, Demand([], installation: installation.name), shared.live, shared.wanted,
            shared.changes, policies, tokens: Array(shared.wanted.tokens.values), sso: sso)
    }

    private var patches: [PlannedPatch] {
        (shared.changes.patches + compiled.flatMap(\.part.patches)).sorted { $0.key < $1.key }
    }

    private var removals: [PlannedRemoval] {
        (shared.changes.removals + compiled.flatMap(\.part.removals)).sorted { ($0.stage, $0.key) < ($1.stage, $1.key) }
    }

    /// The objects of all places in the order of a plan; those of one place are in it already.
    private var desired: [PlannedObject] {
        let own = (namespace: installation.name.namespace, objects: shared.changes.desired)
        let places = [own] + compiled.map { (namespace: $0.name, objects: $0.part.desired) }
        var runs = CompiledNamespace.runs(of: own.objects).map { (place: 0, run: $0) }
        for (index, entry) in compiled.enumerated() { runs += entry.part.runs.map { (place: index + 1, run: $0) } }
        runs.sort { left, right in
            if left.run.stage != right.run.stage { return left.run.stage < right.run.stage }
            let (type, other) = (left.run.type, right.run.type)
            if type.group != other.group { return type.group < other.group }
            if type.kind != other.kind { return type.kind < other.kind }
            return places[left.place].namespace < places[right.place].namespace
        }
        var desired: [PlannedObject] = []
        desired.reserveCapacity(places.reduce(0) { $0 + $1.objects.count })
        for entry in runs { desired += places[entry.place].objects[entry.run.range] }
        return desired
    }
}

extension Judgement {
    /// A judgement without bindings.
    fileprivate init(installation: InstallationJudgement, scopes: [ScopeJudgement]) {
        self.installation = installation
        self.scopes = scopes
        bindings = []
        claims = ComponentClaims([], bindings: [], applications: nil)
    }
}
