import JSONTree

private let path = Paths.configMaps

extension ConformanceSuite {
    /// Objects are made, read, replaced, removed.
    static let objects: [ConformanceCase] = [
        ConformanceCase(
            "a created object is answered with 201, a UID, a version and the time of its creation",
            .post(
                path, configMap("a", #""data":{"k":"v"}"#), .status(201), .equal("/kind", "ConfigMap"),
                .equal("/apiVersion", "v1"), .equal("/metadata/namespace", "{ns}"), .equal("/data", ["k": "v"]),
                .present("/metadata/uid"), .present("/metadata/resourceVersion"),
                .present("/metadata/creationTimestamp"))),
        ConformanceCase(
            "an object is read as it was created",
            .post(path, configMap("a", #""data":{"k":"v"}"#), capture: ["uid": "/metadata/uid"], .status(201)),
            .get(
                path + "/a", .status(200), .equal("/metadata/name", "a"), .equal("/metadata/uid", "{uid}"),
                .equal("/data", ["k": "v"]))),
        ConformanceCase(
            "an object that does not exist is answered with NotFound",
            .refused(.get(path + "/none"), 404, "NotFound", #"configmaps "none" not found"#),
            .get(path + "/none", .equal("/details", ["name": "none", "kind": "configmaps"]))),
        ConformanceCase(
            "a second object of the same name is refused with AlreadyExists",
            .post(path, configMap("a"), .status(201)),
            .refused(.post(path, configMap("a")), 409, "AlreadyExists", #"configmaps "a" already exists"#)),
        ConformanceCase(
            "a new object may not name a version",
            .post(
                path, configMap("a", meta: #""resourceVersion":"1""#), .status(500),
                .equal("/message", "resourceVersion should not be set on objects to be created"))),
        ConformanceCase(
            "what a client says about UID and creation time of a new object is not believed",
            .post(
                path,
                configMap("a", meta: #""uid":"x","creationTimestamp":"2001-01-01T00:00:00Z""#),
                capture: ["uid": "/metadata/uid", "time": "/metadata/creationTimestamp"], .status(201)),
            .post(
                path, configMap("b", meta: #""uid":"x","creationTimestamp":"2001-01-01T00:00:00Z""#), .status(201),
                .differs("/metadata/uid", from: "uid")),
            .get(path + "/a", .equal("/metadata/uid", "{uid}"), .equal("/metadata/creationTimestamp", "{time}"))),
        ConformanceCase(
            "an object's namespace must be that of the path",
            .refused(
                .post(path, configMap("a", meta: #""namespace":"other""#)), 400, "BadRequest",
                "the namespace of the provided object does not match the namespace sent on the request")),
        ConformanceCase(
            "an object without a name is refused",
            .refused(
                .post(path, configMap("")), 422, "Invalid",
                #"ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required"#),
            .post(
                path, configMap(""),
                .cause("FieldValueRequired", "metadata.name", "Required value: name or generateName is required"),
                .equal("/details/kind", "ConfigMap"))),
        ConformanceCase(
            "a body of another kind is refused",
            .post(
                path, object("v1", "Secret", "a"), .status(400), .equal("/reason", "BadRequest"),
                .begins("/message", #"Secret in version "v1" cannot be handled as a ConfigMap"#))),
        ConformanceCase(
            "a body that is no JSON is refused",
            .post(path, "{", .status(400), .equal("/reason", "BadRequest"))),
        ConformanceCase(
            "a body without a kind is taken for what the path says",
            .post(path, #"{"metadata":{"name":"a"}}"#, .status(201), .equal("/kind", "ConfigMap"))),
        ConformanceCase(
            "a field of the wrong type is refused",
            .post(path, configMap("a", #""data":{"k":1}"#), .status(400), .equal("/reason", "BadRequest"))),
        ConformanceCase(
            "a replaced object keeps its UID and gets a new version",
            .post(
                path, configMap("a", #""data":{"k":"v"}"#),
                capture: ["uid": "/metadata/uid", "version": "/metadata/resourceVersion"]),
            .put(
                path + "/a", configMap("a", #""data":{"k":"w"}"#), .status(200), .equal("/metadata/uid", "{uid}"),
                .differs("/metadata/resourceVersion", from: "version"), .equal("/data", ["k": "w"]))),
        ConformanceCase(
            "a replacement that changes nothing keeps the version",
            .post(
                path, configMap("a", #""data":{"k":"v"}"#), capture: ["version": "/metadata/resourceVersion"]),
            .put(
                path + "/a", configMap("a", #""data":{"k":"v"}"#), .status(200),
                .equal("/metadata/resourceVersion", "{version}"))),
        ConformanceCase(
            "a replacement drops what it does not name",
            .post(path, configMap("a", #""data":{"k":"v","l":"w"}"#, meta: #""labels":{"x":"y"}"#)),
            .put(
                path + "/a", configMap("a", #""data":{"k":"v"}"#), .equal("/data", ["k": "v"]),
                .absent("/metadata/labels"))),
        ConformanceCase(
            "a replacement of what does not exist is refused with NotFound",
            .refused(.put(path + "/a", configMap("a")), 404, "NotFound", #"configmaps "a" not found"#)),
        ConformanceCase(
            "a replacement must have the name of the path",
            .post(path, configMap("a")),
            .refused(
                .put(path + "/a", configMap("b")), 400, "BadRequest",
                "the name of the object (b) does not match the name on the URL (a)")),
        ConformanceCase(
            "a replacement cannot change the UID",
            .post(path, configMap("a")),
            .put(
                path + "/a", configMap("a", meta: #""uid":"00000000-0000-4000-8000-000000000000""#), .status(409),
                .equal("/reason", "Conflict"))),
        ConformanceCase(
            "a deleted object is gone, and the answer says so",
            .post(path, configMap("a"), capture: ["uid": "/metadata/uid"]),
            .delete(
                path + "/a", .status(200), .equal("/kind", "Status"), .equal("/status", "Success"),
                .equal("/details", ["name": "a", "kind": "configmaps", "uid": "{uid}"])),
            .get(path + "/a", .status(404))),
        ConformanceCase(
            "deleting what does not exist is refused with NotFound",
            .refused(.delete(path + "/a"), 404, "NotFound", #"configmaps "a" not found"#)),
        ConformanceCase(
            "a collection is deleted by its labels",
            .post(path, configMap("a", meta: #""labels":{"x":"1"}"#)),
            .post(path, configMap("b", meta: #""labels":{"x":"2"}"#)),
            .delete(path + "?labelSelector=x=1", .status(200), .equal("/kind", "ConfigMapList")),
            .get(path + "/a", .status(404)), .get(path + "/b", .status(200))),
        ConformanceCase(
            "an immutable ConfigMap refuses other data and can be deleted",
            .post(path, configMap("a", #""data":{"k":"v"},"immutable":true"#)),
            .put(
                path + "/a", configMap("a", #""data":{"k":"w"},"immutable":true"#), .status(422),
                .cause("FieldValueForbidden", "data", "Forbidden: field is immutable when `immutable` is set")),
            .delete(path + "/a", .status(200))),
        ConformanceCase(
            "a ConfigMap's keys are checked",
            .post(
                path, configMap("a", #""data":{"not a key":"v"}"#), .status(422),
                .equal("/details/causes/0/field", "data[not a key]"),
                .equal("/details/causes/0/reason", "FieldValueInvalid"))),
        ConformanceCase(
            "the text of a Secret is stored in base 64",
            .post(
                Paths.secrets, object("v1", "Secret", "a", #""stringData":{"k":"hello"}"#), .status(201),
                .equal("/data", ["k": "aGVsbG8="]), .equal("/type", "Opaque"), .absent("/stringData"))),
        ConformanceCase(
            "a Secret's type does not change",
            .post(Paths.secrets, object("v1", "Secret", "a", #""type":"example.com/a""#), .status(201)),
            .put(
                Paths.secrets + "/a", object("v1", "Secret", "a", #""type":"example.com/b""#), .status(422),
                .cause(
                    "FieldValueInvalid", "type", #"Invalid value: "example.com/b": field is immutable"#))),
    ]
}
