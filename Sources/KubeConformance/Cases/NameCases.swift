import JSONTree

private let path = Paths.configMaps

extension ConformanceSuite {
    /// Names, generated names, labels, annotations and namespaces.
    static let names: [ConformanceCase] = [
        ConformanceCase(
            "generateName gives a name that begins with it",
            .post(
                path, configMap("", meta: #""generateName":"job-""#), capture: ["name": "/metadata/name"], .status(201),
                .begins("/metadata/name", "job-"), .equal("/metadata/generateName", "job-")),
            .get(path + "/{name}", .status(200))),
        ConformanceCase(
            "two generated names differ",
            .post(path, configMap("", meta: #""generateName":"job-""#), capture: ["first": "/metadata/name"]),
            .post(
                path, configMap("", meta: #""generateName":"job-""#), .status(201),
                .differs("/metadata/name", from: "first"))),
        ConformanceCase(
            "a name is used before generateName",
            .post(
                path, configMap("a", meta: #""generateName":"job-""#), .status(201), .equal("/metadata/name", "a"))),
        ConformanceCase(
            "a name with capitals is refused with the rule",
            .post(
                path, configMap("Big"), .status(422), .equal("/reason", "Invalid"),
                .cause(
                    "FieldValueInvalid", "metadata.name",
                    #"Invalid value: "Big": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric "#
                        + "characters, '-' or '.', and must start and end with an alphanumeric character (e.g. "
                        + #"'example.com', regex used for validation is "#
                        + #"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"#))),
        ConformanceCase(
            "a name of 254 characters is refused",
            .post(
                path, configMap(String(repeating: "a", count: 254)), .status(422),
                .contains("/message", "must be no more than 253 characters"))),
        ConformanceCase(
            "a label with a space is refused",
            .post(
                path, configMap("a", meta: #""labels":{"x":"not good"}"#), .status(422),
                .equal("/details/causes/0/field", "metadata.labels"),
                .begins("/details/causes/0/message", #"Invalid value: "not good": a valid label must be"#))),
        ConformanceCase(
            "an annotation's name is checked",
            .post(
                path, configMap("a", meta: #""annotations":{"-x":"y"}"#), .status(422),
                .equal("/details/causes/0/field", "metadata.annotations"))),
        ConformanceCase(
            "annotations of more than 256 KiB are refused",
            .post(
                path, configMap("a", meta: "\"annotations\":{\"x\":\"\(String(repeating: "y", count: 262_145))\"}"),
                .status(422), .contains("/message", "metadata.annotations: Too long: may not be more than 262144 bytes")
            )),
        ConformanceCase(
            "a namespaced object needs a namespace that exists",
            .refused(
                .post("/api/v1/namespaces/{ns}-none/configmaps", configMap("a")), 404, "NotFound",
                #"namespaces "{ns}-none" not found"#)),
        ConformanceCase(
            "a list in a namespace that does not exist is empty",
            .get("/api/v1/namespaces/{ns}-none/configmaps", .status(200), .count("/items", 0))),
        ConformanceCase(
            "a namespace gets its name as a label, and a finalizer",
            .get(
                "/api/v1/namespaces/{ns}", .status(200),
                .equal("/metadata/labels/kubernetes.io~1metadata.name", "{ns}"),
                .equal("/spec/finalizers", ["kubernetes"]), .equal("/status/phase", "Active"))),
        ConformanceCase(
            "a deleted namespace takes its objects with it",
            leavesBehind: ["/api/v1/namespaces/{ns}-x"],
            .post("/api/v1/namespaces", object("v1", "Namespace", "{ns}-x"), .status(201)),
            .post("/api/v1/namespaces/{ns}-x/configmaps", configMap("a"), .status(201)),
            .delete("/api/v1/namespaces/{ns}-x", .status(200)),
            .eventually(.get("/api/v1/namespaces/{ns}-x", .status(404))),
            .get("/api/v1/namespaces/{ns}-x/configmaps/a", .status(404))),
        ConformanceCase(
            "a namespace's name is a DNS label",
            .post(
                "/api/v1/namespaces", object("v1", "Namespace", "A"), .status(422),
                .begins(
                    "/details/causes/0/message",
                    #"Invalid value: "A": a lowercase RFC 1123 label must consist of lower case"#))),
        ConformanceCase(
            "every namespace gets a ServiceAccount named default",
            .eventually(.get(Paths.serviceAccounts + "/default", .status(200), .equal("/metadata/name", "default")))),
        ConformanceCase(
            "a namespace that still has an object with a finalizer stays in Terminating",
            leavesBehind: ["/api/v1/namespaces/{ns}-x"],
            .post("/api/v1/namespaces", object("v1", "Namespace", "{ns}-x")),
            .post(
                "/api/v1/namespaces/{ns}-x/configmaps", configMap("a", meta: #""finalizers":["example.com/hold"]"#),
                .status(201)),
            .delete("/api/v1/namespaces/{ns}-x", .status(200)),
            .eventually(
                .get(
                    "/api/v1/namespaces/{ns}-x/configmaps/a", .status(200), .present("/metadata/deletionTimestamp"))),
            .get("/api/v1/namespaces/{ns}-x", .status(200), .equal("/status/phase", "Terminating")),
            .post(
                "/api/v1/namespaces/{ns}-x/configmaps", configMap("b"), .status(403), .equal("/reason", "Forbidden"),
                .contains("/message", "because it is being terminated"),
                .some("/details/causes", ["reason": "NamespaceTerminating"])),
            .mergePatch("/api/v1/namespaces/{ns}-x/configmaps/a", #"{"metadata":{"finalizers":null}}"#, .status(200)),
            .get("/api/v1/namespaces/{ns}-x/configmaps/a", .status(404))),
    ]
}
