import JSONTree
import KubeModel

/// One line of a plan on its way: what it wants, what was observed, and how far it got.
struct ApplyStep: Sendable {
    enum Want: Sendable {
        case apply(PlannedObject)
        case remove(APIRequest.Preconditions)
        case patch(PlannedPatch)
        case finalizer(FinalizerChange)
        case token(PlannedToken)
        case status(PlannedStatus)
    }

    enum Next {
        case action(ApplyMachine.Action)
        case settled(ApplyReport.Result)
    }

    let id: ApplyMachine.StepID
    let stage: Stage
    let key: ObjectKey
    let want: Want
    var requires: Set<ObjectKey> = []
    /// What others of its stage require too: one set for all of them, however large it is.
    var sharedRequirements: Set<ObjectKey> = []
    var concerns: Set<ObjectKey>?
    /// The object as observed, or as read since.
    var live: LiveObject?
    /// True when `live == nil` was read from the server.
    var isAbsenceConfirmed = false
    /// What was sent.
    var operation: Operation?
    /// The token that the server made, and when it came.
    var issued: (token: IssuedToken, time: KubeTime)?
    var isIdleApply = false

    var verb: String {
        switch want {
        case .apply: "apply"
        case .remove: "delete"
        case .finalizer, .patch: "patch"
        case .token: "issue a token into"
        case .status: "apply status of"
        }
    }

    /// The steps of a plan by stage, the first stage and its first step last; and those of the statuses.
    static func steps(of plan: Plan, live: (ObjectKey) -> LiveObject?) -> (stages: [[ApplyStep]], statuses: [ApplyStep])
    {
        var count = 0
        func step(_ stage: Stage, _ key: ObjectKey, _ want: Want) -> ApplyStep {
            count += 1
            return ApplyStep(id: count, stage: stage, key: key, want: want, live: live(key))
        }
        let steps =
            plan.finalizers.map { change in
                var step = step(change.stage, change.key, .finalizer(change))
                step.concerns = [change.key]
                return step
            }
            + plan.removals.map { step($0.stage, $0.key, .remove($0.preconditions)) }
            + plan.patches.map { planned in
                var step = step(planned.stage, planned.key, .patch(planned))
                step.concerns = planned.concerns
                return step
            }
            + plan.desired.map { planned in
                var step = step(planned.stage, planned.key, .apply(planned))
                step.requires = planned.requires
                if let shared = plan.stageRequirement, shared.stage == planned.stage {
                    step.sharedRequirements = shared.keys
                }
                step.concerns = planned.concerns
                return step
            }
            + plan.tokens.map { planned in
                var step = step(planned.stage, planned.secret.key, .token(planned))
                step.concerns = planned.concerns
                return step
            }
        let stages = Dictionary(grouping: steps, by: \.stage.order).sorted { $0.key > $1.key }
        let last = Stage(order: .max, name: "status")
        let statuses = plan.statuses.reversed().map { step(last, $0.key, .status($0)) }
        return (stages.map { Array($0.value.reversed()) }, statuses)
    }

    /// What has to be done, from what is known of the object.
    mutating func next(_ options: ApplyMachine.Options) -> Next {
        switch want {
        case .apply(let planned): return nextApply(planned.object, options)
        case .remove(let preconditions): return nextRemoval(preconditions)
        case .patch(let planned): return nextPatch(planned)
        case .finalizer(let change): return nextFinalizer(change)
        case .token(let planned): return nextToken(planned)
        case .status(let planned):
            return perform(Differ.operation(status: planned, live: live, fieldManager: options.fieldManager))
        }
    }

    private mutating func nextApply(_ object: KubeObject, _ options: ApplyMachine.Options) -> Next {
        let isToBeOurs = options.ownership.claims(object)
        guard let live else {
            // A cache that shows only what has our label, or lags, says nothing about other people's objects.
            if isToBeOurs && !isAbsenceConfirmed { return .action(.confirmAbsent(id, key)) }
            return perform(Differ.operation(desired: object, live: nil, fieldManager: options.fieldManager))
        }
        if live.isBeingDeleted { return .settled(.waiting("it is being deleted and will be made again")) }
        guard !isToBeOurs || options.ownership.covers(live, as: object, fieldManager: options.fieldManager) else {
            let ownership = options.ownership
            return .settled(
                .foreign(
                    "it exists and is not ours; rename or delete it, or hand it over with the annotation "
                        + "\(ownership.adoptionAnnotation)=\(ownership.adoptionValue)"))
        }
        return perform(Differ.operation(desired: object, live: live, fieldManager: options.fieldManager))
    }

    private mutating func nextRemoval(_ preconditions: APIRequest.Preconditions) -> Next {
        guard let uid = preconditions.uid else {
            return .settled(.invalid("refused to delete an object whose UID was not observed"))
        }
        // What is not in the cache is deleted all the same: the UID protects a namesake, and 404 is success.
        guard live == nil || live?.uid == uid else { return .settled(.unchanged) }
        if live?.isBeingDeleted == true { return .settled(.waiting("it is being deleted; a finalizer holds it")) }
        return perform(.delete(key, preconditions))
    }

