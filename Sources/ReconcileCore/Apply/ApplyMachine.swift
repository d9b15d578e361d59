package import KubeModel

/// Performs a plan stage by stage: decides which operations are needed, takes their answers, and says what comes next.
///
/// Guarantees:
/// - A stage begins only when every operation of the stages before it has ended, and those of barrier stages have
///   succeeded. What takes rights away comes first and is a barrier, so a grant never follows a revocation that failed.
/// - An object is not applied when one that it requires has failed.
/// - Within a stage a failure stops nothing: the other operations are independent.
/// - A token is stored over the Secret that was observed or not at all, and what was stored before stays until then.
/// - No request for an object that is as planned. No apply of an object as ours before it is known not to be somebody's.
/// - No delete without the UID of what was observed.
/// - Statuses are written last, also after failures, and then say what failed. While objects are still being written, one
///   that would only tell of another step on the way is left to the plan that follows.
///
/// The machine may be abandoned at any point; a plan made from what is then observed continues.
package struct ApplyMachine: Sendable {
    /// Who writes, and how soon to look again.
    package struct Options: Sendable, Hashable {
        /// The manager of all our applies, the same in every release.
        package var fieldManager: String
        package var ownership: Ownership
        /// How many operations may be under way at once.
        package var maximumInFlight: Int
        /// How soon to look again for an object that is being deleted; its watch event usually comes first.
        package var deletionRecheck: Duration
        /// How soon to look again when somebody has to change something.
        package var stalledRecheck: Duration

        package init(
            fieldManager: String, ownership: Ownership, maximumInFlight: Int = 16,
            deletionRecheck: Duration = .seconds(5), stalledRecheck: Duration = .seconds(300)
        ) {
            self.fieldManager = fieldManager
            self.ownership = ownership
            self.maximumInFlight = max(1, maximumInFlight)
            self.deletionRecheck = deletionRecheck
            self.stalledRecheck = stalledRecheck
        }
    }

    /// Names an action until it is answered.
    package typealias StepID = Int

    /// What the caller has to do; each action but the last is answered with a ``Reply``.
    package enum Action: Sendable, Equatable {
        case perform(StepID, Operation)
        /// Learn from the server, not from a cache, whether the object is there; answered with `found`, `notFound` or a failure.
        case confirmAbsent(StepID, ObjectKey)
        /// The last action.
        case finish(Outcome)
    }

    /// What came of an action.
    package enum Reply: Sendable {
        /// - resourceVersion: of the object as it is now; nil for a delete.
        case done(resourceVersion: String?)
        /// The answer to a request for a token.
        case token(IssuedToken)
        /// The delete was taken, and the object stays until its finalizers are gone.
        case deletionPending
        case found(LiveObject)
        /// 404
        case notFound(String)
        /// 409
        case conflict(String)
        /// 403
        case forbidden(String)
        /// 400, 422: what we sent cannot be accepted.
        case invalid(String)
        /// 429, or Retry-After on any answer.
        case throttled(retryAfter: Duration)
        /// Anything else; whether the operation was performed may be unknown.
        case failed(String)
    }

    let options: Options
    /// What is left of the present stage and of those after it, the next one last.
    var pending: [[ApplyStep]]
    var inFlight: [StepID: ApplyStep] = [:]
    var hasFailedAtBarrier = false
    /// The objects that are not as planned.
    var failed: Set<ObjectKey> = []
    let requeueAfter: Duration?
    /// The statuses, once all stages have ended.
    var statuses: [ApplyStep]?
    /// What became of the operations so far.
    package internal(set) var report = ApplyReport()
    /// What was found to be as planned in this plan, for the next one.
    package private(set) var agreed = AgreedObjects()
    /// What was found so in the plan before.
    private let agreedBefore: AgreedObjects
    /// nil until the machine has finished.
    package internal(set) var outcome: Outcome?

    /// - Parameters:
    ///   - agreed: what an earlier plan with the same options found to be as planned.
    ///   - live: the object as observed; called once for each object of the plan, before this returns.
    package init(
        _ plan: Plan, options: Options, agreed: AgreedObjects = AgreedObjects(), live: (ObjectKey) -> LiveObject?
    ) {
        self.options = options
        agreedBefore = agreed
        requeueAfter = plan.requeueAfterSeconds.map { .seconds($0) }
        let steps = ApplyStep.steps(of: plan, live: live)
        pending = steps.stages
        statuses = steps.statuses
    }

    /// Begins; call it once.
    package mutating func start(at time: KubeTime) -> [Action] { advance(at: time) }

    /// Takes in an answer; one that was not asked for is ignored.
    package mutating func handle(_ reply: Reply, for id: StepID, at time: KubeTime) -> [Action] {
        guard var step = inFlight[id] else { return [] }
        if let continued = step.continued(by: reply, at: time) {
            step = continued
            switch step.next(options) {
            case .action(let action):
                inFlight[id] = step
                return [action]
            case .settled(let result): settle(step, result)
            }
        } else {
            let result = step.result(of: reply)
            settle(step, result)
        }
        inFlight[id] = nil
        return advance(at: time)
    }

    private mutating func advance(at time: KubeTime) -> [Action] {
        var actions: [Action] = []
        while outcome == nil, inFlight.count < options.maximumInFlight {
            if var step = pending.last?.last {
                pending[pending.count - 1].removeLast()
                guard failed.isDisjoint(with: step.requires), failed.isDisjoint(with: step.sharedRequirements) else {
                    settle(step, .notAttempted)
                    continue
                }
                switch agreedBefore.contains(step) ? .settled(.unchanged) : step.next(options) {
                case .action(let action):
                    inFlight[step.id] = step
                    actions.append(action)
                case .settled(let result): settle(step, result)
                }
            } else if inFlight.isEmpty {
                actions += endStage(at: time)
            } else {
                break
            }
        }
        return actions
    }

    private mutating func settle(_ step: ApplyStep, _ result: ApplyReport.Result) {
        if result.blocksNextStage {
            failed.insert(step.key)
            if step.stage.isBarrier { hasFailedAtBarrier = true }
        }
        if step.isIdleApply { report.idleApplies.append(step.key) }
        guard result != .unchanged else {
            report.unchangedCount += 1
            if step.operation == nil { agreed.insert(step) }
            return
        }
        report.entries.append(
            ApplyReport.Entry(
                key: step.key, stage: step.stage, verb: step.verb, why: step.operation?.why, result: result,
                concerns: step.concerns))
    }

    /// Goes on to the next stage, to the statuses, or to the end.
    private mutating func endStage(at time: KubeTime) -> [Action] {
        if !pending.isEmpty { pending.removeLast() }
        if hasFailedAtBarrier && statuses != nil {
            for step in pending.reversed().flatMap({ $0.reversed() }) where !step.stage.passesBarriers {
                settle(step, .notAttempted)
            }
            pending = pending.map { $0.filter(\.stage.passesBarriers) }.filter { !$0.isEmpty }
        }
        guard pending.isEmpty else { return [] }
        if let statuses {
            self.statuses = nil
            let report = report
            // They were planned before anything was written; the plan that follows tells what came of it.
            let isOnItsWay = report.changedCount > 0 && report.failures.isEmpty
            let telling =
                isOnItsWay ? statuses.filter { agreedBefore.contains($0) || !$0.tellsOnlyOfProgress } : statuses
            pending = [telling.map { $0.amended(by: report, at: time) }]
            return []
        }
        let outcome = finalOutcome
        self.outcome = outcome
        return [.finish(outcome)]
    }

    /// The outcome that the failures call for: what may pass by itself is tried again before anything is called stalled.
    private var finalOutcome: Outcome {
        var wait: Duration?
        var stalled: String?
        var retry: String?
        var atLeast = Duration.zero
        for entry in report.failures {
            let message = entry.impediment?.message
            switch entry.result {
            case .waiting: wait = options.deletionRecheck
            case .foreign, .forbidden, .invalid: stalled = stalled ?? message
            case .throttled(let retryAfter):
                atLeast = max(atLeast, retryAfter)
                retry = retry ?? message
            case .conflict, .failed: retry = retry ?? message
            case .changed, .unchanged, .notAttempted: break
            }
        }
        if let retry { return .retry(reason: retry, atLeast: atLeast) }
        if let wait { return .requeue(after: min(wait, requeueAfter ?? wait)) }
        if let stalled {
            let recheck = min(options.stalledRecheck, requeueAfter ?? options.stalledRecheck)
            return .stalled(reason: stalled, recheckAfter: recheck)
        }
        return requeueAfter.map { .requeue(after: $0) } ?? .done
    }
}
