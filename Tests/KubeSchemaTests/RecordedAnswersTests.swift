import JSONTree
import KubeSchema
import Testing

@Suite("Violations in the API server's words")
struct RecordedAnswersTests {
    let schema: StructuralSchema

    init() throws {
        let definition = try CRDDocument(JSONValue(parsing: ProbeDefinition.text))
        try #require(definition.violations().isEmpty)
        schema = try #require(definition.storageVersion).schema
    }

    @Test("the same reasons, fields and messages as kube-apiserver 1.36 gives", arguments: Answer.recorded)
    func sameAnswer(_ answer: Answer) throws {
        let object: JSONValue = [
            "apiVersion": "lab.dev/v1", "kind": "Probe", "metadata": ["name": "p", "namespace": "default"],
            "spec": try JSONValue(parsing: answer.spec),
        ]
        #expect(lines(for: object).sorted() == answer.lines.sorted())
    }

    @Test("the recorded answers hold many refusals")
    func enoughAnswers() {
        #expect(Answer.recorded.count(where: { !$0.lines.isEmpty }) >= 80)
    }

    private func lines(for object: JSONValue) -> [String] {
        let pruned = schema.pruned(object)
        if let error = pruned.strictDecodingError { return ["strict \(error)"] }
        let complete = schema.defaulted(pruned.object)
        let metadata = MetadataRules.violations(of: complete, isNamespaced: true)
        return schema.violations(of: complete, after: metadata).map { violation in
            if violation.message.contains("some validation rules were not checked") { return "notice" }
            let code = violation.code.rawValue.dropFirst("FieldValue".count)
            return "\(code.prefix(1).lowercased())\(code.dropFirst()) \(violation)"
        }
    }
}