    private mutating func nextPatch(_ planned: PlannedPatch) -> Next {
        // A cache that shows another version than the patch was made from has it from the server.
        guard live?.uid == planned.uid, live?.resourceVersion == planned.resourceVersion else {
            return .settled(.conflict("it has changed since it was looked at"))
        }
        return perform(.patch(key, patch: planned.guarded, why: planned.why))
    }

    private mutating func nextFinalizer(_ change: FinalizerChange) -> Next {
        switch change.change {
        case .add:
            guard let live else { return .settled(.conflict("it is not there to get a finalizer")) }
            if live.finalizers.contains(change.finalizer) { return .settled(.unchanged) }
            // The API server takes no new finalizers then.
            if live.isBeingDeleted { return .settled(.conflict("it is being deleted")) }
            return perform(
                FinalizerSteps.adding(change.finalizer, to: live).map {
                    .addFinalizer(key, finalizer: change.finalizer, patch: $0)
                })
        case .remove:
            guard let live else { return .settled(.unchanged) }
            return perform(
                FinalizerSteps.removing(change.finalizer, from: live).map {
                    .removeFinalizer(key, finalizer: change.finalizer, patch: $0)
                })
        }
    }

    private mutating func nextToken(_ planned: PlannedToken) -> Next {
        if let (token, time) = issued {
            return perform(.storeToken(planned.secret(holding: token, receivedAt: time), token))
        }
        guard let live, live.uid == planned.uid, !live.isBeingDeleted else {
            return .settled(.conflict("it is not the one any more that was observed"))
        }
        return perform(
            .requestToken(
                planned.account, boundTo: key, uid: planned.uid, seconds: planned.lifetimeSeconds, why: planned.why))
    }

    private mutating func perform(_ operation: Operation?) -> Next {
        guard let operation else { return .settled(.unchanged) }
        self.operation = operation
        return .action(.perform(id, operation))
    }

    /// The step with what a first answer told it, to go on with; nil when the reply ends it.
    func continued(by reply: ApplyMachine.Reply, at time: KubeTime) -> ApplyStep? {
        var step = self
        switch reply {
        case .token(let token):
            guard case .requestToken? = operation else { return nil }
            step.issued = (token, time)
        case .found(let object) where operation == nil: step.live = object
        case .notFound where operation == nil: step.isAbsenceConfirmed = true
        case .found, .notFound, .done, .deletionPending, .conflict, .forbidden, .invalid, .throttled, .failed:
            return nil
        }
        return step
    }

    /// What a reply means for this step.
    mutating func result(of reply: ApplyMachine.Reply) -> ApplyReport.Result {
        switch reply {
        case .done(let version):
            if case .requestToken? = operation { return Self.unexpected }
            guard operation != nil else { return Self.unexpected }
            guard case .apply = want, let version, version == live?.resourceVersion else { return .changed }
            isIdleApply = true
            return .unchanged
        case .deletionPending:
            guard case .delete? = operation else { return Self.unexpected }
            return .waiting("it is being deleted; a finalizer holds it")
        case .found, .token: return Self.unexpected
        case .notFound(let message):
            switch want {
            case .remove, .status: return .unchanged
            case .finalizer(let change): return change.change == .remove ? .unchanged : .conflict(message)
            // The account or the Secret went: the next plan sees what there is.
            case .token: return .conflict(message)
            case .patch: return .conflict(message)
            // The namespace or the kind is not there (yet).
            case .apply: return .failed(message)
            }
        case .conflict(let message): return .conflict(message)
        case .forbidden(let message): return .forbidden(message)
        case .invalid(let message): return .invalid(message)
        case .throttled(let retryAfter): return .throttled(retryAfter: retryAfter)
        case .failed(let message): return .failed(message)
        }
    }

    /// Whether it is a status of something that is on its way, and differs from the one observed in words alone.
    var tellsOnlyOfProgress: Bool {
        guard case .status(let planned) = want, let live, live.uid == planned.uid,
            let observed = live.root["status"]?.value
        else { return false }
        let isOnItsWay = planned.status["conditions"]?.array?.contains {
            $0["type"] == "Reconciling" && $0["status"] == "True"
        }
        return isOnItsWay == true && Self.withoutWords(planned.status) == Self.withoutWords(observed)
    }

    private static func withoutWords(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object):
            var rest = JSONObject()
            for member in object where !["reason", "message", "lastTransitionTime"].contains(member.name) {
                rest[member.name] = withoutWords(member.value)
            }
            return .object(rest)
        case .array(let elements): return .array(elements.map(withoutWords))
        case .null, .bool, .integer, .decimal, .string: return value
        }
    }

    private static let unexpected = ApplyReport.Result.failed("the answer does not fit what was asked")

    /// A status step that also tells what failed.
    func amended(by report: ApplyReport, at time: KubeTime) -> ApplyStep {
        guard case .status(let planned) = want, let live, !report.failures.isEmpty else { return self }
        let status = report.amended(planned.status, of: key, previous: Condition.conditions(of: live), at: time)
        return ApplyStep(
            id: id, stage: stage, key: key,
            want: .status(PlannedStatus(key: planned.key, uid: planned.uid, status: status)), live: live)
    }
}
