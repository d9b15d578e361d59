import AccessModel
import JSONTree
import KubeModel
import KubeSchema
import TestInputs
import Testing
import YAMLTree

@Suite("The samples in deploy/samples")
struct SamplesTests {
    @Test("there is a valid and an illegal one of every kind", arguments: ResourceType.idmonKinds)
    func complete(_ type: ResourceType) throws {
        let names = Project.names(in: "deploy/samples")
        #expect(names.contains("\(type.kind.lowercased()).yaml"))
        #expect(names.contains("\(type.kind.lowercased())-illegal.yaml"))
    }

    @Test("the valid ones satisfy their schemas and need no default", arguments: IdmonCRDs.definitions)
    func valid(_ definition: CRDDocument) throws {
        let schema = definition.versions[0].schema
        for object in try objects(in: "\(definition.names.kind.lowercased()).yaml") {
            #expect(schema.pruned(object).unknownFields.isEmpty)
            let complete = schema.defaulted(object)
            let metadata = MetadataRules.violations(of: complete, isNamespaced: true)
            #expect(schema.violations(of: complete, after: metadata).isEmpty)
        }
    }

    @Test("the illegal ones are of their kind, and say first that they are refused", arguments: IdmonCRDs.definitions)
    func illegal(_ definition: CRDDocument) throws {
        let file = "\(definition.names.kind.lowercased())-illegal.yaml"
        #expect(try Project.text(of: "deploy/samples/\(file)").hasPrefix("# REFUSED: "))
        let found = try objects(in: file)
        #expect(found.count == 1)
        #expect(found.allSatisfy { $0["kind"]?.string == definition.names.kind })
        // What only rules in CEL refuse is refused by a real server; unknown fields would be a slip of the sample.
        for object in found { #expect(definition.versions[0].schema.pruned(object).unknownFields.isEmpty) }
    }

    @Test("the kustomization lists every sample that is accepted")
    func kustomization() throws {
        let listed = try objects(in: "kustomization.yaml").first?["resources"]?.array?.compactMap(\.string) ?? []
        let accepted = Project.names(in: "deploy/samples").filter {
            $0.hasSuffix(".yaml") && !$0.hasSuffix("-illegal.yaml") && $0 != "kustomization.yaml"
        }
        #expect(listed.sorted() == accepted)
    }

    private func objects(in file: String) throws -> [JSONValue] {
        try YAMLReader.documents(in: Array(Project.text(of: "deploy/samples/\(file)").utf8)).map(\.value)
    }
}
