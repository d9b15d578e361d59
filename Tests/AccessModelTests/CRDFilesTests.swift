import AccessModel
import JSONTree
import KubeSchema
import TestInputs
import Testing
import YAMLTree

@Suite("The files in crds/", .serialized)
struct CRDFilesTests {
    /// Each file with the text that the definitions give it.
    static let files: [(name: String, text: String)] =
        IdmonCRDs.definitions.map { (IdmonCRDs.fileName(of: $0), text(of: $0.value)) }
        + [("kustomization.yaml", text(of: IdmonCRDs.kustomization))]

    private static func text(of value: JSONValue) -> String { IdmonCRDs.fileHeader + YAMLWriter.text(value) }

    @Test("each is what the definitions say; IDMON_REWRITE_GOLDEN=1 rewrites them")
    func upToDate() throws {
        for file in Self.files {
            let path = "crds/\(file.name)"
            #expect(
                try Project.expectation(path, seen: file.text) == file.text,
                "\(path) is out of date: run this test with IDMON_REWRITE_GOLDEN=1 and review the change")
        }
        #expect(Project.names(in: "crds") == Self.files.map(\.name).sorted())
    }

    @Test("each says in YAML what the definition says in JSON")
    func sameInYAML() throws {
        for definition in IdmonCRDs.definitions {
            let text = try Project.text(of: "crds/\(IdmonCRDs.fileName(of: definition))")
            let documents = try YAMLReader.documents(in: Array(text.utf8))
            #expect(documents.map(\.value) == [definition.value])
        }
    }
}
