import JSONTree
import Testing
import YAMLTree

@Suite("Positions of values in the text")
struct YAMLPositionTests {
    private let text = """
        # a scope
        kind: WorkflowScope
        spec:
          groups:
          - path: /a
            role: viewer
          - {path: /b, role: x}
          base: &base {z: 1}
          copy: *base
          merged:
            <<: *base
            own: 2
        ---
        second: [é, 1]
        """

    @Test(
        "a value is where it begins, or where its name is when it begins on a later line",
        arguments: [
            ("kind", 2, 7), ("spec", 3, 1), ("spec.groups", 4, 3), ("spec.groups[0]", 5, 5),
            ("spec.groups[0].path", 5, 11),
            ("spec.groups[0].role", 6, 11), ("spec.groups[1]", 7, 5), ("spec.groups[1].role", 7, 22),
            ("spec.base", 8, 9),
            ("spec.base.z", 8, 19), ("spec.copy", 9, 9), ("spec.copy.z", 8, 19), ("spec.merged.z", 8, 19),
            ("spec.merged.own", 12, 10),
        ])
    func values(path: String, line: Int, column: Int) throws {
        #expect(try document(0).position(of: JSONPath(parsing: path)) == SourcePosition(line: line, column: column))
    }

    @Test(
        "what is absent is where the nearest thing around it is",
        arguments: [
            ("spec.groups[0].nothing.at.all", 5, 5), ("spec.groups[7]", 4, 3), ("nothing", 2, 1), ("kind.x", 2, 7),
        ])
    func absent(path: String, line: Int, column: Int) throws {
        #expect(try document(0).position(of: JSONPath(parsing: path)) == SourcePosition(line: line, column: column))
    }

    @Test(
        "a name is where it stands",
        arguments: [("kind", 2, 1), ("spec.groups[0].role", 6, 5), ("spec.merged.z", 8, 16), ("spec.groups[1]", 7, 5)])
    func names(path: String, line: Int, column: Int) throws {
        #expect(
            try document(0).position(ofNameAt: JSONPath(parsing: path)) == SourcePosition(line: line, column: column))
    }

    @Test("columns count characters, and the second document knows its lines")
    func secondDocument() throws {
        #expect(try document(1).position(of: JSONPath(parsing: "second[1]")) == SourcePosition(line: 14, column: 13))
        #expect(try document(1).start == SourcePosition(line: 14, column: 1))
    }

    @Test("reading with positions gives the same values, and without them no positions")
    func withoutPositions() throws {
        let documents = try YAMLReader.documents(in: Array(text.utf8))
        #expect(documents.map(\.value) == [try document(0).value, try document(1).value])
        #expect(documents[0].position(of: JSONPath()) == nil)
        #expect(documents[0].start == SourcePosition(line: 2, column: 1))
    }

    private func document(_ index: Int) throws -> YAMLDocument {
        try YAMLReader.documents(in: Array(text.utf8), positions: true)[index]
    }
}
