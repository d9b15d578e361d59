import Foundation
import JSONTree
import KubeSchema
import Testing
import YAMLTree

/// The definitions of Argo Workflows: the largest schemas at hand that somebody else wrote.
private enum ArgoDefinitions {
    /// `IDMON_SHARED`, or the folder `shared` beside the project.
    static let folder: URL = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let shared =
            ProcessInfo.processInfo.environment["IDMON_SHARED"].map { URL(fileURLWithPath: $0) }
            ?? root.deletingLastPathComponent().appendingPathComponent("shared")
        return shared.appendingPathComponent("argo/crds")
    }()

    static let files: [URL] = ["full", "minimal"].flatMap { name in
        let found = try? FileManager.default.contentsOfDirectory(
            at: folder.appendingPathComponent(name), includingPropertiesForKeys: nil)
        return (found ?? []).filter { $0.pathExtension == "yaml" && $0.lastPathComponent != "kustomization.yaml" }
    }
}

@Suite(
    "Definitions of others",
    .enabled(if: !ArgoDefinitions.files.isEmpty, "set IDMON_SHARED to a folder with argo/crds to run these"))
struct ForeignDefinitionsTests {
    @Test("Argo's definitions are read, found structural, and printed without loss", arguments: ArgoDefinitions.files)
    func argo(_ file: URL) throws {
        let documents = try YAMLReader.documents(in: Array(Data(contentsOf: file)))
        for document in documents where document.value["kind"]?.string == "CustomResourceDefinition" {
            let definition = try CRDDocument(document.value)
            let name = try #require(document.value["metadata"]?["name"]?.string)
            #expect(definition.violations(name: name).isEmpty)
            for (index, version) in definition.versions.enumerated() {
                let schema = document.value["spec"]?["versions"]?[index]?["schema"]?["openAPIV3Schema"]
                #expect(version.schema.value == schema)
            }
        }
    }
}
