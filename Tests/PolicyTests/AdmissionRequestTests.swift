import AccessCompiler
import JSONTree
import Testing

@Suite("Requests as admission sees them") struct AdmissionRequestTests {
    @Test("a label or annotation that is null is an empty one")
    func nullTexts() {
        let request = AdmissionRequest(
            .update, "workflows", in: "argoproj.io", namespace: "payments", as: "ada",
            object: ["metadata": ["labels": ["a": .null, "b": "c"], "annotations": ["d": .null], "name": .null]])
        #expect(
            request.object == ["metadata": ["labels": ["a": "", "b": "c"], "annotations": ["d": ""], "name": .null]])
    }
}
