import JSONTree
import ReconcileCore

/// Changes requests at random, in ways that people and programs would.
struct RequestMutator {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

    /// An object with one to three differences below some of its members; what tells objects apart stays.
    mutating func mutated(_ object: JSONValue, members: [String]) -> JSONValue {
        var object = object
        for _ in 0...below(3) {
            let member = pick(members)
            if member == "metadata" {
                let part = pick(["labels", "annotations", "labels", "finalizers", "ownerReferences"])
                let value = changed(object["metadata"]?[part] ?? [:], depth: 0)
                object["metadata"]?[part] = value
            } else {
                let value = changed(object[member] ?? [:], depth: 0)
                object[member] = value
            }
        }
        return object
    }

    private mutating func changed(_ value: JSONValue, depth: Int) -> JSONValue {
        let goesDeeper = depth < 8 && below(4) > 0
        switch value {
        case .object(let object) where !object.members.isEmpty && goesDeeper:
            let name = pick(object.members.map(\.name))
            var value = value
            value[name] = changed(object[name] ?? .null, depth: depth + 1)
            return value
        case .array(var elements) where !elements.isEmpty && goesDeeper:
            let index = below(elements.count)
            elements[index] = changed(elements[index], depth: depth + 1)
            return .array(elements)
        case .object(let object):
            var value = value
            if !object.members.isEmpty, below(3) == 0 {
                value[pick(object.members.map(\.name))] = nil
            } else {
                value[pick(Self.names)] = pick(Self.values)
            }
            return value
        case .array(var elements):
            switch below(3) {
            case 0 where !elements.isEmpty: elements.remove(at: below(elements.count))
            case 1 where !elements.isEmpty: elements.append(pick(elements))
            default: elements.append(pick(Self.values))
            }
            return .array(elements)
        default: return pick(Self.values)
        }
    }

    private static let names = [
        "arguments", "artifacts", "clusterScope", "entrypoint", "hooks", "labels", "labelsFrom", "name", "nodes",
        "onExit",
        "outputs", "parameters", "phase", "podSpecPatch", "serviceAccountName", "shutdown", "status", "storedTemplates",
        "suspend", "templateName", "templateRef", "templates", "type", "value", "valueFrom", "volumes",
        "workflowMetadata",
        "workflowSpec", "workflowTemplateRef", "workflows.argoproj.io/action", "workflows.argoproj.io/completed",
        "workflows.argoproj.io/controller-instanceid", "workflows.argoproj.io/creator",
        "workflows.argoproj.io/cron-workflow",
        "workflows.argoproj.io/phase", "workflows.argoproj.io/rbac-rule",
        "workflows.argoproj.io/resubmitted-from-workflow",
        "workflows.argoproj.io/workflow-template", "x", "maxRole", "path", "rules", "env", "secret", "secretName",
    ]

    private static let values: [JSONValue] = [
        .null, true, false, 0, 1, "", "x", "Running", "Succeeded", "Failed", "Suspend", "Stop", "main", "replay", "eu",
        "us",
        "apac", "2026-11", "2026-13", "nightly", "nightly-report", "plain", "release", "shared-report",
        "approve-release",
        "idmon-main-payments-leads-c81565c4", "idmon-nightly-report-runner", "{{workflow.name}}", [], [:], ["x"],
        [["name": "month", "value": "2026-11"]], [["name": "region", "value": "eu"]], ["name": "plain"],
        ["name": "nightly-report"], ["name": "shared-report", "clusterScope": true], ["configMapKeyRef": ["name": "a"]],
        ["workflows.argoproj.io/creator": "x"], "admin", "viewer", "operator",
    ]
}
