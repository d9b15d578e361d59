import AccessModel
import JSONTree
import KubeSchema
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
            if ProjectFiles.areRewritten { try ProjectFiles.write(file.text, to: path) }
            let isCurrent =
                try ProjectFiles.names(in: "crds").contains(file.name) && ProjectFiles.text(path) == file.text
            #expect(
                isCurrent, "\(path) is out of date: run this test with IDMON_REWRITE_GOLDEN=1 and review the change")
        }
        #expect(try ProjectFiles.names(in: "crds") == Self.files.map(\.name).sorted())
    }

    @Test("each says in YAML what the definition says in JSON")
    func sameInYAML() throws {
        for definition in IdmonCRDs.definitions {
            let text = try ProjectFiles.text("crds/\(IdmonCRDs.fileName(of: definition))")
            let documents = try YAMLReader.documents(in: Array(text.utf8))
            #expect(documents.map(\.value) == [definition.value])
        }
    }
}
