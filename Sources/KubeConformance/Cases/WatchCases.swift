import JSONTree

private let path = Paths.leases
private let watched = Paths.leases + "?watch=1&resourceVersion={start}"

private func named(_ type: String, _ name: String, _ more: Expectation...) -> ExpectedEvent {
    ExpectedEvent(type, [.equal("/metadata/name", .string(name))] + more)
}

/// The version from which watches begin.
private let start: ConformanceStep = .get(path, capture: ["start": "/metadata/resourceVersion"], .status(200))

extension ConformanceSuite {
    /// Watches.
    static let watches: [ConformanceCase] = [
        ConformanceCase(
            "a watch tells what was added, changed and deleted, in this order",
            start, .post(path, lease("a", holder: "one")),
            .mergePatch(path + "/a", #"{"spec":{"holderIdentity":"two"}}"#), .delete(path + "/a"),
            .watch(
                watched, named("ADDED", "a", .equal("/spec/holderIdentity", "one"), .equal("/kind", "Lease")),
                named("MODIFIED", "a", .equal("/spec/holderIdentity", "two")),
                named("DELETED", "a", .equal("/spec/holderIdentity", "two")))),
        ConformanceCase(
            "a watch from a version tells only what came later",
            .post(path, lease("a", holder: "one")), start, .post(path, lease("b", holder: "one")),
            .watch(watched, named("ADDED", "b"))),
        ConformanceCase(
            "a watch without a version begins with what is there",
            .post(path, lease("a", holder: "one")), .post(path, lease("b", holder: "one")),
            .watch(path + "?watch=1", named("ADDED", "a"), named("ADDED", "b"))),
        ConformanceCase(
            "a deleted object comes with the version of its deletion",
            .post(path, lease("a", holder: "one"), capture: ["last": "/metadata/resourceVersion"]), start,
            .delete(path + "/a"),
            .watch(watched, named("DELETED", "a", .differs("/metadata/resourceVersion", from: "last")))),
        ConformanceCase(
            "an object that leaves a watch's selection is deleted from it, and added when it comes back",
            start, .post(path, lease("a", holder: "one", meta: #""labels":{"x":"1"}"#)),
            .mergePatch(path + "/a", #"{"metadata":{"labels":{"x":"2"}}}"#),
            .mergePatch(path + "/a", #"{"metadata":{"labels":{"x":"1"}}}"#),
            .watch(
                watched + "&labelSelector=x=1", named("ADDED", "a", .equal("/metadata/labels/x", "1")),
                named("DELETED", "a"), named("ADDED", "a"))),
        ConformanceCase(
            "a watch with a selection tells nothing of other objects",
            start, .post(path, lease("a", holder: "one")),
            .post(path, lease("b", holder: "one", meta: #""labels":{"x":"1"}"#)),
            .watch(watched + "&labelSelector=x=1", named("ADDED", "b"))),
        ConformanceCase(
            "a watch of one name tells nothing of others",
            start, .post(path, lease("a", holder: "one")), .post(path, lease("b", holder: "one")),
            .watch(watched + "&fieldSelector=metadata.name=b", named("ADDED", "b"))),
        ConformanceCase(
            "a watch across namespaces tells of all of them",
            start, .post(path, lease("a", holder: "one", meta: #""labels":{"case":"{ns}"}"#)),
            .watch(
                "/apis/coordination.k8s.io/v1/leases?watch=1&resourceVersion={start}&labelSelector=case={ns}",
                named("ADDED", "a", .equal("/metadata/namespace", "{ns}")))),
        ConformanceCase(
            "a change that changes nothing is no event",
            start, .post(path, lease("a", holder: "one")),
            .mergePatch(path + "/a", #"{"spec":{"holderIdentity":"one"}}"#), .delete(path + "/a"),
            .watch(watched, named("ADDED", "a"), named("DELETED", "a"))),
        ConformanceCase(
            "a dry run is no event",
            start, .post(path + "?dryRun=All", lease("a", holder: "one")), .post(path, lease("b", holder: "one")),
            .watch(watched, named("ADDED", "b"))),
        ConformanceCase(
            "a finalizer's object is modified first and deleted later",
            start, .post(path, lease("a", holder: "one", meta: #""finalizers":["example.com/hold"]"#)),
            .delete(path + "/a"), .mergePatch(path + "/a", #"{"metadata":{"finalizers":null}}"#),
            .watch(
                watched, named("ADDED", "a"), named("MODIFIED", "a", .present("/metadata/deletionTimestamp")),
                named("DELETED", "a"))),
        ConformanceCase(
            "a streaming list ends with a bookmark that says so",
            .post(path, lease("a", holder: "one")),
            .watch(
                path + "?watch=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan",
                named("ADDED", "a"),
                ExpectedEvent(
                    "BOOKMARK", .equal("/kind", "Lease"), .present("/metadata/resourceVersion"),
                    .equal("/metadata/annotations/k8s.io~1initial-events-end", "true"))),
            .watch(
                path
                    + "?watch=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan&labelSelector=x=y",
                ExpectedEvent("BOOKMARK", .equal("/metadata/annotations/k8s.io~1initial-events-end", "true")))),
        ConformanceCase(
            "a streaming list must say how old it may be",
            .get(
                path + "?watch=1&sendInitialEvents=true", .status(422),
                .contains("/message", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"))),
        ConformanceCase(
            "a watch from a version that is no number is refused",
            .get(
                path + "?watch=1&resourceVersion=abc", .status(500),
                .begins("/message", #"resourceVersion: Invalid value: "abc""#))),
        ConformanceCase(
            "a watch ends after the time that was asked for",
            .watch(path + "?watch=1&timeoutSeconds=1", .end)),
        ConformanceCase(
            "a watch can tell the metadata alone",
            start, .post(path, lease("a", holder: "one")),
            .watch(
                watched, accept: "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1",
                named("ADDED", "a", .equal("/kind", "PartialObjectMetadata"), .absent("/spec")))),
        ConformanceCase(
            "a watch can tell table rows, the columns with the first",
            start, .post(path, lease("a", holder: "one")), .delete(path + "/a"),
            .watch(
                watched, accept: "application/json;as=Table;g=meta.k8s.io;v=v1",
                ExpectedEvent(
                    "ADDED", .equal("/kind", "Table"), .equal("/columnDefinitions/0/name", "Name"),
                    .equal("/rows/0/cells/0", "a")),
                ExpectedEvent(
                    "DELETED", .equal("/kind", "Table"), .equal("/columnDefinitions", .null), .count("/rows", 1)))),
        Widgets.test(
            "custom resources are watched like built-in ones",
            .get(Widgets.path, capture: ["start": "/metadata/resourceVersion"]),
            .post(Widgets.path, Widgets.widget("a"), .status(201)),
            .mergePatch(Widgets.path + "/a", #"{"spec":{"size":2}}"#), .delete(Widgets.path + "/a"),
            .watch(
                Widgets.path + "?watch=1&resourceVersion={start}", named("ADDED", "a"),
                named("MODIFIED", "a", .equal("/spec/size", 2)), named("DELETED", "a"))),
        ConformanceCase(
            "watching needs its own right",
            .post(
                Paths.roles,
                role("r", #"{"apiGroups":["coordination.k8s.io"],"resources":["leases"],"verbs":["list"]}"#)),
            .post(Paths.roleBindings, binding("b", "Role/r", "User/{ns}:alice")),
            .eventually(.get(path, .status(200)).by(Persona("{ns}:alice"))),
            .get(path + "?watch=1", .status(403), .contains("/message", "cannot watch resource")).by(
                Persona("{ns}:alice"))),
    ]
}
