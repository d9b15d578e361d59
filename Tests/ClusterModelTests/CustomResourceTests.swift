import ClusterModel
import JSONTree
import KubeModel
import Testing

@Suite("Custom resources")
struct CustomResourceTests {
    private func clusterWithWidgets() throws -> ClusterUnderTest {
        var cluster = try ClusterUnderTest()
        try cluster.post(Path.definitions, .widgetDefinition).expect(201)
        return cluster
    }

    @Test("a definition is established, and its kind appears in discovery")
    func establishing() throws {
        var cluster = try clusterWithWidgets()
        let definition = try cluster.get("\(Path.definitions)/widgets.example.com").expect(200)
        let conditions = definition["status"]?["conditions"]?.array ?? []
        #expect(conditions.contains { $0["type"] == "Established" && $0["status"] == "True" })
        #expect(definition["spec"]?["names"]?["listKind"] == "WidgetList")
        let resources = try cluster.get("/apis/example.com/v1").expect(200)["resources"]?.array ?? []
        #expect(resources.compactMap { $0["name"]?.string } == ["widgets", "widgets/status"])
        let document = try cluster.get("/openapi/v3/apis/example.com/v1").expect(200)
        #expect(
            document["paths"]?.object?.names.contains("/apis/example.com/v1/namespaces/{namespace}/widgets/{name}")
                == true)
    }

    @Test("objects are pruned, defaulted and validated by the schema")
    func schema() throws {
        var cluster = try clusterWithWidgets()
        let created = try cluster.post(Path.widgets, .widget("w", ["color": "red", "junk": 1]))
        #expect(created.status == 201 && created.headers["warning"] == "299 - \"unknown field \\\"spec.junk\\\"\"")
        #expect(created.value["spec"] == ["color": "red", "size": 2])
        let invalid = try cluster.post(Path.widgets, .widget("x", ["color": "pink"]))
        #expect(invalid.status == 422)
        #expect(
            invalid.message
                == "Widget.example.com \"x\" is invalid: spec.color: Unsupported value: \"pink\": supported values: \"red\", "
                + "\"green\"")
        let strict = try cluster.post(
            Path.widgets, .widget("x", ["color": "red", "junk": 1]), ["fieldValidation": "Strict"])
        #expect(strict.status == 400)
    }

    @Test("the status is written through its subresource alone, and the generation counts changes of the rest")
    func status() throws {
        var cluster = try clusterWithWidgets()
        let path = "\(Path.widgets)/w"
        try cluster.post(Path.widgets, .widget("w", ["color": "red"])).expect(201)
        let status: JSONValue = ["status": ["conditions": [["type": "Ready", "status": "True"]]]]
        #expect(try cluster.merge(path, status).expect(200)["status"] == nil)
        var both = status
        both["spec"] = ["color": "green"]
        let written = try cluster.merge("\(path)/status", both).expect(200)
        #expect(written["status"] == status["status"] && written["spec"]?["color"] == "red" && written.generation == 1)
        #expect(try cluster.merge(path, ["spec": ["color": "green"]]).expect(200).generation == 2)
        #expect(try cluster.merge(path, ["metadata": ["labels": ["a": "b"]]]).expect(200).generation == 2)
    }

    @Test("an update must name the version that it replaces")
    func unconditionalUpdate() throws {
        var cluster = try clusterWithWidgets()
        try cluster.post(Path.widgets, .widget("w", ["color": "red"])).expect(201)
        let answer = try cluster.put("\(Path.widgets)/w", .widget("w", ["color": "green"]))
        #expect(answer.status == 422 && answer.fields == ["metadata.resourceVersion"])
    }

    @Test("a strategic merge patch is refused")
    func strategicMerge() throws {
        var cluster = try clusterWithWidgets()
        try cluster.post(Path.widgets, .widget("w", ["color": "red"])).expect(201)
        let answer = try cluster.send(.patch, "\(Path.widgets)/w", [:], type: "application/strategic-merge-patch+json")
        #expect(answer.status == 415)
    }

    @Test("a definition takes its objects along, once their finalizers are gone")
    func removal() throws {
        var cluster = try clusterWithWidgets()
        var widget = JSONValue.widget("w", ["color": "red"])
        widget["metadata"]?["finalizers"] = ["x.io/a"]
        try cluster.post(Path.widgets, widget).expect(201)
        try cluster.delete("\(Path.definitions)/widgets.example.com").expect(200)
        try cluster.get("\(Path.definitions)/widgets.example.com").expect(200)
        try cluster.merge("\(Path.widgets)/w", ["metadata": ["finalizers": .null]]).expect(200)
        try cluster.get("\(Path.definitions)/widgets.example.com").expect(404)
        #expect(try cluster.get(Path.widgets).status == 404)
    }

    @Test("columns show what the definition names, ages as people read them")
    func tables() throws {
        var cluster = try clusterWithWidgets()
        try cluster.post(Path.widgets, .widget("w", ["color": "red"])).expect(201)
        try cluster.merge(
            "\(Path.widgets)/w/status", ["status": ["conditions": [["type": "Ready", "status": "True"]]]]
        ).expect(200)
        cluster.time = cluster.time.adding(seconds: 7 * 60 + 15)
        let table = try cluster.get(Path.widgets, accept: "application/json;as=Table;g=meta.k8s.io;v=v1").expect(200)
        #expect(
            table["columnDefinitions"]?.array?.compactMap { $0["name"]?.string } == ["Name", "Color", "Ready", "Age"])
        #expect(table["rows"]?[0]?["cells"] == ["w", "red", "True", "7m15s"])
        #expect(table["rows"]?[0]?["object"]?["kind"] == "PartialObjectMetadata")
    }
}
