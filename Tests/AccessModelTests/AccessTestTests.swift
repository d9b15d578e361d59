import AccessModel
import JSONTree
import Testing

@Suite("AccessTests")
struct AccessTestTests {
    private func decode(
        _ tests: JSONValue, namespace: String = "payments", namespaces: JSONValue = .null
    ) -> (test: AccessTest?, findings: [Finding]) {
        let object: JSONValue = [
            "metadata": ["name": "a", "namespace": .string(namespace)],
            "spec": [
                "installationRef": ["name": "main", "namespace": "argo"], "namespaces": namespaces, "tests": tests,
            ],
        ]
        var findings: [Finding] = []
        return (AccessTest.decode(JSONDocument(object).root, findings: &findings), findings)
    }

    private static let viewing: JSONValue = [["who": ["groups": []], "action": "view", "expect": "Denied"]]

    @Test("statements say in words what they mean")
    func words() {
        let cases: [(JSONValue, String)] = [
            (
                [
                    "who": ["groups": ["/qa"]], "action": "submit", "template": ["name": "deploy-prod"],
                    "parameters": [["name": "region", "value": "us"]], "expect": "Denied",
                ], "a member of /qa may not submit deploy-prod with region=us"
            ),
            (
                ["who": ["outside": ["/platform"]], "action": "edit-template", "expect": "Denied"],
                "nobody outside /platform may edit templates"
            ),
            (
                [
                    "who": ["person": "ada"], "action": "approve", "step": "release",
                    "template": ["name": "shared", "kind": "ClusterWorkflowTemplate"], "expect": "Allowed",
                ], "the person ada may approve ClusterWorkflowTemplate shared at the step release"
            ),
            (
                ["who": ["everyone": true], "action": "exec", "expect": "Denied"],
                "everybody may not open a shell in pods"
            ),
            (["name": "x", "who": ["everyone": true], "action": "view", "expect": "Allowed"], "x"),
        ]
        for (statement, words) in cases {
            let (test, findings) = decode([statement])
            #expect(findings.isEmpty, "\(findings)")
            #expect(test?.cases.first?.description == words)
        }
    }

    @Test(
        "what does not go together is found at its place",
        arguments: [
            ("who", ["groups": ["/a"], "everyone": true], "IDM161", "spec.tests[0].who"),
            ("who", ["everyone": false], "IDM161", "spec.tests[0].who"),
            ("who", [:], "IDM161", "spec.tests[0].who"),
            ("action", "vieww", "IDM156", "spec.tests[0].action"),
            ("action", "submit", "IDM162", "spec.tests[0]"),
            ("step", "s", "IDM162", "spec.tests[0].step"),
            ("template", ["name": "a"], "IDM162", "spec.tests[0].template"),
            ("expect", "Yes", "IDM156", "spec.tests[0].expect"),
            ("expect", .null, "IDM101", "spec.tests[0].expect"),
        ] as [(String, JSONValue, String, String)])
    func misfits(field: String, value: JSONValue, code: String, path: String) {
        var tests = Self.viewing
        tests[JSONPath().appending(index: 0).appending(name: field)] = value
        let (test, findings) = decode(tests)
        #expect(test == nil)
        #expect(findings.map { "\($0.code.rawValue) \($0.path)" } == ["\(code) \(path)"])
    }

    @Test("only beside the installation a test is about other namespaces than its own")
    func places() {
        #expect(decode(Self.viewing).test?.namespaces == ["payments"])
        #expect(decode(Self.viewing, namespaces: ["payments"]).test?.namespaces == ["payments"])
        #expect(decode(Self.viewing, namespaces: ["web"]).findings.map(\.code) == [.testPlace])
        #expect(decode(Self.viewing, namespace: "argo").test?.namespaces == [])
        #expect(decode(Self.viewing, namespace: "argo", namespaces: ["web"]).test?.namespaces == ["web"])
    }
}

@Suite("Limits compared")
struct LimitComparisonTests {
    private static func limits(_ parameters: [ParameterLimit]?, entrypoints: [String] = []) -> SubmissionLimits {
        SubmissionLimits(entrypoints: entrypoints, parameters: parameters)
    }

    @Test("limits are within others exactly where they let through no more")
    func within() {
        let any = Self.limits(nil)
        let none = Self.limits([])
        let region = ParameterLimit(name: "region", values: ["eu", "us"])
        let cases: [(SubmissionLimits, SubmissionLimits, Bool)] = [
            (any, any, true), (none, any, true), (any, none, false),
            (Self.limits(nil, entrypoints: ["alt"]), any, false), (any, Self.limits(nil, entrypoints: ["alt"]), true),
            (Self.limits([ParameterLimit(name: "region", values: ["eu"])]), Self.limits([region]), true),
            (Self.limits([region]), Self.limits([ParameterLimit(name: "region", values: ["eu"])]), false),
            (Self.limits([region]), Self.limits([ParameterLimit(name: "region", pattern: "[a-z]+")]), true),
            (Self.limits([region]), Self.limits([ParameterLimit(name: "region", pattern: "e.")]), false),
            (Self.limits([region]), Self.limits([ParameterLimit(name: "region", maxLength: 2)]), true),
            (
                Self.limits([ParameterLimit(name: "region", maxLength: 3)]),
                Self.limits([ParameterLimit(name: "region", maxLength: 2)]), false
            ),
            (none, Self.limits([region]), true), (Self.limits([region]), none, false),
            (none, Self.limits([ParameterLimit(name: "region", isRequired: true)]), false),
            (
                Self.limits([ParameterLimit(name: "region", values: ["eu"], isRequired: true)]),
                Self.limits([ParameterLimit(name: "region", isRequired: true)]), true
            ),
        ]
        for (mine, other, isWithin) in cases { #expect(mine.isWithin(other) == isWithin, "\(mine) within \(other)") }
    }
}
