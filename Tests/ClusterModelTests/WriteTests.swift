import ClusterModel
import JSONTree
import KubeModel
import Testing

@Suite("Create, update and patch")
struct WriteTests {
    @Test("a created object has what the server gives it")
    func create() throws {
        var cluster = try ClusterUnderTest()
        let object = try cluster.post(Path.configMaps, .configMap("a", ["k": "v"]), ["fieldManager": "m"]).expect(201)
        #expect(object["metadata"]?["namespace"] == "team")
        #expect(object.uid.count == 36)
        #expect(object["metadata"]?["creationTimestamp"]?.string == cluster.time.description)
        #expect(object.owned(by: "m") == [".data", ".data.k"])
        #expect(try cluster.get("\(Path.configMaps)/a").expect(200) == object)
    }

    @Test("what is wrong with a new object is said in the server's words")
    func refusals() throws {
        var cluster = try ClusterUnderTest()
        try cluster.post(Path.configMaps, .configMap("a")).expect(201)
        let cases: [(JSONValue, Int, String)] = [
            (.configMap("a"), 409, "configmaps \"a\" already exists"),
            (
                ["metadata": [:]], 422,
                "ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is required"
            ),
            (
                ["metadata": ["name": "b", "namespace": "other"]], 400,
                "the namespace of the provided object does not match the namespace sent on the request"
            ),
            (
                ["metadata": ["name": "b", "resourceVersion": "5"]], 500,
                "resourceVersion should not be set on objects to be created"
            ),
            (
                .configMap("b", ["k": 1]), 400,
                "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct "
                    + "field ConfigMap.data of type string"
            ),
        ]
        for (body, status, message) in cases {
            let answer = try cluster.post(Path.configMaps, body)
            #expect(answer.status == status)
            #expect(answer.message == message)
        }
    }

