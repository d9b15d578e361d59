import ClusterModel
import JSONTree
import KubeModel
import Testing

@Suite("Deletion")
struct DeletionTests {
    @Test("a deletion answers with a status that names the object")
    func status() throws {
        var cluster = try ClusterUnderTest()
        let object = try cluster.post(Path.configMaps, .configMap("a")).expect(201)
        let status = try cluster.delete("\(Path.configMaps)/a").expect(200)
        #expect(status["status"] == "Success")
        #expect(status["details"] == ["name": "a", "kind": "configmaps", "uid": .string(object.uid)])
        #expect(try cluster.delete("\(Path.configMaps)/a").message == "configmaps \"a\" not found")
    }

    @Test("preconditions keep another object of the name from being deleted")
    func preconditions() throws {
        var cluster = try ClusterUnderTest()
        let object = try cluster.post(Path.configMaps, .configMap("a")).expect(201)
        let path = "\(Path.configMaps)/a"
        let wrong = try cluster.delete(path, ["preconditions": ["uid": "x"]])
        #expect(wrong.status == 409 && wrong.message.contains("does not match the UID in record (\(object.uid))"))
        #expect(try cluster.delete(path, ["preconditions": ["resourceVersion": "1"]]).status == 409)
        let right: JSONValue = ["uid": .string(object.uid), "resourceVersion": .string(object.resourceVersion)]
        try cluster.delete(path, ["preconditions": right]).expect(200)
    }

    @Test("finalizers hold an object back until the last is gone, and none can be added")
    func finalizers() throws {
        var cluster = try ClusterUnderTest()
        try cluster.post(Path.definitions, .widgetDefinition).expect(201)
        let path = "\(Path.widgets)/w"
        var widget = JSONValue.widget("w", ["color": "red"])
        widget["metadata"]?["finalizers"] = ["x.io/a"]
        try cluster.post(Path.widgets, widget).expect(201)
        let marked = try cluster.delete(path).expect(200)
        #expect(marked["metadata"]?["deletionTimestamp"]?.string == cluster.time.description)
        #expect(marked.generation == 2)
        let added = try cluster.merge(path, ["metadata": ["finalizers": ["x.io/a", "x.io/b"]]])
        #expect(added.status == 422 && added.message.contains("no new finalizers can be added"))
        try cluster.merge(path, ["metadata": ["finalizers": .null]]).expect(200)
        try cluster.get(path).expect(404)
    }

    @Test("a dependant goes when its last owner is gone, and not before")
    func garbageCollection() throws {
        var cluster = try ClusterUnderTest()
        let owners = try ["a", "b"].map { try cluster.post(Path.configMaps, .configMap($0)).expect(201) }
        try cluster.post(Path.secrets, owned("s", by: owners)).expect(201)
        try cluster.delete("\(Path.configMaps)/a").expect(200)
        let freed = try cluster.get("\(Path.secrets)/s").expect(200)
        #expect(freed["metadata"]?["ownerReferences"]?.array?.count == 1)
        try cluster.delete("\(Path.configMaps)/b").expect(200)
        try cluster.get("\(Path.secrets)/s").expect(404)
    }

    @Test("an owner in another namespace, or another object of the name, counts as absent")
    func absentOwners() throws {
        var cluster = try ClusterUnderTest()
        try cluster.post("/api/v1/namespaces", ["metadata": ["name": "other"]]).expect(201)
        let far = try cluster.post("/api/v1/namespaces/other/configmaps", .configMap("far")).expect(201)
        try cluster.post(Path.secrets, owned("crossing", by: [far])).expect(201)
        try cluster.get("\(Path.secrets)/crossing").expect(404)
        let first = try cluster.post(Path.configMaps, .configMap("a")).expect(201)
        try cluster.delete("\(Path.configMaps)/a").expect(200)
        try cluster.post(Path.configMaps, .configMap("a")).expect(201)
        try cluster.post(Path.secrets, owned("outlived", by: [first])).expect(201)
        try cluster.get("\(Path.secrets)/outlived").expect(404)
    }

