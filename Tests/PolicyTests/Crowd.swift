import AccessModel
import JSONTree
import KubeModel

/// Templates that several bindings list: as many as a policy asks the authorizer about, and whoever submits one holds
/// another of them each time.
enum Crowd {
    private static let size = 16

    /// `crowd-own` lists all the templates, for developers. Each of the others, which stand before it, is for a group of
    /// which nobody is, and lists the templates after its own number: so of the third template `crowd-own` is the third.
    static var bindings: [KubeObject] {
        (0..<size - 1).map { binding(number($0), $0 + 1, "/payments/crowd") } + [
            binding("own", 0, "/payments/developers")
        ]
    }

    /// Everybody may what one binding of many gives, and nobody what none gives.
    static var cases: [CorpusCase] {
        get throws {
            try (0..<size).map { try example($0, as: "submitter", "the-only-binding-of-\($0 + 1)-that-a-person-holds") }
                + [example(size - 1, as: "operator", "none-of-many-bindings-is-held", refused: "limits")]
                + [twoSteps()]
        }
    }

    /// The last two of many steps, approved at once.
    private static func twoSteps() throws -> CorpusCase {
        let steps = [number(size - 2), number(size - 1)]
        func run(_ phase: JSONValue) -> JSONValue {
            var nodes: JSONObject = [:]
            for step in steps {
                nodes["crowd-\(step)"] = [
                    "id": .string("crowd-\(step)"), "name": .string("crowd.\(step)"), "type": "Suspend",
                    "templateName": .string("step-\(step)"), "phase": phase,
                ]
            }
            return [
                "apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow",
                "metadata": ["name": "crowd", "namespace": "payments", "uid": "5b1f4f3e-7f0e-4a57-9a64-2f3f6f1f8a11"],
                "spec": ["workflowTemplateRef": ["name": .string("crowd-\(number(0))")]],
                "status": ["phase": "Running", "nodes": .object(nodes)],
            ]
        }
        return try CorpusCase([
            "name": "two-of-many-steps-at-once", "as": "step-approver", "operation": "update",
            "resource": "workflows", "namespace": "payments", "base": run("Running"), "object": run("Succeeded"),
        ])
    }

    private static func number(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func binding(_ name: String, _ first: Int, _ group: String) -> KubeObject {
        KubeObject(
            .workflowBinding, namespace: "payments", name: "crowd-\(name)",
            fields: [
                "spec": [
                    "scopeRef": ["name": "payments-prod"],
                    "templates": .array((first..<size).map { ["name": .string("crowd-\(number($0))")] }),
                    "grants": .array(
                        [["group": .string(group), "role": "submitter"]] + (first == 0 ? [approval] : [])),
                ]
            ])
    }

    /// Of so many steps that the authorizer is asked only about those that are approved.
    private static let approval: JSONValue = [
        "group": "/payments/leads", "role": "approver",
        "steps": .array((0..<size).map { .string("step-\(number($0))") }),
    ]

    private static func example(
        _ template: Int, as persona: String, _ name: String, refused: JSONValue? = nil
    ) throws -> CorpusCase {
        var document: JSONValue = [
            "name": .string(name), "as": .string(persona), "operation": "create", "resource": "workflows",
            "namespace": "payments",
            "object": [
                "apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow",
                "metadata": ["name": "crowd", "namespace": "payments"],
                "spec": ["workflowTemplateRef": ["name": .string("crowd-\(number(template))")]],
            ],
        ]
        document["refused"] = refused
        return try CorpusCase(document)
    }
}
