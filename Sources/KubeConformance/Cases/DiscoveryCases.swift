import JSONTree

extension ConformanceSuite {
    /// What a server says of itself.
    static let discovery: [ConformanceCase] = [
        ConformanceCase(
            "the core group is listed by its versions",
            .get("/api", .status(200), .equal("/kind", "APIVersions"), .equal("/versions", ["v1"]))),
        ConformanceCase(
            "the groups are listed with their preferred versions",
            .get(
                "/apis", .status(200), .equal("/kind", "APIGroupList"),
                .some(
                    "/groups",
                    [
                        "name": "apps", "versions": [["groupVersion": "apps/v1", "version": "v1"]],
                        "preferredVersion": ["groupVersion": "apps/v1", "version": "v1"],
                    ]), .some("/groups", ["name": "rbac.authorization.k8s.io"]))),
        ConformanceCase(
            "a group is described by itself",
            .get("/apis/apps", .status(200), .equal("/kind", "APIGroup"), .equal("/name", "apps"))),
        ConformanceCase(
            "the resources of the core group are listed",
            .get(
                "/api/v1", .status(200), .equal("/kind", "APIResourceList"), .equal("/groupVersion", "v1"),
                .some(
                    "/resources", ["name": "configmaps", "kind": "ConfigMap", "namespaced": true, "shortNames": ["cm"]]),
                .some("/resources", ["name": "namespaces", "kind": "Namespace", "namespaced": false]),
                .some("/resources", ["name": "namespaces/finalize", "kind": "Namespace"]),
                .some(
                    "/resources",
                    [
                        "name": "serviceaccounts/token", "kind": "TokenRequest", "group": "authentication.k8s.io",
                        "version": "v1", "verbs": ["create"],
                    ]))),
        ConformanceCase(
            "the resources of a group are listed, subresources too",
            .get(
                "/apis/apps/v1", .some("/resources", ["name": "deployments", "shortNames": ["deploy"]]),
                .some("/resources", ["name": "deployments/status"]),
                .some(
                    "/resources",
                    ["name": "deployments/scale", "kind": "Scale", "group": "autoscaling", "version": "v1"]))),
        ConformanceCase(
            "a group that does not exist is answered with 404",
            .get("/apis/none.example.com", .status(404)), .get("/apis/none.example.com/v1", .status(404)),
            .get("/apis/none.example.com/v1/things", .status(404))),
        ConformanceCase(
            "a resource that does not exist is answered with NotFound",
            .refused(
                .get("/api/v1/namespaces/{ns}/things"), 404, "NotFound",
                "the server could not find the requested resource")),
        ConformanceCase(
            "a version is told",
            .get("/version", .status(200), .equal("/major", "1"), .begins("/gitVersion", "v1."), .present("/platform"))),
        ConformanceCase(
            "a healthy server says ok",
            .get("/healthz", .status(200), .equal("", "ok")), .get("/livez", .status(200), .equal("", "ok")),
            .get("/readyz", .status(200), .equal("", "ok"))),
        ConformanceCase(
            "the health and the version are told to everybody",
            .get("/version", .status(200)).by(Persona("{ns}:alice")),
            .get("/livez", .status(200)).by(Persona("{ns}:alice")),
            .get("/api", .status(200)).by(Persona("{ns}:alice"))),
        ConformanceCase(
            "other paths need a right",
            .refused(
                .get("/metrics"), 403, "Forbidden", #"forbidden: User "{ns}:alice" cannot get path "/metrics""#
            ).by(Persona("{ns}:alice"))),
        ConformanceCase(
            "aggregated discovery lists all groups in one answer",
            .get(
                "/apis",
                accept: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json",
                .status(200), .equal("/kind", "APIGroupDiscoveryList"), .equal("/apiVersion", "apidiscovery.k8s.io/v2"),
                .some("/items", ["metadata": ["name": "apps"]]))),
        ConformanceCase(
            "a method that a collection does not have is refused",
            .refused(
                .put(Paths.configMaps, configMap("a")), 405, "MethodNotAllowed",
                "the server does not allow this method on the requested resource")),
        Widgets.test(
            "OpenAPI describes a custom kind",
            .eventually(.get("/openapi/v3", .present("/paths/apis~1{ns}.example.com~1v1/serverRelativeURL"))),
            .eventually(
                .get(
                    "/openapi/v3/apis/{ns}.example.com/v1", .status(200), .begins("/openapi", "3.0"),
                    .present("/components/schemas/com.example.{ns}.v1.Widget/properties/spec/properties/size")))),
    ]
}
