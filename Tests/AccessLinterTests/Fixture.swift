import AccessLinter
import AccessModel
import Foundation
import JSONTree
import KubeModel
import YAMLTree

/// Files of this folder.
enum Fixture {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    static let package = folder.deletingLastPathComponent().deletingLastPathComponent()

    static func documents(_ url: URL) throws -> [JSONValue] {
        try YAMLReader.documents(in: Array(Data(contentsOf: url))).map(\.value).flatMap { value in
            value["kind"] == "List" ? value["items"]?.array ?? [] : [value]
        }
    }

    /// The objects of a file; those without a namespace are in `argo`.
    static func objects(of url: URL) throws -> [KubeObject] {
        let kinds = ArgoSetup.kinds + [.secret, .workflowScope, .workflowBinding]
        return try documents(url).compactMap { value in
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
        try objects(of: folder.appendingPathComponent("Setups/\(name).yaml"))
    }

    /// All manifests below a folder.
    static func objects(below url: URL) throws -> [KubeObject] {
        let files = FileManager.default.enumerator(at: url, includingPropertiesForKeys: nil)
        let paths = (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "yaml" }
        return try paths.sorted { $0.path < $1.path }.flatMap(objects(of:))
    }
}
