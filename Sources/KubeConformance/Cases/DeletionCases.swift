import JSONTree

private let path = Paths.configMaps

extension ConformanceSuite {
    /// Finalizers, preconditions, owners.
    static let deletions: [ConformanceCase] = [
        ConformanceCase(
            "an object with a finalizer is marked, and goes when the finalizer goes",
            .post(path, configMap("a", meta: #""finalizers":["example.com/hold"]"#), .status(201)),
            .delete(path + "/a", .status(200), .equal("/kind", "ConfigMap"), .present("/metadata/deletionTimestamp")),
            .get(
                path + "/a", .status(200), .present("/metadata/deletionTimestamp"),
                .equal("/metadata/deletionGracePeriodSeconds", 0)),
            .mergePatch(path + "/a", #"{"metadata":{"finalizers":[]}}"#, .status(200)),
            .get(path + "/a", .status(404))),
        ConformanceCase(
            "an object that is being deleted takes no new finalizers",
            .post(path, configMap("a", meta: #""finalizers":["example.com/hold"]"#)), .delete(path + "/a"),
            .mergePatch(
                path + "/a", #"{"metadata":{"finalizers":["example.com/hold","example.com/more"]}}"#, .status(422),
                .cause(
                    "FieldValueForbidden", "metadata.finalizers",
                    "Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers "
                        + #"[]string{"example.com/more"}"#)),
            .mergePatch(path + "/a", #"{"metadata":{"finalizers":null}}"#, .status(200))),
        ConformanceCase(
            "a deletion time is not a client's to set or to clear",
            .post(path, configMap("a", meta: #""finalizers":["example.com/hold"]"#)), .delete(path + "/a"),
            .mergePatch(
                path + "/a", #"{"metadata":{"deletionTimestamp":null},"data":{"k":"v"}}"#, .status(200),
                .present("/metadata/deletionTimestamp"), .equal("/data", ["k": "v"])),
            .mergePatch(path + "/a", #"{"metadata":{"finalizers":null}}"#, .status(200))),
        ConformanceCase(
            "a finalizer without a domain is refused",
            .post(
                path, configMap("a", meta: #""finalizers":["hold"]"#), .status(422),
                .contains("/message", "name is neither a standard finalizer name nor is it fully qualified"))),
        ConformanceCase(
            "a deletion with another UID is refused",
            .post(path, configMap("a")),
            .delete(
                path + "/a", #"{"preconditions":{"uid":"00000000-0000-4000-8000-000000000000"}}"#, .status(409),
                .equal("/reason", "Conflict"),
                .contains(
                    "/message",
                    "the UID in the precondition (00000000-0000-4000-8000-000000000000) does not match the UID in record"
                )),
            .get(path + "/a", .status(200))),
        ConformanceCase(
            "a deletion with the right UID succeeds",
            .post(path, configMap("a"), capture: ["uid": "/metadata/uid"]),
            .delete(path + "/a", #"{"preconditions":{"uid":"{uid}"}}"#, .status(200)), .get(path + "/a", .status(404))),
        ConformanceCase(
            "a deletion with another version is refused",
            .post(path, configMap("a"), capture: ["old": "/metadata/resourceVersion"]),
            .mergePatch(path + "/a", #"{"data":{"k":"v"}}"#),
            .delete(
                path + "/a", #"{"preconditions":{"resourceVersion":"{old}"}}"#, .status(409),
                .equal("/reason", "Conflict"),
                .contains(
                    "/message",
                    "the ResourceVersion in the precondition ({old}) does not match the ResourceVersion in record"))),
        ConformanceCase(
            "what an owner leaves behind is collected",
            .post(path, configMap("owner"), capture: ["uid": "/metadata/uid"]),
            .post(path, configMap("owned", meta: owner("owner", "{uid}")), .status(201)),
            .delete(path + "/owner", .status(200)), .eventually(.get(path + "/owned", .status(404)))),
        ConformanceCase(
            "an object whose owner never was is collected",
            .post(path, configMap("owned", meta: owner("none", "00000000-0000-4000-8000-000000000000")), .status(201)),
            .eventually(.get(path + "/owned", .status(404)))),
        ConformanceCase(
            "an owned object stays as long as one of its owners",
            .post(path, configMap("one"), capture: ["one": "/metadata/uid"]),
            .post(path, configMap("two"), capture: ["two": "/metadata/uid"]),
            .post(
                path,
                configMap(
                    "owned",
                    meta: "\"ownerReferences\":[\(reference("one", "{one}")),\(reference("two", "{two}"))]"),
                .status(201)),
            .post(path, configMap("witness", meta: owner("one", "{one}")), .status(201)),
            .delete(path + "/one", .status(200)), .eventually(.get(path + "/witness", .status(404))),
            .eventually(.get(path + "/owned", .status(200), .each("/metadata/ownerReferences", "/name", ["two"])))),
        ConformanceCase(
            "orphans stay when their owner is deleted with propagation Orphan",
            .post(path, configMap("owner"), capture: ["uid": "/metadata/uid"]),
            .post(path, configMap("owned", meta: owner("owner", "{uid}")), .status(201)),
            .delete(path + "/owner", #"{"propagationPolicy":"Orphan"}"#, .status(200)),
            .eventually(.get(path + "/owner", .status(404))),
            .get(path + "/owned", .status(200), .absent("/metadata/ownerReferences"))),
        ConformanceCase(
            "an owner that is deleted in the foreground waits for what it owns",
            .post(path, configMap("owner"), capture: ["uid": "/metadata/uid"]),
            .post(
                path,
                configMap(
                    "owned",
                    meta: "\"ownerReferences\":[\(reference("owner", "{uid}", more: #","blockOwnerDeletion":true"#))],"
                        + #""finalizers":["example.com/hold"]"#),
                .status(201)),
            .delete(
                path + "/owner", #"{"propagationPolicy":"Foreground"}"#, .status(200),
                .equal("/metadata/finalizers", ["foregroundDeletion"])),
            .eventually(.get(path + "/owned", .status(200), .present("/metadata/deletionTimestamp"))),
            .get(path + "/owner", .status(200), .present("/metadata/deletionTimestamp")),
            .mergePatch(path + "/owned", #"{"metadata":{"finalizers":null}}"#, .status(200)),
            .eventually(.get(path + "/owner", .status(404)))),
        ConformanceCase(
            "an object has one controller at most",
            .post(
                path,
                configMap(
                    "a",
                    meta: "\"ownerReferences\":[\(reference("x", "1", more: #","controller":true"#)),"
                        + "\(reference("y", "2", more: #","controller":true"#))]"),
                .status(422), .contains("/message", "Only one reference can have Controller set to true"))),
        ConformanceCase(
            "an owner reference needs a UID",
            .post(
                path, configMap("a", meta: owner("x", "")), .status(422),
                .cause("FieldValueInvalid", "metadata.ownerReferences.uid", #"Invalid value: "": must not be empty"#))),
        ConformanceCase(
            "a propagation policy that does not exist is refused",
            .post(path, configMap("a")),
            .delete(
                path + "/a", #"{"propagationPolicy":"Sideways"}"#, .status(422),
                .contains("/message", "propagationPolicy"))),
        ConformanceCase(
            "deleting an object twice is answered with the object that still waits",
            .post(path, configMap("a", meta: #""finalizers":["example.com/hold"]"#)),
            .delete(path + "/a", capture: ["time": "/metadata/deletionTimestamp"], .status(200)),
            .delete(path + "/a", .status(200), .equal("/metadata/deletionTimestamp", "{time}")),
            .mergePatch(path + "/a", #"{"metadata":{"finalizers":null}}"#, .status(200))),
    ]
}

private func reference(_ name: String, _ uid: String, more: String = "") -> String {
    "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\"\(name)\",\"uid\":\"\(uid)\"\(more)}"
}

private func owner(_ name: String, _ uid: String) -> String { "\"ownerReferences\":[\(reference(name, uid))]" }
