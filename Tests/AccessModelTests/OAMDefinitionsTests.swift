import AccessModel
import JSONTree
import KubeModel
import KubeSchema
import TestInputs
import Testing
import YAMLTree

@Suite("What deploy/oam registers with OAM runtimes")
struct OAMDefinitionsTests {
    private static func documents(_ file: String) throws -> [JSONValue] {
        try YAMLReader.documents(in: Array(Project.text(of: "deploy/oam/\(file)").utf8)).map(\.value)
    }

    private static let files = [
        "v1alpha2/definitions.yaml", "scopedefinition-kubevela-1.8.yaml", "kubevela/traitdefinition.yaml",
        "kubevela/componentdefinition.yaml", "v1alpha2/clusterrole.yaml",
    ]

    @Test("every definition names a kind that is there, and the scope's is called as runtimes look for it")
    func names() throws {
        let kinds = Set(IdmonCRDs.definitions.map(\.name)).union(["workflowtemplates.argoproj.io"])
        let definitions = try Self.files.flatMap(Self.documents).filter {
            $0["kind"]?.string?.hasSuffix("Definition") == true
        }
        #expect(definitions.count == 6)
        for definition in definitions {
            let name = definition["metadata"]?["name"]?.string ?? ""
            if let reference = definition["spec"]?["definitionRef"]?["name"]?.string {
                #expect(kinds.contains(reference), "\(name)")
                if definition["apiVersion"] == "core.oam.dev/v1alpha2" { #expect(reference == name) }
            }
            if definition["kind"] == "ScopeDefinition" { #expect(name == WellKnown.scopeDefinition) }
        }
    }

    @Test("the path at which a runtime writes workloads exists in every scope, as an empty list")
    func workloadRefs() throws {
        let scopes = try Self.files.flatMap(Self.documents).filter { $0["kind"] == "ScopeDefinition" }
        #expect(scopes.count == 2)
        let schema = try #require(IdmonCRDs.definitions.first { $0.names.kind == "WorkflowScope" }?.versions[0].schema)
        for scope in scopes {
            let path = try JSONPath(parsing: try #require(scope["spec"]?["workloadRefsPath"]?.string))
            let empty = schema.defaulted(["spec": ["environment": "production"]])
            #expect(empty[path] == [])
            #expect(scope["spec"]?["allowComponentOverlap"] == false)
        }
    }

    @Test("the trait renders fields that a WorkflowBinding has, and the example uses the trait and the scope")
    func trait() throws {
        let trait = try #require(try Self.documents("kubevela/traitdefinition.yaml").first)
        let template = try #require(trait["spec"]?["schematic"]?["cue"]?["template"]?.string)
        #expect(template.contains("apiVersion: \"\(ResourceType.workflowBinding.apiVersion)\""))
        #expect(template.contains("kind:       \"\(ResourceType.workflowBinding.kind)\""))
        let schema = try #require(
            IdmonCRDs.definitions.first { $0.names.kind == "WorkflowBinding" }?.versions[0].schema)
        let spec = schema.properties.first { $0.name == "spec" }?.schema.properties.map(\.name) ?? []
        for field in ["scopeRef", "component", "templates", "grants", "runner"] {
            #expect(spec.contains(field) && template.contains("\(field):"), "\(field)")
        }
        let component = try Self.documents("example-application.yaml").first?["spec"]?["components"]?[0]
        #expect(component?["traits"]?[0]?["type"] == trait["metadata"]?["name"])
        #expect(component?["scopes"]?[WellKnown.scopeDefinition] != nil)
    }

    @Test("what is wrong with a scope's members is said with the sources that there are")
    func badSources() {
        for (members, code): (JSONValue, FindingCode) in [
            (["sources": ["Labels"]], .unknownSource), (["sources": []], .outOfRange),
            (["sources": "Binding"], .wrongKind), (["components": [["name": "x"]]], .missingField),
        ] {
            var findings: [Finding] = []
            let scope: JSONValue = [
                "metadata": ["name": "prod", "namespace": "payments"],
                "spec": [
                    "environment": "production", "installationRef": ["name": "argo", "namespace": "argo"],
                    "groups": [["path": "/sre", "maxRole": "viewer"]], "members": members,
                ],
            ]
            #expect(WorkflowScope.decode(JSONDocument(scope).root, findings: &findings) == nil, "\(members.text)")
            #expect(findings.map(\.code) == [code], "\(members.text): \(findings)")
        }
    }
}
