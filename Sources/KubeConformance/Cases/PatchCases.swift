import JSONTree
import KubeModel

private let path = Paths.configMaps
private let deployments = Paths.deployments

extension ConformanceSuite {
    /// JSON merge patch, JSON patch, strategic merge patch.
    static let patches: [ConformanceCase] = [
        ConformanceCase(
            "a merge patch sets, adds and, with null, removes",
            .post(path, configMap("a", #""data":{"k":"v","l":"w"}"#)),
            .mergePatch(
                path + "/a", #"{"data":{"k":"new","l":null,"m":"x"}}"#, .status(200),
                .equal("/data", ["k": "new", "m": "x"]))),
        ConformanceCase(
            "a merge patch of what does not exist is refused with NotFound",
            .refused(.mergePatch(path + "/a", "{}"), 404, "NotFound", #"configmaps "a" not found"#)),
        ConformanceCase(
            "a merge patch that changes nothing keeps the version",
            .post(path, configMap("a", #""data":{"k":"v"}"#), capture: ["version": "/metadata/resourceVersion"]),
            .mergePatch(
                path + "/a", #"{"data":{"k":"v"}}"#, .status(200), .equal("/metadata/resourceVersion", "{version}"))),
        ConformanceCase(
            "a merge patch cannot rename",
            .post(path, configMap("a")),
            .mergePatch(path + "/a", #"{"metadata":{"name":"b"}}"#, .status(400), .equal("/reason", "BadRequest"))),
        ConformanceCase(
            "a JSON patch adds, replaces, removes, tests, copies and moves",
            .post(path, configMap("a", #""data":{"k":"v","l":"w"}"#)),
            .jsonPatch(
                path + "/a",
                """
                [{"op":"test","path":"/data/k","value":"v"},{"op":"add","path":"/data/m","value":"x"},\
                {"op":"replace","path":"/data/k","value":"y"},{"op":"copy","from":"/data/m","path":"/data/n"},\
                {"op":"move","from":"/data/l","path":"/data/o"},{"op":"remove","path":"/data/m"}]
                """,
                .status(200), .equal("/data", ["k": "y", "n": "x", "o": "w"]))),
        ConformanceCase(
            "a JSON patch whose test fails is refused and changes nothing",
            .post(path, configMap("a", #""data":{"k":"v"}"#)),
            .jsonPatch(
                path + "/a",
                #"[{"op":"replace","path":"/data/k","value":"x"},{"op":"test","path":"/data/k","value":"no"}]"#,
                .status(422),
                .equal("/reason", "Invalid")),
            .get(path + "/a", .equal("/data", ["k": "v"]))),
        ConformanceCase(
            "a JSON patch that removes what is not there is refused",
            .post(path, configMap("a")),
            .jsonPatch(path + "/a", #"[{"op":"remove","path":"/data/k"}]"#, .status(422), .equal("/reason", "Invalid"))),
        ConformanceCase(
            "a JSON patch that is none is refused",
            .post(path, configMap("a")),
            .jsonPatch(path + "/a", #"{"op":"remove"}"#, .status(400), .equal("/reason", "BadRequest"))),
        ConformanceCase(
            "a JSON pointer names members with slashes by ~1",
            .post(path, configMap("a", meta: #""annotations":{"example.com/x":"1"}"#)),
            .jsonPatch(
                path + "/a", #"[{"op":"replace","path":"/metadata/annotations/example.com~1x","value":"2"}]"#,
                .status(200),
                .equal("/metadata/annotations", ["example.com/x": "2"]))),
        ConformanceCase(
            "a patch with an unknown media type is refused",
            .post(path, configMap("a")),
            .send(
                .patch, path + "/a", "text/plain", "{}", .status(415), .equal("/reason", "UnsupportedMediaType"))),
        ConformanceCase(
            "a strategic merge patch merges containers by their names",
            .post(deployments, deployment("a"), .status(201)),
            .strategicPatch(
                deployments + "/a",
                #"{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"example.com/a:2"}]}}}}"#,
                .status(200),
                .count("/spec/template/spec/containers", 1),
                .equal("/spec/template/spec/containers/0/image", "example.com/a:2"),
                .equal("/spec/template/spec/containers/0/imagePullPolicy", "IfNotPresent"))),
        ConformanceCase(
            "a strategic merge patch adds a container before the others",
            .post(deployments, deployment("a")),
            .strategicPatch(
                deployments + "/a",
                #"{"spec":{"template":{"spec":{"containers":[{"name":"d","image":"example.com/d"}]}}}}"#, .status(200),
                .each("/spec/template/spec/containers", "/name", ["d", "c"]))),
        ConformanceCase(
            "a strategic merge patch deletes a container by $patch",
            .post(deployments, deployment("a")),
            .strategicPatch(
                deployments + "/a",
                #"{"spec":{"template":{"spec":{"containers":[{"name":"d","image":"d"},{"name":"c","$patch":"delete"}]}}}}"#,
                .status(200), .each("/spec/template/spec/containers", "/name", ["d"]))),
        ConformanceCase(
            "a strategic merge patch replaces a map with $patch",
            .post(path, configMap("a", #""data":{"k":"v","l":"w"}"#)),
            .strategicPatch(
                path + "/a", #"{"data":{"$patch":"replace","m":"x"}}"#, .status(200), .equal("/data", ["m": "x"]))),
        ConformanceCase(
            "a strategic merge patch merges finalizers",
            .post(path, configMap("a", meta: #""finalizers":["example.com/a"]"#)),
            .strategicPatch(
                path + "/a", #"{"metadata":{"finalizers":["example.com/b"]}}"#, .status(200),
                .count("/metadata/finalizers", 2)),
            .mergePatch(path + "/a", #"{"metadata":{"finalizers":null}}"#, .status(200))),
        ConformanceCase(
            "a strategic merge patch takes one finalizer away",
            .post(path, configMap("a", meta: #""finalizers":["example.com/a","example.com/b"]"#)),
            .strategicPatch(
                path + "/a", #"{"metadata":{"$deleteFromPrimitiveList/finalizers":["example.com/a"]}}"#, .status(200),
                .equal("/metadata/finalizers", ["example.com/b"])),
            .mergePatch(path + "/a", #"{"metadata":{"finalizers":null}}"#, .status(200))),
        ConformanceCase(
            "a merge patch with a body that is no JSON is refused",
            .post(path, configMap("a")), .mergePatch(path + "/a", "{", .status(400), .equal("/reason", "BadRequest"))),
    ]
}
