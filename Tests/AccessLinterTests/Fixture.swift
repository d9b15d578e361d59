import AccessLinter
import AccessModel
import JSONTree
import KubeModel
import TestInputs
import YAMLTree

/// Files of this folder.
enum Fixture {
    static let folder = Project.root + "/Tests/AccessLinterTests"

    static func documents(_ path: String) throws -> [JSONValue] {
        try YAMLReader.documents(in: TextFile.bytes(at: path)).map(\.value).flatMap { value in
            value["kind"] == "List" ? value["items"]?.array ?? [] : [value]
        }
    }

    /// The objects of a file; those without a namespace are in `argo`.
    static func objects(of path: String) throws -> [KubeObject] {
        let kinds = ArgoSetup.kinds + [.secret, .workflowScope, .workflowBinding]
        return try documents(path).compactMap { value in
            let type = kinds.first { $0.apiVersion == value["apiVersion"]?.string && $0.kind == value["kind"]?.string }
            return type.map { type in
                var content = value
                if type.isNamespaced, content["metadata"]?["namespace"] == nil {
                    content["metadata"]?["namespace"] = "argo"
                }
                return KubeObject(type, content: content)
            }
        }
    }

    static func setup(_ name: String) throws -> [KubeObject] {
        try objects(of: "\(folder)/Setups/\(name).yaml")
    }

    /// All manifests below a folder.
    static func objects(below folder: String) throws -> [KubeObject] {
        try TextFile.paths(below: folder, suffix: ".yaml").flatMap(objects(of:))
    }
}
