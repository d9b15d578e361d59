import JSONTree

private let path = Paths.configMaps
private let deployments = Paths.deployments

extension ConformanceSuite {
    /// Server-side apply on built-in kinds.
    static let applies: [ConformanceCase] = [
        ConformanceCase(
            "an apply creates what does not exist, and owns what it says",
            .apply(
                path + "/a?fieldManager=one", configMap("a", #""data":{"k":"v"}"#, meta: #""labels":{"x":"y"}"#),
                .status(201), .equal("/data", ["k": "v"]),
                .owns("one", "Apply", ["f:data": ["f:k": [:]], "f:metadata": ["f:labels": ["f:x": [:]]]]))),
        ConformanceCase(
            "an apply needs a field manager",
            .refused(
                .apply(path + "/a", configMap("a")), 422, "Invalid",
                #"PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch"#)),
        ConformanceCase(
            "an apply needs apiVersion and kind",
            .apply(
                path + "/a?fieldManager=one", #"{"metadata":{"name":"a"}}"#, .status(400),
                .equal("/reason", "BadRequest"))),
        ConformanceCase(
            "an apply may not carry managed fields",
            .apply(
                path + "/a?fieldManager=one",
                configMap("a", meta: #""managedFields":[{"manager":"x","operation":"Apply","apiVersion":"v1"}]"#),
                .status(400), .contains("/message", "metadata.managedFields must be nil"))),
        ConformanceCase(
            "an apply's name must be that of the path",
            .apply(path + "/a?fieldManager=one", configMap("b"), .status(400), .equal("/reason", "BadRequest"))),
        ConformanceCase(
            "the same apply again keeps the version",
            .apply(
                path + "/a?fieldManager=one", configMap("a", #""data":{"k":"v"}"#),
                capture: ["version": "/metadata/resourceVersion"], .status(201)),
            .apply(
                path + "/a?fieldManager=one", configMap("a", #""data":{"k":"v"}"#), .status(200),
                .equal("/metadata/resourceVersion", "{version}"))),
        ConformanceCase(
            "a field that an apply no longer says is removed",
            .apply(path + "/a?fieldManager=one", configMap("a", #""data":{"k":"v","l":"w"}"#)),
            .apply(
                path + "/a?fieldManager=one", configMap("a", #""data":{"k":"v"}"#), .status(200),
                .equal("/data", ["k": "v"]))),
        ConformanceCase(
            "an apply of another's field with another value is refused, and says whose it is",
            .apply(path + "/a?fieldManager=one", configMap("a", #""data":{"k":"v"}"#)),
            .refused(
                .apply(
                    path + "/a?fieldManager=two", configMap("a", #""data":{"k":"w"}"#),
                    .cause("FieldManagerConflict", ".data.k", #"conflict with "one""#), .count("/details/causes", 1)),
                409, "Conflict", #"Apply failed with 1 conflict: conflict with "one": .data.k"#),
            .get(path + "/a", .equal("/data", ["k": "v"]))),
        ConformanceCase(
            "several conflicts are listed",
            .apply(path + "/a?fieldManager=one", configMap("a", #""data":{"k":"v","l":"w"}"#)),
            .refused(
                .apply(path + "/a?fieldManager=two", configMap("a", #""data":{"k":"x","l":"y"}"#)), 409, "Conflict",
                "Apply failed with 2 conflicts: conflicts with \"one\":\n- .data.k\n- .data.l")),
        ConformanceCase(
            "conflicts with two managers name both",
            .apply(path + "/a?fieldManager=one", configMap("a", #""data":{"k":"v"}"#)),
            .apply(path + "/a?fieldManager=two", configMap("a", #""data":{"l":"w"}"#)),
            .refused(
                .apply(path + "/a?fieldManager=three", configMap("a", #""data":{"k":"x","l":"y"}"#)), 409, "Conflict",
                "Apply failed with 2 conflicts: conflicts with \"one\":\n- .data.k\nconflicts with \"two\":\n- .data.l")
        ),
        ConformanceCase(
            "a forced apply takes the field over",
            .apply(path + "/a?fieldManager=one", configMap("a", #""data":{"k":"v"}"#)),
            .apply(
                path + "/a?fieldManager=two&force=true", configMap("a", #""data":{"k":"w"}"#), .status(200),
                .equal("/data", ["k": "w"]), .owns("one", "Apply", nil), .owns("two", "Apply", ["f:data": ["f:k": [:]]])
            )),
        ConformanceCase(
            "two managers who say the same share a field",
            .apply(path + "/a?fieldManager=one", configMap("a", #""data":{"k":"v"}"#)),
            .apply(
                path + "/a?fieldManager=two", configMap("a", #""data":{"k":"v"}"#), .status(200),
                .owns("one", "Apply", ["f:data": ["f:k": [:]]]), .owns("two", "Apply", ["f:data": ["f:k": [:]]])),
            .apply(path + "/a?fieldManager=one", configMap("a"), .status(200), .equal("/data", ["k": "v"])),
            .apply(path + "/a?fieldManager=two", configMap("a"), .status(200), .absent("/data"))),
        ConformanceCase(
            "each manager's fields stay when another's are dropped",
            .apply(path + "/a?fieldManager=one", configMap("a", #""data":{"k":"v"}"#)),
            .apply(path + "/a?fieldManager=two", configMap("a", #""data":{"l":"w"}"#)),
            .apply(path + "/a?fieldManager=one", configMap("a"), .status(200), .equal("/data", ["l": "w"]))),
        ConformanceCase(
            "an update owns what it changes",
            .apply(path + "/a?fieldManager=one", configMap("a", #""data":{"k":"v"}"#)),
            .mergePatch(
                path + "/a?fieldManager=hand", #"{"data":{"k":"w"}}"#, .status(200), .owns("one", "Apply", nil),
                .owns("hand", "Update", ["f:data": ["f:k": [:]]])),
            .refused(
                .apply(path + "/a?fieldManager=one", configMap("a", #""data":{"k":"v"}"#)), 409, "Conflict",
                #"Apply failed with 1 conflict: conflict with "hand" using v1: .data.k"#)),
        ConformanceCase(
            "an update of a field to the same value leaves its owner",
            .apply(path + "/a?fieldManager=one", configMap("a", #""data":{"k":"v"}"#)),
            .mergePatch(
                path + "/a?fieldManager=hand", #"{"data":{"k":"v","l":"w"}}"#, .status(200),
                .owns("one", "Apply", ["f:data": ["f:k": [:]]]), .owns("hand", "Update", ["f:data": ["f:l": [:]]]))),
        ConformanceCase(
            "a field that an update created stays when an apply never said it",
            .post(path + "?fieldManager=hand", configMap("a", #""data":{"k":"v"}"#), .status(201)),
            .apply(
                path + "/a?fieldManager=one", configMap("a", #""data":{"l":"w"}"#), .status(200),
                .equal("/data", ["k": "v", "l": "w"]))),
        ConformanceCase(
            "a creation's manager is named by fieldManager and owns everything it said",
            .post(
                path + "?fieldManager=hand", configMap("a", #""data":{"k":"v"}"#), .status(201),
                .owns("hand", "Update", ["f:data": [".": [:], "f:k": [:]]]))),
        ConformanceCase(
            "a deleted field is owned by nobody",
            .apply(path + "/a?fieldManager=one", configMap("a", #""data":{"k":"v","l":"w"}"#)),
            .mergePatch(
                path + "/a?fieldManager=hand", #"{"data":{"l":null}}"#, .status(200),
                .owns("one", "Apply", ["f:data": ["f:k": [:]]]), .owns("hand", "Update", nil))),
        ConformanceCase(
            "an apply with an outdated version is refused with Conflict",
            .apply(
                path + "/a?fieldManager=one", configMap("a", #""data":{"k":"v"}"#),
                capture: ["old": "/metadata/resourceVersion"]),
            .mergePatch(path + "/a?fieldManager=hand", #"{"data":{"z":"z"}}"#, .status(200)),
            .apply(
                path + "/a?fieldManager=one", configMap("a", #""data":{"k":"w"}"#, meta: #""resourceVersion":"{old}""#),
                .status(409), .equal("/reason", "Conflict"))),
        ConformanceCase(
            "an apply that names a UID does not create",
            .apply(
                path + "/a?fieldManager=one", configMap("a", meta: #""uid":"00000000-0000-4000-8000-000000000000""#),
                .status(409), .equal("/reason", "Conflict"))),
        ConformanceCase(
            "managed fields can be cleared",
            .apply(path + "/a?fieldManager=one", configMap("a", #""data":{"k":"v"}"#)),
            .mergePatch(
                path + "/a?fieldManager=hand", #"{"metadata":{"managedFields":[{}]}}"#, .status(200),
                .absent("/metadata/managedFields"))),
        ConformanceCase(
            "the first apply to an object without managed fields leaves its fields to before-first-apply",
            .post(path + "?fieldManager=hand", configMap("a", #""data":{"k":"v"}"#)),
            .mergePatch(path + "/a", #"{"metadata":{"managedFields":[{}]}}"#, .status(200)),
            .apply(
                path + "/a?fieldManager=one", configMap("a", #""data":{"l":"w"}"#), .status(200),
                .owns("before-first-apply", "Update", ["f:data": [".": [:], "f:k": [:]]]),
                .owns("one", "Apply", ["f:data": ["f:l": [:]]]))),
        ConformanceCase(
            "a finalizer is an element of a set",
            .apply(path + "/a?fieldManager=one", configMap("a", meta: #""finalizers":["example.com/a"]"#)),
            .apply(
                path + "/a?fieldManager=two", configMap("a", meta: #""finalizers":["example.com/b"]"#), .status(200),
                .equal("/metadata/finalizers", ["example.com/a", "example.com/b"]),
                .owns("two", "Apply", ["f:metadata": ["f:finalizers": [#"v:"example.com/b""#: [:]]]])),
            .apply(
                path + "/a?fieldManager=one", configMap("a"), .status(200),
                .equal("/metadata/finalizers", ["example.com/b"])),
            .apply(path + "/a?fieldManager=two", configMap("a"), .status(200), .absent("/metadata/finalizers"))),
        ConformanceCase(
            "containers are elements by name",
            .apply(deployments + "/a?fieldManager=one", deployment("a"), .status(201)),
            .apply(
                deployments + "/a?fieldManager=two",
                object(
                    "apps/v1", "Deployment", "a",
                    #""spec":{"template":{"spec":{"containers":[{"name":"d","image":"example.com/d"}]}}}"#),
                .status(200), .each("/spec/template/spec/containers", "/name", ["c", "d"]),
                .owns(
                    "two", "Apply",
                    [
                        "f:spec": [
                            "f:template": [
                                "f:spec": [
                                    "f:containers": [#"k:{"name":"d"}"#: [".": [:], "f:image": [:], "f:name": [:]]]
                                ]
                            ]
                        ]
                    ])),
            .apply(
                deployments + "/a?fieldManager=two", object("apps/v1", "Deployment", "a"), .status(200),
                .each("/spec/template/spec/containers", "/name", ["c"]))),
        ConformanceCase(
            "a selector is atomic",
            .apply(deployments + "/a?fieldManager=one", deployment("a"), .status(201)),
            .apply(
                deployments + "/a?fieldManager=two",
                object("apps/v1", "Deployment", "a", #""spec":{"selector":{"matchLabels":{"app":"a","tier":"b"}}}"#),
                .status(409), .cause("FieldManagerConflict", ".spec.selector", #"conflict with "one""#))),
        ConformanceCase(
            "a status that is applied to the object itself is not taken",
            .apply(
                deployments + "/a?fieldManager=one",
                object(
                    "apps/v1", "Deployment", "a",
                    #""spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"#
                        + #""spec":{"containers":[{"name":"c","image":"x"}]}}},"status":{"observedGeneration":77}"#),
                .status(201), .absent("/status/observedGeneration"))),
        ConformanceCase(
            "a port is an element by its number and protocol",
            .apply(
                Paths.services + "/a?fieldManager=one",
                object("v1", "Service", "a", #""spec":{"ports":[{"port":80,"name":"x"}]}"#), .status(201),
                .equal("/spec/ports/0/protocol", "TCP"), .equal("/spec/ports/0/targetPort", 80)),
            .apply(
                Paths.services + "/a?fieldManager=two",
                object("v1", "Service", "a", #""spec":{"ports":[{"port":81,"name":"y","protocol":"TCP"}]}"#),
                .status(200),
                .each("/spec/ports", "/port", [80, 81]))),
        ConformanceCase(
            "a list by key refuses the same key twice",
            .apply(
                deployments + "/a?fieldManager=one",
                object(
                    "apps/v1", "Deployment", "a",
                    #""spec":{"template":{"spec":{"containers":[{"name":"c","image":"x"},{"name":"c","image":"y"}]}}}"#),
                .status(500))),
        ConformanceCase(
            "an applied Role's rules are atomic",
            .apply(
                Paths.roles + "/a?fieldManager=one",
                object(
                    "rbac.authorization.k8s.io/v1", "Role", "a",
                    #""rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]"#),
                .status(201), .owns("one", "Apply", ["f:rules": [:]])),
            .apply(
                Paths.roles + "/a?fieldManager=two",
                object(
                    "rbac.authorization.k8s.io/v1", "Role", "a",
                    #""rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["list"]}]"#),
                .status(409), .cause("FieldManagerConflict", ".rules", #"conflict with "one""#))),
        ConformanceCase(
            "an apply of an unknown field is refused",
            .apply(
                path + "/a?fieldManager=one", configMap("a", #""dta":{"k":"v"}"#), .status(500),
                .contains("/message", ".dta: field not declared in schema"))),
    ]
}
