import JSONTree
import KubeModel
import ReconcileCore

/// Writes the status of one resource.
struct StatusDocument {
    private let live: LiveObject
    private let now: KubeTime
    private let previous: [Condition]
    private var conditions: [Condition] = []

    init(of live: LiveObject, at now: KubeTime) {
        self.live = live
        self.now = now
        previous = Condition.conditions(of: live)
    }

    /// Adds the condition of a dependency.
    mutating func add(_ type: String, _ status: Condition.Status, _ reason: String, _ message: String = "") {
        conditions.append(
            Condition(
                type, status, reason: reason, message: message, observedGeneration: live.generation,
                lastTransitionTime: now
            ).keepingTransition(of: previous))
    }

    /// Adds a condition that holds unless something stands in the way.
    mutating func add(_ type: String, unless obstacle: Impediment?, _ reason: String, _ message: String = "") {
        if let obstacle {
            add(type, .false, obstacle.reason, obstacle.message)
        } else {
            add(type, .true, reason, message)
        }
    }

    /// The status with `Ready`, and `Reconciling` and `Stalled` where they are true.
    func planned(_ impediments: [Impediment], ready: String, fields: JSONObject = [:]) -> PlannedStatus {
        let summary = ConditionReducer.conditions(
            impediments, ready: ("Ready", ready), previous: previous, generation: live.generation, at: now
        ).filter { $0.type == "Ready" || $0.status == .true }
        var status: JSONObject = [
            "observedGeneration": .integer(live.generation),
            "conditions": .array((summary + conditions).map(\.value)),
        ]
        for field in fields { status[field.name] = field.value }
        return PlannedStatus(key: live.key, uid: live.uid, status: .object(status))
    }
}
