import AccessModel
import JSONTree
import KubeModel
import KubeSchema
import Testing

@Suite("References to templates")
struct TemplateReferenceTests {
    private func binding(_ templates: String) throws -> JSONValue {
        [
            "metadata": ["namespace": "payments", "name": "b"],
            "spec": ["scopeRef": ["name": "s"], "templates": try JSONValue(parsing: templates)],
        ]
    }

    private func findings(_ templates: String) throws -> [String] {
        var findings: [Finding] = []
        _ = WorkflowBinding.decode(JSONDocument(try binding(templates)).root, findings: &findings)
        return findings.map { "\($0.code.rawValue) \($0.path)" }
    }

    @Test("a kind is WorkflowTemplate unless it is said, and a name or a selector tells which")
    func valid() throws {
        let text = #"""
            [{"name": "a"}, {"kind": "CronWorkflow", "name": "a"},
             {"kind": "ClusterWorkflowTemplate",
              "selector": {"matchLabels": {"x": "1"}, "matchExpressions": [{"key": "y", "operator": "In", "values": ["2", "3"]}]}}]
            """#
        var findings: [Finding] = []
        let decoded = WorkflowBinding.decode(JSONDocument(try binding(text)).root, findings: &findings)
        #expect(findings.isEmpty)
        #expect(
            decoded?.templates.map(\.description) == [
                "WorkflowTemplate a", "CronWorkflow a", "ClusterWorkflowTemplate with x=1,y in (2,3)",
            ])
        #expect(WorkflowBinding.mentions(.cronWorkflow, in: JSONDocument(try binding(text)).root))
        #expect(!WorkflowBinding.mentions(.clusterWorkflowTemplate, in: JSONDocument(try binding("[{}]")).root))
    }

    @Test(
        "what is wrong is said at its place",
        arguments: [
            ("[{}]", "IDM121 spec.templates[0]"),
            (#"[{"name": "a", "selector": {"matchLabels": {"x": "1"}}}]"#, "IDM121 spec.templates[0]"),
            (#"[{"kind": "Workflow", "name": "a"}]"#, "IDM122 spec.templates[0].kind"),
            (#"[{"name": "A b"}]"#, "IDM103 spec.templates[0].name"),
            (#"[{"name": "a"}, {"kind": "WorkflowTemplate", "name": "a"}]"#, "IDM115 spec.templates[1]"),
            (#"[{"selector": {}}]"#, "IDM123 spec.templates[0].selector"),
            (#"[{"selector": {"matchLabels": {}}}]"#, "IDM123 spec.templates[0].selector"),
            (#"[{"selector": {"matchLabels": {"a b": "1"}}}]"#, "IDM123 spec.templates[0].selector.matchLabels"),
            (#"[{"selector": {"matchLabels": {"a": "é"}}}]"#, "IDM123 spec.templates[0].selector.matchLabels"),
            (#"[{"selector": {"matchLabels": {"a": 1}}}]"#, "IDM102 spec.templates[0].selector.matchLabels"),
            (
                #"[{"selector": {"matchExpressions": [{"key": "a", "operator": "Near"}]}}]"#,
                "IDM123 spec.templates[0].selector.matchExpressions[0].operator"
            ),
            (
                #"[{"selector": {"matchExpressions": [{"key": "a", "operator": "In"}]}}]"#,
                "IDM123 spec.templates[0].selector.matchExpressions[0]"
            ),
            (
                #"[{"selector": {"matchExpressions": [{"key": "a", "operator": "Exists", "values": ["b"]}]}}]"#,
                "IDM123 spec.templates[0].selector.matchExpressions[0]"
            ),
        ])
    func illegal(_ templates: String, _ expected: String) throws { #expect(try findings(templates) == [expected]) }
}