    @Test("foreground deletion waits for dependants that block, orphaning frees them")
    func policies() throws {
        var cluster = try ClusterUnderTest()
        let owner = try cluster.post(Path.configMaps, .configMap("a")).expect(201)
        var dependant = owned("s", by: [owner], blocks: true)
        dependant["metadata"]?["finalizers"] = ["x.io/hold"]
        try cluster.post(Path.secrets, dependant).expect(201)
        try cluster.delete("\(Path.configMaps)/a", ["propagationPolicy": "Foreground"]).expect(200)
        let waiting = try cluster.get("\(Path.configMaps)/a").expect(200)
        #expect(waiting["metadata"]?["finalizers"] == ["foregroundDeletion"])
        try cluster.merge("\(Path.secrets)/s", ["metadata": ["finalizers": .null]])
        try cluster.get("\(Path.configMaps)/a").expect(404)

        let other = try cluster.post(Path.configMaps, .configMap("b")).expect(201)
        try cluster.post(Path.secrets, owned("t", by: [other])).expect(201)
        try cluster.delete("\(Path.configMaps)/b", ["propagationPolicy": "Orphan"]).expect(200)
        try cluster.get("\(Path.configMaps)/b").expect(404)
        let orphan = try cluster.get("\(Path.secrets)/t").expect(200)
        #expect(orphan["metadata"]?["ownerReferences"] == nil)
    }

    @Test("a namespace takes its objects along, accepts no new ones, and waits for finalizers")
    func namespaces() throws {
        var cluster = try ClusterUnderTest()
        try cluster.post(Path.configMaps, ["metadata": ["name": "held", "finalizers": ["x.io/a"]]]).expect(201)
        try cluster.post(Path.secrets, ["metadata": ["name": "s"]]).expect(201)
        let marked = try cluster.delete("/api/v1/namespaces/team").expect(200)
        #expect(marked["status"]?["phase"] == "Terminating")
        try cluster.get("\(Path.secrets)/s").expect(404)
        let late = try cluster.post(Path.configMaps, .configMap("late"))
        #expect(late.status == 403 && late.value["details"]?["causes"]?[0]?["reason"] == "NamespaceTerminating")
        let conditions = try cluster.get("/api/v1/namespaces/team").expect(200)["status"]?["conditions"]?.array ?? []
        #expect(conditions.contains { $0["type"] == "NamespaceFinalizersRemaining" })
        try cluster.merge("\(Path.configMaps)/held", ["metadata": ["finalizers": .null]]).expect(200)
        try cluster.get("/api/v1/namespaces/team").expect(404)
        #expect(try cluster.delete("/api/v1/namespaces/default").status == 403)
    }

    @Test("a collection is deleted by selector")
    func collections() throws {
        var cluster = try ClusterUnderTest()
        for name in ["a", "b"] {
            try cluster.post(Path.configMaps, ["metadata": ["name": .string(name), "labels": ["n": .string(name)]]])
                .expect(201)
        }
        let deleted = try cluster.send(.delete, Path.configMaps, query: ["labelSelector": "n=a"]).expect(200)
        #expect(deleted.items.map(\.name) == ["a"])
        #expect(try cluster.get(Path.configMaps).expect(200).items.map(\.name) == ["b"])
    }

    @Test("a chain of fifty owners goes in one step")
    func chain() throws {
        var cluster = try ClusterUnderTest()
        var owner = try cluster.post(Path.configMaps, .configMap("c0")).expect(201)
        for index in 1..<50 {
            var next = JSONValue.configMap("c\(index)")
            next["metadata"]?["ownerReferences"] = [reference(to: owner, blocks: false)]
            owner = try cluster.post(Path.configMaps, next).expect(201)
        }
        try cluster.delete("\(Path.configMaps)/c0").expect(200)
        #expect(try cluster.get(Path.configMaps).expect(200).items.isEmpty)
    }

    private func owned(_ name: String, by owners: [JSONValue], blocks: Bool = false) -> JSONValue {
        [
            "metadata": [
                "name": .string(name), "ownerReferences": .array(owners.map { reference(to: $0, blocks: blocks) }),
            ]
        ]
    }

    private func reference(to owner: JSONValue, blocks: Bool) -> JSONValue {
        [
            "apiVersion": "v1", "kind": "ConfigMap", "name": .string(owner.name), "uid": .string(owner.uid),
            "blockOwnerDeletion": .bool(blocks),
        ]
    }
}
