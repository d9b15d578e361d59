import JSONTree
import KubeModel
import ReconcileCore
import Testing

let revoke = Stage(order: 1, name: "revoke")
let grant = Stage(order: 2, name: "grant")
let applyTime = KubeTime(seconds: 1_800_000_000)
let ownership = Ownership(
    label: "app.kubernetes.io/managed-by", value: "idmon", adoptionAnnotation: "idmon.dev/adopt")

/// An object that is marked as ours.
func ours(_ name: String, rules: JSONValue = []) -> KubeObject {
    role(name, labels: ["app.kubernetes.io/managed-by": "idmon"], rules: rules)
}

func removal(_ name: String, uid: String? = "u1", stage: Stage = revoke) -> PlannedRemoval {
    PlannedRemoval(stage, role(name).key, preconditions: .init(uid: uid, resourceVersion: "1"))
}

/// A machine and everything it asked for.
struct ApplyRun {
    var machine: ApplyMachine
    var open: [Int: ApplyMachine.Action] = [:]
    var asked: [String] = []
    var outcome: Outcome?

    init(
        _ plan: Plan, live objects: [LiveObject] = [], agreed: AgreedObjects = AgreedObjects(), maximumInFlight: Int = 8
    ) {
        let options = ApplyMachine.Options(
            fieldManager: manager, ownership: ownership, maximumInFlight: maximumInFlight)
        machine = ApplyMachine(plan, options: options, agreed: agreed) { key in objects.first { $0.key == key } }
        take(machine.start(at: applyTime))
    }

    mutating func take(_ actions: [ApplyMachine.Action]) {
        for action in actions {
            switch action {
            case .perform(let id, let operation):
                open[id] = action
                asked.append("\(operation.verb) \(operation.key.name)")
            case .confirmAbsent(let id, let key):
                open[id] = action
                asked.append("get \(key.name)")
            case .finish(let end): outcome = end
            }
        }
    }

    /// Answers what was asked about an object.
    mutating func answer(_ name: String, _ reply: ApplyMachine.Reply) {
        guard let id = open.first(where: { $0.value.key?.name == name })?.key else {
            Issue.record("nothing was asked about \(name)")
            return
        }
        open[id] = nil
        take(machine.handle(reply, for: id, at: applyTime))
    }

    /// The results by object.
    var results: [String: ApplyReport.Result] {
        Dictionary(machine.report.entries.map { ($0.key.name, $0.result) }) { $1 }
    }

    var operations: [Operation] {
        open.values.compactMap { if case .perform(_, let operation) = $0 { operation } else { nil } }
    }
}

extension ApplyMachine.Action {
    var key: ObjectKey? {
        switch self {
        case .perform(_, let operation): operation.key
        case .confirmAbsent(_, let key): key
        case .finish: nil
        }
    }
}
