package import JSONTree
package import KubeModel

/// What became of the operations of a plan.
package struct ApplyReport: Sendable, Equatable {
    /// How an operation ended.
    package enum Result: Sendable, Hashable {
        /// The cluster was changed.
        case changed
        /// It was there, or gone, already.
        case unchanged
        /// Accepted or under way, and not over: an object is being deleted.
        case waiting(String)
        /// 409: what was observed is out of date.
        case conflict(String)
        /// The object belongs to somebody else.
        case foreign(String)
        /// 403: rights are missing, or a policy refused.
        case forbidden(String)
        /// 422 and the like: the server does not take what was planned.
        case invalid(String)
        case throttled(retryAfter: Duration)
        case failed(String)
        /// The stage before did not end well.
        case notAttempted

        /// Whether the next stage must not begin.
        package var blocksNextStage: Bool {
            switch self {
            case .changed, .unchanged: false
            case .waiting, .conflict, .foreign, .forbidden, .invalid, .throttled, .failed, .notAttempted: true
            }
        }
    }

    /// One operation of the plan.
    package struct Entry: Sendable, Hashable {
        package let key: ObjectKey
        package let stage: Stage
        /// `apply`, `delete`, `patch`.
        package let verb: String
        /// Why the operation was needed; nil when it was not performed.
        package let why: String?
        package let result: Result
        /// The resources whose status tells of a failure; nil for all of the plan.
        package let concerns: Set<ObjectKey>?
    }

    /// The entries in the order in which they ended; unchanged objects are only counted.
    package internal(set) var entries: [Entry] = []
    package internal(set) var unchangedCount = 0
    /// Applies that the server took without changing anything: the plan differs from what the server stores in a way
    /// that applying cannot mend (a value that is normalised). They should not occur; count them in a metric.
    package internal(set) var idleApplies: [ObjectKey] = []

    /// How many operations changed the cluster.
    package var changedCount: Int { entries.count { $0.result == .changed } }

    /// What did not succeed, by stage and object, so that equal failures read the same whatever came back first.
    package var failures: [Entry] {
        entries.filter { $0.impediment != nil }.sorted { ($0.stage, $0.key) < ($1.stage, $1.key) }
    }

    /// What the failures mean for those who wait for a resource.
    ///
    /// A resource whose objects were only not attempted is told so, since it must not look ready.
    package func impediments(for resource: ObjectKey) -> [Impediment] {
        let concerning = { (entry: Entry) in entry.concerns?.contains(resource) ?? true }
        let impediments = failures.filter(concerning).compactMap(\.impediment)
        guard impediments.isEmpty else { return impediments }
        let leftOut = entries.filter { $0.result == .notAttempted && concerning($0) }
        return leftOut.min { ($0.stage, $0.key) < ($1.stage, $1.key) }.map { entry in
            let message = "\(entry.verb) \(entry.key): what it depends on has failed"
            return [Impediment(.waiting, reason: "NotAttempted", message: message)]
        } ?? []
    }

    /// A planned status with what went wrong worked into its `Ready`, `Reconciling` and `Stalled` conditions.
    ///
    /// - Parameters:
    ///   - resource: whose status it is.
    ///   - previous: the conditions in the cluster, whose transition times are kept where the status stays.
    /// - Returns: the status as planned when nothing failed or it has no conditions.
    package func amended(
        _ status: JSONValue, of resource: ObjectKey, previous: [Condition], at time: KubeTime
    ) -> JSONValue {
        let troubles = impediments(for: resource)
        guard !troubles.isEmpty, let planned = status["conditions"]?.array else { return status }
        let documents = planned.map { Condition(JSONDocument($0).root) }
        let generation = status["observedGeneration"]?.integer ?? documents.first??.observedGeneration ?? 0
        let plannedTrouble = documents.compactMap { condition -> Impediment? in
            guard let condition, condition.status == .true else { return nil }
            return switch condition.type {
            case "Stalled": Impediment(.stalled, reason: condition.reason, message: condition.message)
            case "Reconciling": Impediment(.waiting, reason: condition.reason, message: condition.message)
            default: nil
            }
        }
        let replaced = ConditionReducer.conditions(
            plannedTrouble + troubles, ready: ("Succeeded", ""), previous: previous, generation: generation, at: time
        )
        let types = Set(replaced.map(\.type))
        var amended = status
        amended["conditions"] = .array(
            planned.filter { !types.contains($0["type"]?.string ?? "") } + replaced.map(\.value))
        return amended
    }
}

extension ApplyReport.Entry {
    /// The entry as a sentence for a condition; nil for what succeeded or was not tried.
    package var impediment: Impediment? {
        let text = { (detail: String) in "\(verb) \(key): \(detail)" }
        return switch result {
        case .changed, .unchanged, .notAttempted: nil
        case .waiting(let detail): Impediment(.waiting, reason: "WaitingForDeletion", message: text(detail))
        case .conflict(let detail): Impediment(.waiting, reason: "Outdated", message: text(detail))
        case .throttled: Impediment(.waiting, reason: "Throttled", message: text("the API server asked to wait"))
        case .failed(let detail): Impediment(.waiting, reason: "ApplyFailed", message: text(detail))
        case .foreign(let detail): Impediment(.stalled, reason: "Conflict", message: text(detail))
        case .forbidden(let detail): Impediment(.stalled, reason: "Forbidden", message: text(detail))
        case .invalid(let detail): Impediment(.stalled, reason: "Invalid", message: text(detail))
        }
    }
}
