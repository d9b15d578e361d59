import AccessCompiler
import AccessExplainer
import AccessModel
import JSONTree
import KubeClient
import KubeModel
import KubeRuntime
import ReconcileCore
import Synchronization

/// One turn of one key: observe, plan, apply, tell.
final class AccessController: Sendable {
    private let observer: AccessObserver
    private let router: ChangeRouter
    private let only: Set<ResourceName>?
    private let applier: Applier
    private let events: EventRecorder
    private let tokens: TokenGauges
    private let tests: AccessTestGauges
    private let others: ForeignAccessReader
    private let metrics: MetricsRegistry
    private let verificationInterval: Duration
    /// Has a key planned again after a time.
    private let remind: @Sendable (ReconcileKey, Duration) -> Void
    /// Objects under names that Idmon would give, which were not made by it. No watch shows them, since they lack our
    /// label.
    private let inTheWay = Mutex<[ReconcileKey: Set<ObjectKey>]>([:])
    /// What the last plan of each key leaves for the next one; a key is planned by one worker at a time.
    private let compilations = Mutex<[ReconcileKey: AccessCompilation]>([:])
    /// What the last plan of each key found to be as planned.
    private let agreements = Mutex<[ReconcileKey: AgreedObjects]>([:])

    /// - Parameter only: the only installations that are looked after; nil for all there are.
    init(
        observer: AccessObserver, router: ChangeRouter, only: Set<ResourceName>?, applier: Applier,
        events: EventRecorder, tokens: TokenGauges, tests: AccessTestGauges, others: ForeignAccessReader,
        metrics: MetricsRegistry,
        verificationInterval: Duration,
        remind: @escaping @Sendable (ReconcileKey, Duration) -> Void
    ) {
        self.remind = remind
        self.observer = observer
        self.router = router
        self.only = only
        self.applier = applier
        self.events = events
        self.tokens = tokens
        self.tests = tests
        self.others = others
        self.metrics = metrics
        self.verificationInterval = verificationInterval
    }

    func reconcile(_ key: ReconcileKey) async -> Outcome {
        guard isOurs(key), router.isCurrent(key) else {
            inTheWay.withLock { $0[key] = nil }
            compilations.withLock { $0[key] = nil }
            agreements.withLock { $0[key] = nil }
            others.forget(key)
            return .done
        }
        let known = inTheWay.withLock { $0[key] } ?? []
        let observation: AccessObservation
        do throws(KubeError) {
            observation = try await observer.observe(key, inTheWay: known)
        } catch {
            return .retry(reason: error.description, atLeast: error.retryAfter ?? .zero)
        }
        var plan = plan(observation)
        test(&plan, observation)
        tokens.take(plan, of: key)
        if case .installation(let name) = key {
            metrics.set(.removalsHeld, to: Double(plan.heldGrants), [("installation", name.description)])
        }
        var agreed = agreements.withLock { $0.removeValue(forKey: key) } ?? AgreedObjects()
        let (outcome, report) = await applier.perform(plan, agreed: &agreed)
        agreements.withLock { [agreed] in $0[key] = agreed }
        // A grant begins and ends at its time, whatever else is the matter.
        if let seconds = plan.requeueAfterSeconds { remind(key, .seconds(seconds)) }
        await events.record(plan.notes)
        // What failed may have changed without a watch that tells.
        observer.distrust(report.failures.map(\.key))
        let met = report.inTheWay
        let remembered = observation.foreign.union(met)
        inTheWay.withLock { $0[key] = remembered.isEmpty ? nil : remembered }
        // A plan that met something new is made anew around it at once.
        return met.isSubset(of: known) ? next(outcome, report, key) : .requeue(after: .zero)
    }

    private func plan(_ observation: AccessObservation) -> Plan {
        let previous = compilations.withLock { $0.removeValue(forKey: observation.key) }
        let (plan, compilation) = AccessPlanner().plan(observation, after: previous)
        compilations.withLock { $0[observation.key] = compilation }
        return plan
    }

    /// Has a plan tell which statements of AccessTests are true of what it gives.
    private func test(_ plan: inout Plan, _ observation: AccessObservation) {
        guard case .installation(let name) = observation.key else { return }
        var live = observer.accessTests(of: name)
        var beside = ForeignAccess(places: [])
        if !live.isEmpty, let extent = ForeignAccessExtent(observation, live) {
            // A process that has just started leaves what was told before it until its first reading ends.
            if !others.hasRead(for: observation.key) { live.removeAll(where: \.hasToldConditions) }
            beside = others.access(for: observation.key, extent)
        } else {
            others.forget(observation.key)
        }
        guard !live.isEmpty else { return tests.take([], of: observation.key) }
        let table = AccessTable(planned: observation, plan.desired.map(\.object), beside: beside)
        let statuses = live.compactMap { AccessTestStatus($0, on: table, at: observation.now) }
        plan.statuses += statuses.map(\.planned)
        plan.notes += statuses.compactMap(\.note)
        tests.take(statuses.map(\.run), of: observation.key)
    }

    private func isOurs(_ key: ReconcileKey) -> Bool {
        guard let only else { return true }
        if case .installation(let name) = key { return only.contains(name) }
        return false
    }

    /// When to come again.
    private func next(_ outcome: Outcome, _ report: ApplyReport, _ key: ReconcileKey) -> Outcome {
        if case .retry = outcome { return outcome }
        // The stores show our own writes before the watch does, which then brings no news; yet statuses are to tell
        // of what was written, and they were planned before.
        if report.hasChangedMoreThanStatuses { return .requeue(after: .zero) }
        guard case .installation = key else { return outcome }
        return switch outcome {
        case .done: .requeue(after: verificationInterval)
        case .requeue(let after): .requeue(after: min(after, verificationInterval))
        case .stalled(let reason, let after): .stalled(reason: reason, recheckAfter: min(after, verificationInterval))
        case .retry: outcome
        }
    }
}

extension LiveObject {
    /// Whether its conditions are about what it says now.
    fileprivate var hasToldConditions: Bool {
        let conditions = Condition.conditions(of: self)
        return !conditions.isEmpty && conditions.allSatisfy { $0.observedGeneration == generation }
    }
}

extension ApplyReport {
    /// The objects that the plan met and could not make its own: somebody else's, and RoleBindings that were handed
    /// over and refer to another Role, which cannot be changed.
    fileprivate var inTheWay: Set<ObjectKey> {
        let entries = entries.filter { entry in
            switch entry.result {
            case .foreign: true
            case .invalid: entry.key.type == .roleBinding
            case .changed, .unchanged, .waiting, .conflict, .forbidden, .throttled, .failed, .notAttempted: false
            }
        }
        return Set(entries.map(\.key))
    }

    fileprivate var hasChangedMoreThanStatuses: Bool {
        entries.contains { $0.result == .changed && $0.stage.name != "status" }
    }
}

extension Plan {
    /// How many grants would be taken away if a person confirmed it, as the installation's status tells.
    fileprivate var heldGrants: Int64 {
        statuses.lazy.filter { $0.key.type == .argoInstallation }.reduce(0) { sum, planned in
            let isHeld = planned.status["conditions"]?.array?.contains { $0["type"] == "RemovalHeld" } ?? false
            return sum + (isHeld ? planned.status["removal"]?["removed"]?.integer ?? 0 : 0)
        }
    }
}
