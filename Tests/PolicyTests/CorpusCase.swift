import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import TestInputs
import Testing

/// Something that somebody asks the API server for, and what it should answer.
struct CorpusCase: Sendable, CustomTestStringConvertible {
    enum Operation: String, Sendable {
        case create, update, apply
        case mergePatch = "merge-patch"
        case jsonPatch = "json-patch"
    }

    private(set) var name: String
    var persona: String
    private(set) var operation: Operation
    private(set) var type: ResourceType
    /// `token` of `serviceaccounts/token`; nil for the object itself.
    let subresource: String?
    let namespace: String
    /// The object as it is before; nil for a creation.
    var base: JSONValue?
    /// The object as it is asked for.
    var object: JSONValue
    let patch: JSONValue?
    /// The validation that refuses it; nil when it is to be allowed.
    let refused: String?

    var testDescription: String { name }

    /// All cases of a folder; with the attacks come those that are attacks on a schedule too.
    static func all(_ folder: String) throws -> [CorpusCase] {
        let path = World.folder + "/" + folder
        let cases = try TextFile.names(in: path).flatMap { file in
            try World.documents("\(path)/\(file)").filter { !$0.isNull }.map { try CorpusCase($0) }
        }
        let crowd = try folder == "people" ? [] : Crowd.cases.filter { ($0.refused == nil) == (folder == "legitimate") }
        return cases + scheduled(cases, codes: try World().scheduleCodes) + crowd
    }

    /// What is refused in a Workflow is refused in the specification of a CronWorkflow: the same attacks by a maintainer.
    static func scheduled(_ attacks: [CorpusCase], codes: Set<String>) -> [CorpusCase] {
        attacks.filter { attack in
            attack.type.plural == "workflows" && attack.base == nil && attack.refused.map(codes.contains) == true
        }.map { attack in
            var scheduled = attack
            scheduled.name += "-on-a-schedule"
            scheduled.persona = "maintainer"
            scheduled.type = types["cronworkflows"] ?? attack.type
            var metadata = attack.object["metadata"] ?? [:]
            for field in ["labels", "ownerReferences", "finalizers"] { metadata[field] = nil }
            scheduled.object = [
                "apiVersion": "argoproj.io/v1alpha1", "kind": "CronWorkflow", "metadata": metadata,
                "spec": ["schedules": ["0 3 * * *"], "workflowSpec": attack.object["spec"] ?? [:]],
            ]
            return scheduled
        }
    }

    init(_ document: JSONValue) throws {
        func text(_ field: String) throws -> String {
            guard let text = document[field]?.string else { throw World.Missing(what: "\(field) in \(document.text)") }
            return text
        }
        name = try text("name")
        persona = try text("as")
        guard let operation = Operation(rawValue: try text("operation")) else {
            throw World.Missing(what: "operation in \(name)")
        }
        self.operation = operation
        let parts = try text("resource").split(separator: "/").map(String.init)
        guard let type = Self.types[parts[0]] else { throw World.Missing(what: "resource in \(name)") }
        self.type = type
        subresource = parts.count > 1 ? parts[1] : nil
        namespace = try text("namespace")
        base = document["base"]
        patch = document["patch"]
        refused = document["refused"]?.string
        switch operation {
        case .create, .update, .apply: object = document["object"] ?? .null
        case .mergePatch: object = JSONMergePatch.apply(patch ?? .null, to: base ?? .null)
        case .jsonPatch: object = try JSONPatch(parsing: patch ?? []).apply(to: base ?? .null)
        }
    }

    /// Has patches be sent as the whole object that they make.
    mutating func asUpdate() { if base != nil { operation = .update } }

    var objectName: String { (object["metadata"]?["name"] ?? base?["metadata"]?["name"])?.string ?? "" }

    /// The request as admission sees it.
    func request(_ world: World) throws -> AdmissionRequest {
        AdmissionRequest(
            base == nil ? .create : .update, type.plural + (subresource.map { "/\($0)" } ?? ""), in: type.group,
            namespace: namespace, name: objectName, as: try world.username(of: persona), object: object,
            oldObject: base ?? .null)
    }

    private static let types: [String: ResourceType] = {
        let argo = ["Workflow", "CronWorkflow", "WorkflowTemplate", "WorkflowEventBinding"].map { kind in
            ResourceType(
                group: "argoproj.io", version: "v1alpha1", plural: kind.lowercased() + "s", kind: kind,
                isNamespaced: true)
        }
        let types = argo + [.serviceAccount, .secret, .pod, .workflowBinding, .workflowScope]
        return Dictionary(uniqueKeysWithValues: types.map { ($0.plural, $0) })
    }()
}