    @Test("unknown fields are warned of, refused or passed over as the request wants")
    func fieldValidation() throws {
        var cluster = try ClusterUnderTest()
        var body = JSONValue.configMap("a")
        body["dta"] = [:]
        let warned = try cluster.post(Path.configMaps, body)
        #expect(warned.status == 201)
        #expect(warned.headers["warning"] == "299 - \"unknown field \\\"dta\\\"\"")
        #expect(warned.value["dta"] == nil)
        body["metadata"]?["name"] = "b"
        let strict = try cluster.post(Path.configMaps, body, ["fieldValidation": "Strict"])
        #expect(strict.status == 400)
        #expect(
            strict.message
                == "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: unknown field \"dta\""
        )
        let ignored = try cluster.post(Path.configMaps, body, ["fieldValidation": "Ignore"])
        #expect(ignored.status == 201 && ignored.headers["warning"] == nil)
    }

    @Test("generateName draws a name")
    func generateName() throws {
        var cluster = try ClusterUnderTest()
        let first = try cluster.post(Path.configMaps, ["metadata": ["generateName": "run-"]]).expect(201).name
        let second = try cluster.post(Path.configMaps, ["metadata": ["generateName": "run-"]]).expect(201).name
        #expect(first.hasPrefix("run-") && first.count == 9 && first != second)
    }

    @Test("an update with an old version is refused, one that changes nothing writes nothing")
    func optimisticLock() throws {
        var cluster = try ClusterUnderTest()
        let first = try cluster.post(Path.configMaps, .configMap("a", ["k": "1"]), ["fieldManager": "m"]).expect(201)
        var changed = first
        changed["data"] = ["k": "2"]
        let second = try cluster.put("\(Path.configMaps)/a", changed, ["fieldManager": "m"]).expect(200)
        #expect(second.resourceVersion != first.resourceVersion)
        let stale = try cluster.put("\(Path.configMaps)/a", changed)
        #expect(stale.status == 409 && stale.reason == "Conflict")
        #expect(stale.message.hasSuffix("please apply your changes to the latest version and try again"))
        cluster.time = cluster.time.adding(seconds: 100)
        let again = try cluster.put("\(Path.configMaps)/a", second, ["fieldManager": "m"]).expect(200)
        #expect(again == second)
    }

    @Test("a dry run answers as if and leaves nothing")
    func dryRun() throws {
        var cluster = try ClusterUnderTest()
        let before = cluster.cluster.revision
        try cluster.post(Path.configMaps, .configMap("a"), ["dryRun": "All"]).expect(201)
        try cluster.get("\(Path.configMaps)/a").expect(404)
        #expect(cluster.cluster.revision == before)
    }

    @Test("every kind of patch does what it is for")
    func patches() throws {
        var cluster = try ClusterUnderTest()
        try cluster.post(Path.configMaps, .configMap("a", ["k": "1", "l": "2"])).expect(201)
        let path = "\(Path.configMaps)/a"
        #expect(try cluster.merge(path, ["data": ["k": .null, "m": "3"]]).expect(200)["data"] == ["l": "2", "m": "3"])
        let json: JSONValue = [["op": "test", "path": "/data/l", "value": "2"], ["op": "remove", "path": "/data/l"]]
        #expect(
            try cluster.send(.patch, path, json, type: "application/json-patch+json").expect(200)["data"] == ["m": "3"])
        let failed = try cluster.send(.patch, path, json, type: "application/json-patch+json")
        #expect(failed.status == 422)
        #expect(try cluster.send(.patch, path, [:], type: "application/json").status == 415)
    }

    @Test("a strategic merge patch merges lists by their keys and obeys its directives")
    func strategicMerge() throws {
        var cluster = try ClusterUnderTest()
        try cluster.post(Path.deployments, deployment("d", containers: ["a", "b"])).expect(201)
        let path = "\(Path.deployments)/d"
        let type = "application/strategic-merge-patch+json"
        func containers(_ object: JSONValue) -> [String] {
            (object["spec"]?["template"]?["spec"]?["containers"]?.array ?? []).compactMap { $0["name"]?.string }
        }
        func patch(_ elements: JSONValue, order: JSONValue? = nil) -> JSONValue {
            var spec: JSONObject = ["containers": elements]
            spec["$setElementOrder/containers"] = order
            return ["spec": ["template": ["spec": .object(spec)]]]
        }
        let added = try cluster.send(.patch, path, patch([["name": "c", "image": "i"]]), type: type).expect(200)
        #expect(Set(containers(added)) == ["a", "b", "c"])
        let removed = try cluster.send(
            .patch, path, patch([["name": "b", "$patch": "delete"]], order: [["name": "c"], ["name": "a"]]), type: type
        ).expect(200)
        #expect(containers(removed) == ["c", "a"])
        let label: JSONValue = ["metadata": ["finalizers": ["x.io/a"]]]
        _ = try cluster.send(.patch, path, label, type: type).expect(200)
        let both = try cluster.send(.patch, path, ["metadata": ["finalizers": ["x.io/b"]]], type: type).expect(200)
        #expect(Set((both["metadata"]?["finalizers"]?.array ?? []).compactMap(\.string)) == ["x.io/a", "x.io/b"])
    }

    @Test("a Secret's texts become data, and its type cannot change")
    func secrets() throws {
        var cluster = try ClusterUnderTest()
        let secret = try cluster.post(Path.secrets, ["metadata": ["name": "s"], "stringData": ["a": "hello"]]).expect(
            201)
        #expect(secret["data"] == ["a": "aGVsbG8="] && secret["stringData"] == nil && secret["type"] == "Opaque")
        #expect(try cluster.merge("\(Path.secrets)/s", ["type": "x"]).fields == ["type"])
        try cluster.merge("\(Path.secrets)/s", ["immutable": true]).expect(200)
        #expect(try cluster.merge("\(Path.secrets)/s", ["data": ["a": "eA=="]]).fields == ["data"])
    }

    @Test("a Deployment gets its defaults, and its generation counts changes of its spec alone")
    func deployments() throws {
        var cluster = try ClusterUnderTest()
        let created = try cluster.post(Path.deployments, deployment("d", containers: ["a"])).expect(201)
        #expect(created["spec"]?["replicas"] == 1 && created["spec"]?["strategy"]?["type"] == "RollingUpdate")
        #expect(created.generation == 1)
        #expect(
            try cluster.merge("\(Path.deployments)/d", ["metadata": ["labels": ["a": "b"]]]).expect(200).generation == 1
        )
        #expect(try cluster.merge("\(Path.deployments)/d", ["spec": ["replicas": 3]]).expect(200).generation == 2)
        #expect(try cluster.get("\(Path.deployments)/d/scale").expect(200)["spec"]?["replicas"] == 3)
        let selector = try cluster.merge("\(Path.deployments)/d", ["spec": ["selector": ["matchLabels": ["x": "y"]]]])
        #expect(selector.status == 422 && selector.fields.contains("spec.selector"))
    }

    private func deployment(_ name: String, containers: [String]) -> JSONValue {
        let list = containers.map { JSONValue.object(["name": .string($0), "image": "i"]) }
        return [
            "metadata": ["name": .string(name)],
            "spec": [
                "selector": ["matchLabels": ["app": "d"]],
                "template": ["metadata": ["labels": ["app": "d"]], "spec": ["containers": .array(list)]],
            ],
        ]
    }
}
