import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import Testing

@Suite("limits on what a template does not have")
struct LimitTests {
    private static let template: JSONValue = [
        "entrypoint": "main", "arguments": ["parameters": [["name": "month", "value": "2026-11"]]],
        "templates": [
            [
                "name": "main", "inputs": ["parameters": [["name": "region"]]],
                "steps": [
                    [["name": "wait", "template": "approve"]],
                    [["name": "gate", "templateRef": ["name": "gates", "template": "approve-release"]]],
                ],
            ],
            ["name": "approve", "suspend": [:]],
            [
                "name": "report",
                "dag": ["tasks": [["name": "a", "templateRef": ["name": "gates", "template": "approve-costs"]]]],
            ], ["name": "build", "container": ["image": "registry.example.org/build", "args": ["secret"]]],
        ],
    ]

    private func cluster(_ entry: JSONObject, steps: [JSONValue] = ["approve"]) -> TestCluster {
        var entry = entry
        entry["name"] = "nightly"
        var cluster = Sample.cluster
        cluster.setBinding { binding in
            binding["templates"] = [.object(entry)]
            binding["grants"] = [["group": "/payments/developers", "role": "approver", "steps": .array(steps)]]
        }
        cluster.put(.workflowTemplate, "payments", "nightly", spec: Self.template)
        return cluster
    }

    private func findings(_ cluster: TestCluster) -> [String] {
        AccessFindings.all(in: cluster.observation(Sample.key)).map(\.finding.description).filter {
            !$0.contains("IDM20")
        }
    }

    @Test("parameters, entrypoints and steps of the template are found, those of its parts and references too")
    func found() {
        var cluster = cluster(
            ["parameters": [["name": "month"], ["name": "region"]], "entrypoints": ["main", "report"]],
            steps: ["approve", "approve-release", "approve-costs"])
        #expect(findings(cluster) == [])
        #expect(cluster.settle() != nil)
        #expect(cluster.state("TemplatesFound") == "True Found")
    }

    @Test("what is not there is told with its place and the nearest name, and the limits stay")
    func missing() {
        var cluster = cluster(
            ["parameters": [["name": "month"], ["name": "regoin"]], "entrypoints": ["mian"]],
            steps: ["approve", "build", "aprove"])
        #expect(
            findings(cluster) == [
                "spec.templates[0].parameters[1].name: there is no parameter regoin in WorkflowTemplate nightly; "
                    + "did you mean region? (IDM225)",
                "spec.templates[0].entrypoints[0]: there is no template mian in WorkflowTemplate nightly (IDM226)",
                "spec.grants[0].steps[1]: there is no step that waits build in the templates of the binding (IDM227)",
                "spec.grants[0].steps[2]: there is no step that waits aprove in the templates of the binding; "
                    + "did you mean approve? (IDM227)",
            ])
        #expect(cluster.settle() != nil)
        #expect(cluster.state("TemplatesFound") == "False ParameterNotFound")
        var corrected = Self.template
        corrected["arguments"] = ["parameters": [["name": "month"], ["name": "regoin"]]]
        cluster.put(.workflowTemplate, "payments", "nightly", spec: corrected)
        #expect(cluster.settle() != nil)
        #expect(cluster.state("TemplatesFound") == "False EntrypointNotFound")
    }

    @Test("nothing is told of a template of which nothing is known but that it is there")
    func unknown() {
        var cluster = cluster(["parameters": [["name": "regoin"]], "entrypoints": ["mian"]], steps: ["aprove"])
        cluster.put(.workflowTemplate, "payments", "nightly")
        #expect(findings(cluster) == [])
    }

    @Test("of a template nothing is kept but labels and names, and that is all that is read of it")
    func reduced() throws {
        let content: JSONValue = [
            "metadata": [
                "name": "nightly", "namespace": "payments", "uid": "1", "resourceVersion": "2",
                "labels": ["team": "reports"], "annotations": ["notes": "long"],
            ], "spec": Self.template,
        ]
        let template = try #require(LiveObject(.workflowTemplate, document: JSONDocument(content)))
        let reduced = TemplateFact.reduced(template)
        #expect(TemplateFact(reduced) == TemplateFact(template) && reduced.resourceVersion == "2")
        let text = String(decoding: reduced.document.bytes, as: UTF8.self)
        #expect(!text.contains("registry") && !text.contains("secret") && !text.contains("notes"))
    }

    @Test(
        "a pattern that RE2 refuses or that grows without measure, and too many values, are told at their place",
        arguments: [
            (["pattern": "(?=a)"], "pattern", "IDM124"), (["pattern": "(a{100}){100}"], "pattern", "IDM124"),
            (["pattern": "(?:[a-z]{9}[0-9]{9}[a-z]{9}[0-9]{9}[a-z]{9}[0-9]{9}[a-z]{47}){1000}"], "pattern", "IDM124"),
            (["values": .array((0..<5_000).map { .string("\($0)") })], "values", "IDM116"),
        ] as [(JSONObject, String, String)])
    func bad(_ limit: JSONObject, _ field: String, _ code: String) {
        var limit = limit
        limit["name"] = "month"
        var cluster = cluster(["parameters": [.object(limit)]])
        cluster.put(.workflowBinding, "payments", "other", spec: Sample.bindingSpec)
        var found: [Finding] = []
        _ = cluster.live(Sample.binding).flatMap { WorkflowBinding.decode($0.root, findings: &found) }
        #expect(
            found.map { "\($0.path) \($0.code.rawValue)" } == ["spec.templates[0].parameters[0].\(field) \(code)"])
        #expect(cluster.settle() != nil)
        #expect(cluster.state("Ready")?.hasPrefix("False") == true)
        let other = ObjectKey(.workflowBinding, namespace: "payments", name: "other")
        #expect(cluster.state("Ready", of: other) == "True Ready")
    }
}
