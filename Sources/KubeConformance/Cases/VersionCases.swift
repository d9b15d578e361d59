import JSONTree

private let path = Paths.configMaps
private let leases = Paths.leases

extension ConformanceSuite {
    /// Optimistic locking, generations, dry runs.
    static let versions: [ConformanceCase] = [
        ConformanceCase(
            "a replacement of an outdated version is refused with Conflict",
            .post(path, configMap("a"), capture: ["old": "/metadata/resourceVersion"]),
            .mergePatch(path + "/a", #"{"data":{"k":"v"}}"#, .status(200)),
            .refused(
                .put(path + "/a", configMap("a", meta: #""resourceVersion":"{old}""#)), 409, "Conflict",
                #"Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to "#
                    + "the latest version and try again")),
        ConformanceCase(
            "a replacement of the current version succeeds",
            .post(path, configMap("a"), capture: ["version": "/metadata/resourceVersion"]),
            .put(
                path + "/a", configMap("a", #""data":{"k":"v"}"#, meta: #""resourceVersion":"{version}""#),
                .status(200),
                .equal("/data", ["k": "v"]))),
        ConformanceCase(
            "a patch that names an outdated version is refused with Conflict",
            .post(path, configMap("a"), capture: ["old": "/metadata/resourceVersion"]),
            .mergePatch(path + "/a", #"{"data":{"k":"v"}}"#, .status(200)),
            .mergePatch(
                path + "/a", #"{"metadata":{"resourceVersion":"{old}"},"data":{"k":"w"}}"#, .status(409),
                .equal("/reason", "Conflict"))),
        ConformanceCase(
            "a Lease is replaced only with a version, or created",
            .post(leases, lease("a", holder: "one"), .status(201)),
            .refused(
                .put(leases + "/a", lease("a", holder: "two")), 422, "Invalid",
                #"leases.coordination.k8s.io "a" is invalid: metadata.resourceVersion: Invalid value: 0: "#
                    + "must be specified for an update")),
        ConformanceCase(
            "of two replacements of one version the second is refused",
            .post(leases, lease("a", holder: "one"), capture: ["version": "/metadata/resourceVersion"]),
            .put(
                leases + "/a", lease("a", holder: "two", meta: #""resourceVersion":"{version}""#), .status(200)),
            .put(
                leases + "/a", lease("a", holder: "three", meta: #""resourceVersion":"{version}""#), .status(409),
                .equal("/reason", "Conflict")),
            .get(leases + "/a", .equal("/spec/holderIdentity", "two"))),
        ConformanceCase(
            "a Lease's times have microseconds",
            .post(
                leases,
                object(
                    "coordination.k8s.io/v1", "Lease", "a",
                    #""spec":{"renewTime":"2026-01-02T03:04:05.123456Z","leaseDurationSeconds":15}"#),
                .status(201), .equal("/spec/renewTime", "2026-01-02T03:04:05.123456Z"))),
        ConformanceCase(
            "a Lease's duration is above zero",
            .post(
                leases, object("coordination.k8s.io/v1", "Lease", "a", #""spec":{"leaseDurationSeconds":0}"#),
                .status(422),
                .cause("FieldValueInvalid", "spec.leaseDurationSeconds", "Invalid value: 0: must be greater than 0"))),
        ConformanceCase(
            "a dry run of a creation answers the object and stores nothing",
            .post(path + "?dryRun=All", configMap("a", #""data":{"k":"v"}"#), .status(201), .present("/metadata/uid")),
            .get(path + "/a", .status(404))),
        ConformanceCase(
            "a dry run of a change answers the new object and keeps the old",
            .post(path, configMap("a", #""data":{"k":"v"}"#), capture: ["version": "/metadata/resourceVersion"]),
            .mergePatch(path + "/a?dryRun=All", #"{"data":{"k":"w"}}"#, .status(200), .equal("/data", ["k": "w"])),
            .get(path + "/a", .equal("/data", ["k": "v"]), .equal("/metadata/resourceVersion", "{version}"))),
        ConformanceCase(
            "a dry run of a deletion deletes nothing",
            .post(path, configMap("a")), .delete(path + "/a?dryRun=All", .status(200)), .get(path + "/a", .status(200))),
        ConformanceCase(
            "a dry run of an apply stores nothing",
            .apply(path + "/a?fieldManager=m&dryRun=All", configMap("a", #""data":{"k":"v"}"#), .status(201)),
            .get(path + "/a", .status(404))),
        ConformanceCase(
            "a dry run finds the same faults as the real thing",
            .post(path + "?dryRun=All", configMap("Big"), .status(422), .equal("/reason", "Invalid"))),
        ConformanceCase(
            "a dryRun other than All is refused",
            .post(path + "?dryRun=Some", configMap("a"), .status(422), .contains("/message", "dryRun"))),
        ConformanceCase(
            "a Deployment's generation begins at 1 and counts changes of its spec and annotations",
            .post(
                Paths.deployments, deployment("a"), .status(201), .equal("/metadata/generation", 1)),
            .mergePatch(
                Paths.deployments + "/a", #"{"metadata":{"labels":{"x":"y"}}}"#, .status(200),
                .equal("/metadata/generation", 1)),
            .mergePatch(
                Paths.deployments + "/a", #"{"metadata":{"annotations":{"x":"y"}}}"#, .status(200),
                .equal("/metadata/generation", 2)),
            .mergePatch(
                Paths.deployments + "/a", #"{"spec":{"minReadySeconds":3}}"#, .status(200),
                .equal("/metadata/generation", 3))),
        ConformanceCase(
            "a ConfigMap has no generation",
            .post(path, configMap("a"), .status(201), .absent("/metadata/generation"))),
        ConformanceCase(
            "a field that does not exist is dropped with a warning",
            .post(
                path, configMap("a", #""dta":{"k":"v"}"#), .status(201), .absent("/dta"),
                .header("warning", #"unknown field \"dta\""#))),
        ConformanceCase(
            "strict field validation refuses a field that does not exist",
            .refused(
                .post(path + "?fieldValidation=Strict", configMap("a", #""dta":{"k":"v"}"#)), 400, "BadRequest",
                #"ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "dta""#
            )),
        ConformanceCase(
            "ignoring field validation drops a field silently",
            .post(
                path + "?fieldValidation=Ignore", configMap("a", #""dta":{"k":"v"}"#), .status(201), .absent("/dta"))),
    ]
}

func lease(_ name: String, holder: String, meta: String = "") -> String {
    object("coordination.k8s.io/v1", "Lease", name, "\"spec\":{\"holderIdentity\":\"\(holder)\"}", meta: meta)
}

/// - Parameter spec: members of `spec` beside selector and template.
func deployment(_ name: String, _ spec: String = "", image: String = "example.com/a:1") -> String {
    let template =
        "\"template\":{\"metadata\":{\"labels\":{\"app\":\"\(name)\"}},"
        + "\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"\(image)\"}]}}"
    let members = ["\"selector\":{\"matchLabels\":{\"app\":\"\(name)\"}}", template, spec].filter { !$0.isEmpty }
    return object("apps/v1", "Deployment", name, "\"spec\":{\(members.joined(separator: ","))}")
}
