import AccessModel
import JSONTree
package import KubeModel

/// What is known of a template: its labels, and the names that limits of a binding can be about.
///
/// Source: Argo Workflows, `WorkflowSpec` and `Template`, 3.4 to 4.1.
package struct TemplateFact: Hashable, Sendable {
    /// Names within a template.
    struct Names: Hashable, Sendable {
        /// What a submission can give: the arguments of the template, and the inputs of those at which a run may begin.
        let parameters: Set<String>
        /// All templates within it.
        let entrypoints: Set<String>
        /// Those that wait, and those of other stored templates that it refers to, which may.
        let steps: Set<String>
    }

    let labels: JSONObject
    /// nil when it is not known what is in it: of CronWorkflows only labels are read.
    let names: Names?

    package init(_ template: LiveObject) {
        labels = template.root["metadata"]?["labels"]?.value.object ?? [:]
        guard template.key.type != .cronWorkflow, let spec = template.root["spec"] else {
            names = nil
            return
        }
        let templates = spec["templates"]?.elements.map { $0 } ?? []
        let inputs = templates.flatMap { Self.names(in: $0["inputs"]?["parameters"]) }
        names = Names(
            parameters: Set(Self.names(in: spec["arguments"]?["parameters"]) + inputs),
            entrypoints: Set(templates.compactMap { $0["name"]?.string }),
            steps: Set(
                templates.filter { $0["suspend"] != nil }.compactMap { $0["name"]?.string }
                    + templates.flatMap(Self.references)))
    }

    private static func names(in list: JSONView?) -> [String] {
        list?.elements.compactMap { $0["name"]?.string } ?? []
    }

    /// The templates of other stored ones that are used in one.
    private static func references(of template: JSONView) -> [String] {
        let steps = template["steps"]?.elements.flatMap { $0.elements.map { $0 } } ?? []
        let tasks = template["dag"]?["tasks"]?.elements.map { $0 } ?? []
        return (steps + tasks).compactMap { $0["templateRef"]?["template"]?.string }
    }

    /// A template with nothing in it but what is read here: templates can be large, and all of a cluster's are held.
    package static func reduced(_ template: LiveObject) -> LiveObject {
        let root = template.root
        var metadata: JSONObject = [:]
        for name in ["name", "namespace", "uid", "resourceVersion", "deletionTimestamp", "labels"] {
            metadata[name] = root["metadata"]?[name]?.value
        }
        func named(_ list: JSONView?) -> JSONValue { .array(names(in: list).map { ["name": .string($0)] }) }
        let templates = root["spec"]?["templates"]?.elements.map { template -> JSONValue in
            var kept: JSONObject = [:]
            kept["name"] = template["name"]?.value
            if template["suspend"] != nil { kept["suspend"] = [:] }
            kept["inputs"] = ["parameters": named(template["inputs"]?["parameters"])]
            kept["dag"] = [
                "tasks": .array(references(of: template).map { ["templateRef": ["template": .string($0)]] })
            ]
            return .object(kept)
        }
        let content: JSONValue = [
            "metadata": .object(metadata),
            "spec": [
                "arguments": ["parameters": named(root["spec"]?["arguments"]?["parameters"])],
                "templates": .array(templates ?? []),
            ],
        ]
        return LiveObject(template.key.type, document: JSONDocument(content)) ?? template
    }
}
