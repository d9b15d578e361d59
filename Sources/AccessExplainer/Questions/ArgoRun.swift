import AccessModel
import JSONTree

/// A run as argo-server finds and writes it.
struct ArgoRun {
    private(set) var value: JSONValue

    /// A subject as Keycloak has them.
    static let somebody = "0a0a0a0a-0000-4000-8000-000000000000"
    /// A step that no binding names.
    static let anyStep = "a-step"
    private static let time: JSONValue = "2026-01-01T00:00:00Z"
    private static let later: JSONValue = "2026-01-01T01:00:00Z"

    var name: String { value["metadata"]?["name"]?.string ?? "" }

    /// The run that a question is about: the one that is given, or a typical one of the template.
    init(_ question: AccessQuestion) {
        if case .workflow(let run) = question.target {
            value = run
            return
        }
        let isWaiting = question.action == .approve
        let step = Self.node("a-run-2", question.step ?? Self.anyStep, "Suspend", isWaiting ? "Running" : "Succeeded")
        value = [
            "apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow",
            "metadata": [
                "name": "a-run", "namespace": .string(question.namespace),
                "labels": [
                    "workflows.argoproj.io/creator": .string(Self.somebody), "workflows.argoproj.io/phase": "Running",
                ],
            ],
            "spec": Self.specification(question, isSubmission: false),
            "status": [
                "phase": "Running", "startedAt": Self.time, "finishedAt": .null,
                "nodes": [
                    "a-run": Self.node("a-run", "main", "Steps", "Running"),
                    "a-run-1": Self.node("a-run-1", "build", "Pod", "Succeeded"), "a-run-2": step,
                ],
                "storedWorkflowTemplateSpec": ["entrypoint": "main"],
            ],
        ]
    }

    private static func node(_ id: String, _ template: String, _ type: String, _ phase: String) -> JSONValue {
        [
            "id": .string(id), "name": .string(id), "displayName": .string(template), "type": .string(type),
            "templateName": .string(template), "phase": .string(phase), "startedAt": time,
            "finishedAt": phase == "Running" ? .null : time,
        ]
    }

    /// What argo-server writes as the specification of a run of a template.
    static func specification(_ question: AccessQuestion, isSubmission: Bool = true) -> JSONValue {
        var spec: JSONObject = [:]
        if isSubmission {
            let parameters = (question.parameters ?? []).map { parameter -> JSONValue in
                ["name": .string(parameter.name), "value": .string(parameter.value)]
            }
            spec["arguments"] = parameters.isEmpty ? [:] : ["parameters": .array(parameters)]
            spec["entrypoint"] = question.entrypoint.map(JSONValue.string)
        }
        if case .template(let kind, let name) = question.target {
            spec["workflowTemplateRef"] =
                kind == .clusterWorkflowTemplate
                ? ["name": .string(name), "clusterScope": true] : ["name": .string(name)]
        } else {
            spec["workflowTemplateRef"] = ["name": "a-template-that-is-not-known"]
        }
        return .object(spec)
    }

    // MARK: - Changes

    func with(_ path: [String], _ new: JSONValue) -> ArgoRun {
        var changed = self
        changed.value = value.with(path, new)
        return changed
    }

    /// With who acted, as argo-server notes it from 3.7 on.
    func acted(_ word: String) -> ArgoRun {
        var changed = self
        var labels = value["metadata"]?["labels"]?.object ?? [:]
        labels["workflows.argoproj.io/actor"] = .string(Self.somebody)
        labels["workflows.argoproj.io/action"] = .string(word)
        changed.value["metadata"]?["labels"] = .object(labels)
        return changed
    }

    /// The name of the template that a node runs, as limits name steps.
    static func step(of node: JSONValue) -> String? {
        node["templateRef"]?["template"]?.string ?? node["templateName"]?.string
    }

    private static func isWaiting(_ node: JSONValue) -> Bool {
        node["type"]?.string == "Suspend" && node["phase"]?.string == "Running"
    }

    /// With the step of a question ended; with all that wait, where it names none.
    func resumed(_ question: AccessQuestion) -> ArgoRun {
        var changed = self
        for node in value["status"]?["nodes"]?.object?.members ?? [] where Self.isWaiting(node.value) {
            guard question.step == nil || question.step == Self.step(of: node.value) else { continue }
            var ended = node.value
            ended["phase"] = "Succeeded"
            ended["finishedAt"] = Self.later
            changed.value["status"]?["nodes"]?[node.name] = ended
        }
        return changed
    }

    /// No longer halted, with all steps ended that wait.
    func released(_ question: AccessQuestion) -> ArgoRun {
        var changed = resumed(question)
        changed.value["spec"]?["suspend"] = nil
        return changed
    }

    /// Ended with a failed step, as a run is that is retried.
    var failed: ArgoRun {
        guard value["status"]?["phase"]?.string == "Running" else { return self }
        var changed = with(["status", "phase"], "Failed").with(["status", "finishedAt"], Self.time)
        changed.value["metadata"]?["labels"]?["workflows.argoproj.io/phase"] = "Failed"
        changed.value["metadata"]?["labels"]?["workflows.argoproj.io/completed"] = "true"
        changed.value["status"]?["nodes"]?["a-run-1"]?["phase"] = "Failed"
        return changed
    }

    /// Running again without the steps that failed.
    var retried: ArgoRun {
        var changed = with(["status", "phase"], "Running").with(["status", "finishedAt"], .null)
        changed.value["metadata"]?["labels"]?["workflows.argoproj.io/phase"] = "Running"
        for label in ["completed", "workflow-archiving-status"] {
            changed.value["metadata"]?["labels"]?["workflows.argoproj.io/\(label)"] = nil
        }
        changed.value["spec"]?["shutdown"] = nil
        for node in value["status"]?["nodes"]?.object?.members ?? []
        where ["Failed", "Error"].contains(node.value["phase"]?.string ?? "") && node.value["type"]?.string == "Pod" {
            changed.value["status"]?["nodes"]?[node.name] = nil
        }
        return changed
    }
}
