import JSONTree

private let path = Paths.definitions
private let simple = #"{"type":"object","x-kubernetes-preserve-unknown-fields":true}"#

extension ConformanceSuite {
    /// CustomResourceDefinitions themselves.
    static let definitions: [ConformanceCase] = [
        Widgets.test(
            "a definition is established, with names accepted and filled in",
            .get(
                path + "/" + Widgets.definitionName, .equal("/status/acceptedNames/singular", "widget"),
                .equal("/status/acceptedNames/listKind", "WidgetList"), .equal("/status/storedVersions", ["v1"]),
                .equal("/spec/conversion/strategy", "None"),
                .some(
                    "/status/conditions",
                    [
                        "type": "NamesAccepted", "status": "True", "reason": "NoConflicts",
                        "message": "no conflicts found",
                    ]),
                .some(
                    "/status/conditions",
                    [
                        "type": "Established", "status": "True", "reason": "InitialNamesAccepted",
                        "message": "the initial names have been accepted",
                    ]))),
        Widgets.test(
            "a defined kind appears in discovery",
            .eventually(
                .get(
                    "/apis/{ns}.example.com/v1", .equal("/kind", "APIResourceList"),
                    .some(
                        "/resources",
                        [
                            "name": "widgets", "singularName": "widget", "namespaced": true, "kind": "Widget",
                            "shortNames": ["wd"], "categories": ["all"],
                            "verbs": [
                                "delete", "deletecollection", "get", "list", "patch", "create", "update", "watch",
                            ],
                        ]),
                    .some("/resources", ["name": "widgets/status", "verbs": ["get", "patch", "update"]]))),
            .eventually(.get("/apis", .some("/groups", ["name": "{ns}.example.com"])))),
        Widgets.test(
            "a deleted definition takes its objects with it, and the path ends",
            .post(Widgets.path, Widgets.widget("a"), .status(201)),
            .delete(path + "/" + Widgets.definitionName, .status(200)),
            .eventually(.get(path + "/" + Widgets.definitionName, .status(404))),
            .eventually(.get(Widgets.path, .status(404)))),
        ConformanceCase(
            "a definition's name is its plural and group",
            .post(
                path,
                Widgets.definition(schema: simple).replacing(
                    "\"widgets.{ns}.example.com\"", with: "\"x.{ns}.example.com\""),
                .status(422),
                .cause(
                    "FieldValueInvalid", "metadata.name",
                    #"Invalid value: "x.{ns}.example.com": must be spec.names.plural+"."+spec.group"#))),
        ConformanceCase(
            "a definition needs a schema",
            .post(
                path, Widgets.definition(schema: "null"), .status(422),
                .cause("FieldValueRequired", "spec.versions[0].schema.openAPIV3Schema", "Required value"))),
        ConformanceCase(
            "a schema must be structural",
            .post(
                path, Widgets.definition(schema: #"{"type":"object","properties":{"spec":{"description":"no type"}}}"#),
                .status(422),
                .cause(
                    "FieldValueRequired", "spec.validation.openAPIV3Schema.properties[spec].type",
                    "Required value: must not be empty for specified object fields"))),
        ConformanceCase(
            "the root of a schema is an object",
            .post(
                path, Widgets.definition(schema: #"{"type":"string"}"#), .status(422),
                .cause(
                    "FieldValueInvalid", "spec.validation.openAPIV3Schema.type",
                    #"Invalid value: "string": must be object at the root"#))),
        ConformanceCase(
            "a default must fit its schema",
            .post(
                path,
                Widgets.definition(
                    schema: #"{"type":"object","properties":{"a":{"type":"integer","default":"x"}}}"#),
                .status(422),
                .equal("/details/causes/0/field", "spec.validation.openAPIV3Schema.properties[a].default"))),
        ConformanceCase(
            "a list by key needs keys",
            .post(
                path,
                Widgets.definition(
                    schema:
                        #"{"type":"object","properties":{"a":{"type":"array","x-kubernetes-list-type":"map","items":"#
                        + #"{"type":"object"}}}}"#),
                .status(422), .contains("/message", "x-kubernetes-list-map-keys"))),
        ConformanceCase(
            "exactly one version is stored",
            .post(
                path, Widgets.definition(schema: simple).replacing("\"storage\":true", with: "\"storage\":false"),
                .status(422), .contains("/message", "must have exactly one version marked as storage version"))),
        ConformanceCase(
            "a scope is Namespaced or Cluster",
            .post(
                path, Widgets.definition(schema: simple, scope: "Galaxy"), .status(422),
                .cause(
                    "FieldValueNotSupported", "spec.scope",
                    #"Unsupported value: "Galaxy": supported values: "Cluster", "Namespaced""#))),
        ConformanceCase(
            "a cluster-scoped kind has its objects outside of namespaces",
            leavesBehind: [path + "/" + Widgets.definitionName],
            .post(path, Widgets.definition(schema: simple, scope: "Cluster"), .status(201)),
            .eventually(.get("/apis/{ns}.example.com/v1/widgets", .status(200), .equal("/kind", "WidgetList"))),
            .post(
                "/apis/{ns}.example.com/v1/widgets", Widgets.widget("a"), .status(201), .absent("/metadata/namespace")),
            .get("/apis/{ns}.example.com/v1/namespaces/{ns}/widgets/a", .status(404))),
        Widgets.test(
            "a definition's scope does not change",
            .mergePatch(
                path + "/" + Widgets.definitionName, #"{"spec":{"scope":"Cluster"}}"#, .status(422),
                .cause("FieldValueInvalid", "spec.scope", #"Invalid value: "Cluster": field is immutable"#))),
        Widgets.test(
            "a changed schema holds from then on",
            .post(Widgets.path, Widgets.widget("a", #""size":7"#), .status(201)),
            .jsonPatch(
                path + "/" + Widgets.definitionName,
                #"[{"op":"replace","path":"/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/size/maximum","value":5}]"#,
                .status(200), .equal("/metadata/generation", 2)),
            .eventually(.post(Widgets.path + "?dryRun=All", Widgets.widget("b", #""size":6"#), .status(422)))),
        ConformanceCase(
            "a group with a protected name needs an approval",
            .post(
                path,
                Widgets.definition(schema: simple).replacing("{ns}.example.com", with: "{ns}.k8s.io"), .status(422),
                .contains("/message", "protected groups must have approval annotation"))),
    ]
}
