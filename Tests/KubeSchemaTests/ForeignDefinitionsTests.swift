import JSONTree
import KubeSchema
import TestInputs
import Testing
import YAMLTree

/// The definitions of Argo Workflows: the largest schemas at hand that somebody else wrote.
private enum ArgoDefinitions {
    static let files: [String] = ["full", "minimal"].flatMap { name in
        TextFile.paths(below: "\(SharedFolder.path)/argo/crds/\(name)", suffix: ".yaml")
            .filter { !$0.hasSuffix("/kustomization.yaml") }
    }
}

@Suite(
    "Definitions of others",
    .enabled(if: !ArgoDefinitions.files.isEmpty, "set IDMON_SHARED to a folder with argo/crds to run these"))
struct ForeignDefinitionsTests {
    @Test("Argo's definitions are read, found structural, and printed without loss", arguments: ArgoDefinitions.files)
    func argo(_ file: String) throws {
        let documents = try YAMLReader.documents(in: TextFile.bytes(at: file))
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
