import JSONTree
import KubeSchema
import Testing

@Suite("Rules for metadata")
struct MetadataRulesTests {
    @Test(
        "what kube-apiserver 1.36 refuses about metadata",
        arguments: [
            (#"{"name": "p", "namespace": "n"}"#, []),
            (#"{"namespace": "n"}"#, ["metadata.name: Required value: name or generateName is required"]),
            (#"{"name": "p"}"#, ["metadata.namespace: Required value"]),
            (
                #"{"name": "p", "namespace": "n", "labels": {"/x": "y"}}"#,
                [#"metadata.labels: Invalid value: "/x": prefix part must be non-empty"#]
            ),
            (
                #"{"name": "p", "namespace": "n", "ownerReferences": [{"apiVersion": "v1", "kind": "", "name": "a", "uid": "1"}]}"#,
                [#"metadata.ownerReferences.kind: Invalid value: "": must not be empty"#]
            ),
        ] as [(String, [String])])
    func refusals(_ metadata: String, _ expected: [String]) throws {
        let object: JSONValue = ["metadata": try JSONValue(parsing: metadata)]
        #expect(MetadataRules.violations(of: object, isNamespaced: true).map(\.description) == expected)
    }

    @Test("two controllers of one object are named in the refusal")
    func controllers() throws {
        let owners: JSONValue = [
            ["apiVersion": "v1", "kind": "Pod", "name": "a", "uid": "1", "controller": true],
            ["apiVersion": "v1", "kind": "Pod", "name": "b", "uid": "2", "controller": true],
        ]
        let object: JSONValue = ["metadata": ["name": "p", "namespace": "n", "ownerReferences": owners]]
        let found = MetadataRules.violations(of: object, isNamespaced: true)
        #expect(found.count == 1)
        #expect(found.first?.message.hasSuffix(#"Found "true" in references for Pod/a and Pod/b"#) == true)
    }

    @Test("names follow the rule of their kind")
    func names() {
        func problems(_ name: String, _ rule: MetadataRules.NameRule) -> Int {
            MetadataRules.violations(of: ["metadata": ["name": .string(name)]], isNamespaced: false, names: rule).count
        }
        #expect(problems("a.b", .subdomain) == 0)
        #expect(problems("a.b", .label) == 1)
        #expect(problems("1a", .label) == 0)
        #expect(problems("1a", .label1035) == 1)
        #expect(problems("system:node", .pathSegment) == 0)
        #expect(problems("a/b", .pathSegment) == 1)
    }

    @Test("annotations of more than 256 KiB are too long")
    func annotations() {
        let value = String(repeating: "x", count: MetadataRules.maximumAnnotationBytes)
        let metadata: JSONValue = ["name": "p", "annotations": ["a": .string(value)]]
        let found = MetadataRules.violations(of: ["metadata": metadata], isNamespaced: false)
        #expect(found.map(\.description) == ["metadata.annotations: Too long: may not be more than 262144 bytes"])
    }
}
