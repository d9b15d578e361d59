import JSONTree

private let path = Paths.configMaps
private let table = "application/json;as=Table;g=meta.k8s.io;v=v1"
private let metadata = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"
private let metadataList = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"

extension ConformanceSuite {
    /// Tables, metadata alone, and other forms of an answer.
    static let forms: [ConformanceCase] = [
        ConformanceCase(
            "a table has columns, rows, and the metadata of its objects",
            .post(path, configMap("a", #""data":{"k":"v"}"#, meta: #""labels":{"x":"{ns}"}"#)),
            .get(
                path + "?labelSelector=x={ns}", accept: table, .status(200), .equal("/kind", "Table"),
                .equal("/apiVersion", "meta.k8s.io/v1"), .present("/metadata/resourceVersion"),
                .each("/columnDefinitions", "/name", ["Name", "Data", "Age"]), .count("/rows", 1),
                .equal("/rows/0/cells/0", "a"), .equal("/rows/0/cells/1", 1), .present("/rows/0/cells/2"),
                .equal("/rows/0/object/kind", "PartialObjectMetadata"), .equal("/rows/0/object/metadata/name", "a"),
                .absent("/rows/0/object/data"))),
        ConformanceCase(
            "a table of one object has one row",
            .post(path, configMap("a")),
            .get(path + "/a", accept: table, .status(200), .equal("/kind", "Table"), .count("/rows", 1))),
        ConformanceCase(
            "a table's rows carry whole objects, or none, when asked to",
            .post(path, configMap("a", #""data":{"k":"v"}"#)),
            .get(
                path + "/a?includeObject=Object", accept: table, .equal("/rows/0/object/data", ["k": "v"]),
                .equal("/rows/0/object/kind", "ConfigMap")),
            .get(path + "/a?includeObject=None", accept: table, .absent("/rows/0/object/metadata"))),
        ConformanceCase(
            "what a client accepts is tried in its order",
            .post(path, configMap("a")),
            .get(path + "/a", accept: "\(table),application/json", .equal("/kind", "Table")),
            .get(path + "/a", accept: "application/json,\(table)", .equal("/kind", "ConfigMap"))),
        ConformanceCase(
            "a form that does not exist is refused",
            .post(path, configMap("a")),
            .get(path + "/a", accept: "text/html", .status(406), .equal("/reason", "NotAcceptable"))),
        ConformanceCase(
            "an object's metadata is to be had alone",
            .post(
                Paths.secrets,
                object("v1", "Secret", "a", #""stringData":{"k":"hidden"}"#, meta: #""labels":{"x":"y"}"#)),
            .get(
                Paths.secrets + "/a", accept: metadata, .status(200), .equal("/kind", "PartialObjectMetadata"),
                .equal("/apiVersion", "meta.k8s.io/v1"), .equal("/metadata/labels", ["x": "y"]), .absent("/data"))),
        ConformanceCase(
            "the metadata of a list is to be had alone",
            .post(path, configMap("a", meta: #""labels":{"x":"{ns}"}"#)),
            .get(
                path + "?labelSelector=x={ns}", accept: metadataList, .status(200),
                .equal("/kind", "PartialObjectMetadataList"), .count("/items", 1),
                .equal("/items/0/metadata/name", "a"),
                .equal("/items/0/kind", "PartialObjectMetadata"))),
        Widgets.test(
            "a custom resource's table has the columns of its definition",
            .post(Widgets.path, Widgets.widget("a", #""size":3"#)),
            .mergePatch(
                Widgets.path + "/a/status", #"{"status":{"conditions":[{"type":"Ready","status":"True"}]}}"#,
                .status(200)),
            .get(
                Widgets.path, accept: table, .status(200),
                .each("/columnDefinitions", "/name", ["Name", "Size", "Color", "Ready", "Age"]),
                .each("/columnDefinitions", "/priority", [0, 0, 1, 0, 0]),
                .equal("/rows/0/cells/0", "a"), .equal("/rows/0/cells/1", 3), .equal("/rows/0/cells/2", "red"),
                .equal("/rows/0/cells/3", "True"))),
        Widgets.test(
            "a cell without a value is null",
            .post(Widgets.path, Widgets.widget("a")),
            .get(Widgets.path, accept: table, .equal("/rows/0/cells/3", .null))),
        ConformanceCase(
            "a definition without columns gives name and age",
            leavesBehind: [Paths.definitions + "/" + Widgets.definitionName],
            .post(
                Paths.definitions,
                Widgets.definition(schema: #"{"type":"object","x-kubernetes-preserve-unknown-fields":true}"#),
                .status(201)),
            .eventually(.get(Widgets.path, .status(200))), .post(Widgets.path, Widgets.widget("a")),
            .get(Widgets.path, accept: table, .each("/columnDefinitions", "/name", ["Name", "Age"]))),
    ]
}
