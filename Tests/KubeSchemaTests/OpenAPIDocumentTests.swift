import JSONTree
import KubeModel
import KubeSchema
import Testing

@Suite("OpenAPI v3")
struct OpenAPIDocumentTests {
    let document: OpenAPIDocument

    init() throws {
        let definition = try CRDDocument(JSONValue(parsing: ProbeDefinition.text))
        let version = try #require(definition.storageVersion)
        document = OpenAPIDocument(group: "lab.dev", version: "v1", kinds: [.init(definition, version)])
    }

    @Test("the index names each document by group and version")
    func index() {
        let core = OpenAPIDocument(group: "", version: "v1", kinds: [.init(.secret)])
        #expect(
            OpenAPIDocument.index(of: [core, document]) == [
                "paths": [
                    "api/v1": ["serverRelativeURL": "/openapi/v3/api/v1"],
                    "apis/lab.dev/v1": ["serverRelativeURL": "/openapi/v3/apis/lab.dev/v1"],
                ]
            ])
    }

    @Test("PATCH of an object tells clients that the server validates fields")
    func fieldValidation() {
        let patch = document.value["paths"]?["/apis/lab.dev/v1/namespaces/{namespace}/probes/{name}"]?["patch"]
        #expect(patch?["x-kubernetes-group-version-kind"] == ["group": "lab.dev", "version": "v1", "kind": "Probe"])
        let names = patch?["parameters"]?.array?.compactMap { $0["name"]?.string }
        #expect(names == ["dryRun", "fieldManager", "fieldValidation", "force"])
    }

    @Test("schemas carry their kind and refer to the metadata of all kinds")
    func schemas() {
        let schemas = document.value["components"]?["schemas"]
        let probe = schemas?["dev.lab.v1.Probe"]
        #expect(probe?["x-kubernetes-group-version-kind"]?[0]?["kind"] == "Probe")
        let reference = probe?["properties"]?["metadata"]?["allOf"]?[0]?["$ref"]?.string
        #expect(reference == "#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")
        let metadata = schemas?["io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"]?["properties"]?.object
        #expect(metadata?.names.contains("ownerReferences") == true)
        for field in metadata?.members ?? [] { #expect(field.value["description"]?.string?.isEmpty == false) }
    }

    @Test("kinds of the cluster have no paths with namespaces")
    func clusterScoped() {
        let core = OpenAPIDocument(group: "", version: "v1", kinds: [.init(.namespace, hasStatus: true)])
        let paths = core.value["paths"]?.object?.names
        #expect(paths == ["/api/v1/namespaces", "/api/v1/namespaces/{name}", "/api/v1/namespaces/{name}/status"])
    }
}
