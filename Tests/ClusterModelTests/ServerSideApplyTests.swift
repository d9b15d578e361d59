import ClusterModel
import JSONTree
import KubeModel
import ReconcileCore
import Testing

@Suite("Server-side apply")
struct ServerSideApplyTests {
    private func clusterWithWidgets() throws -> ClusterUnderTest {
        var cluster = try ClusterUnderTest()
        try cluster.post(Path.definitions, .widgetDefinition).expect(201)
        return cluster
    }

    @Test("managers own what they apply, and what none applies any more goes away")
    func ownership() throws {
        var cluster = try clusterWithWidgets()
        let path = "\(Path.widgets)/w"
        let first: JSONValue = .widget(
            "w", ["color": "red", "tags": ["x"], "ports": [["name": "a", "port": 1]], "map": ["k": "v"]])
        try cluster.apply(path, first, as: "one").expect(201)
        let second: JSONValue = .widget("w", ["tags": ["y"], "ports": [["name": "b"]], "map": ["l": "v"]])
        let both = try cluster.apply(path, second, as: "two").expect(200)
        #expect(both["spec"]?["tags"] == ["x", "y"])
        #expect(
            both.owned(by: "two") == [
                ".spec.map.l", ".spec.ports[name=\"b\"]", ".spec.ports[name=\"b\"].name", ".spec.tags[=\"y\"]",
            ])
        let less = try cluster.apply(path, .widget("w", ["color": "red"]), as: "one").expect(200)
        #expect(
            less["spec"] == ["color": "red", "size": 2, "tags": ["y"], "ports": [["name": "b"]], "map": ["l": "v"]])
    }

    @Test("a field that another manager owns with another value is a conflict, unless forced")
    func conflicts() throws {
        var cluster = try ClusterUnderTest()
        let path = "\(Path.configMaps)/c"
        try cluster.apply(path, .configMap("c", ["a": "1", "b": "1"]), as: "one").expect(201)
        try cluster.merge(path, ["data": ["c": "1"]], ["fieldManager": "editor"]).expect(200)
        let refused = try cluster.apply(path, .configMap("c", ["a": "2", "b": "2", "c": "2"]), as: "two")
        #expect(refused.status == 409 && refused.reason == "Conflict")
        #expect(
            refused.message
                == "Apply failed with 3 conflicts: conflicts with \"editor\" using v1:\n- .data.c\nconflicts with \"one\":\n"
                + "- .data.a\n- .data.b")
        #expect(refused.fields == [".data.a", ".data.b", ".data.c"])
        let forced = try cluster.apply(path, .configMap("c", ["a": "2"]), as: "two", force: true).expect(200)
        #expect(forced.owned(by: "one") == [".data.b"] && forced.owned(by: "two") == [".data.a"])
        let shared = try cluster.apply(path, .configMap("c", ["a": "2"]), as: "three").expect(200)
        #expect(shared.owned(by: "two") == [".data.a"] && shared.owned(by: "three") == [".data.a"])
    }

    @Test("each subresource has entries of its own")
    func subresources() throws {
        var cluster = try clusterWithWidgets()
        try cluster.apply("\(Path.widgets)/w", .widget("w", ["color": "red"]), as: "m").expect(201)
        var status = JSONValue.widget("w", [:])
        status["status"] = ["conditions": [["type": "Ready", "status": "True"]]]
        status["spec"] = nil
        let object = try cluster.apply("\(Path.widgets)/w/status", status, as: "m").expect(200)
        let entries = (object["metadata"]?["managedFields"]?.array ?? []).compactMap(ManagedFieldsEntry.init)
        #expect(entries.map(\.subresource) == [nil, "status"])
        #expect(object.generation == 1)
        let spec = try cluster.apply("\(Path.widgets)/w", .widget("w", ["color": "green"]), as: "m").expect(200)
        #expect(spec["status"] == status["status"] && spec.generation == 2)
    }

    @Test("a configuration that cannot be applied is refused in the server's words")
    func refusals() throws {
        var cluster = try clusterWithWidgets()
        let path = "\(Path.widgets)/w"
        let keyless = try cluster.apply(path, .widget("w", ["color": "red", "ports": [["port": 1]]]), as: "m")
        #expect(keyless.status == 500)
        #expect(
            keyless.message
                == "failed to create typed patch object (/w; example.com/v1, Kind=Widget): .spec.ports: element 0: associative "
                + "list with keys has an element that omits all key fields [\"name\"] (and doesn't have default values for any "
                + "key fields)")
        #expect(
            try cluster.apply(path, .widget("w", ["colour": "red"]), as: "m").message.hasSuffix(
                ".spec.colour: field not declared in schema"))
        let nobody = try cluster.send(.patch, path, .widget("w", [:]), type: "application/apply-patch+yaml")
        #expect(nobody.status == 422 && nobody.fields == ["fieldManager"])
        var owned = JSONValue.widget("w", ["color": "red"])
        owned["metadata"]?["managedFields"] = []
        #expect(try cluster.apply(path, owned, as: "m").message == "metadata.managedFields must be nil")
    }

    @Test("an update takes ownership of what it changes and of nothing else")
    func updateOwnership() throws {
        var cluster = try ClusterUnderTest()
        let path = "\(Path.configMaps)/c"
        var object = try cluster.apply(path, .configMap("c", ["a": "1", "b": "1"]), as: "one").expect(201)
        object["data"] = ["a": "2", "b": "1"]
        let updated = try cluster.put(path, object, ["fieldManager": "two"]).expect(200)
        #expect(updated.owned(by: "one") == [".data.b"] && updated.owned(by: "two") == [".data.a"])
        var reset = updated
        reset["metadata"]?["managedFields"] = [[:]]
        #expect(try cluster.put(path, reset, ["fieldManager": "two"]).expect(200)["metadata"]?["managedFields"] == nil)
    }

    // MARK: Properties

    @Test("to apply twice is to apply once", arguments: 0..<25)
    func idempotent(seed: Int) throws {
        var numbers = SplitMix64(seed: UInt64(seed))
        var cluster = try clusterWithWidgets()
        let path = "\(Path.widgets)/w"
        try cluster.apply(path, .widget("w", ["color": "red"]), as: "base").expect(201)
        for _ in 0..<6 {
            let manager = ["one", "two"][numbers.below(2)]
            let configuration = JSONValue.widget("w", numbers.spec(keys: ["a", "b", "c", "d"]))
            let once = try cluster.apply(path, configuration, as: manager, force: true)
            guard once.status == 200 else { continue }
            cluster.time = cluster.time.adding(seconds: 5)
            let twice = try cluster.apply(path, configuration, as: manager, force: true).expect(200)
            #expect(twice == once.value, "seed \(seed)")
        }
    }

    @Test("the order of managers with different fields does not matter", arguments: 0..<25)
    func commutative(seed: Int) throws {
        var numbers = SplitMix64(seed: UInt64(seed) &+ 1000)
        let one = JSONValue.widget("w", numbers.spec(keys: ["a", "b"]))
        let two = JSONValue.widget("w", numbers.spec(keys: ["c", "d"]))
        var results: [JSONValue] = []
        for order in [[("one", one), ("two", two)], [("two", two), ("one", one)]] {
            var cluster = try clusterWithWidgets()
            try cluster.apply("\(Path.widgets)/w", .widget("w", ["color": "red"]), as: "base").expect(201)
            for (manager, configuration) in order {
                try cluster.apply("\(Path.widgets)/w", configuration, as: manager).expect(200)
            }
            results.append(try cluster.get("\(Path.widgets)/w").expect(200))
        }
        #expect(results[0].normalized == results[1].normalized, "seed \(seed)")
        #expect(results[0].owned(by: "one") == results[1].owned(by: "one"), "seed \(seed)")
        #expect(results[0].owned(by: "two") == results[1].owned(by: "two"), "seed \(seed)")
    }

    @Test("to apply nothing gives back what only this manager had", arguments: 0..<25)
    func undo(seed: Int) throws {
        var numbers = SplitMix64(seed: UInt64(seed) &+ 2000)
        var cluster = try clusterWithWidgets()
        let path = "\(Path.widgets)/w"
        try cluster.apply(path, .widget("w", ["color": "red", "tags": ["a"], "map": ["a": "0"]]), as: "base").expect(
            201)
        let before = try cluster.get(path).expect(200)
        // A map whose last member goes would become null and invalid; the base keeps one in each container.
        try cluster.apply(path, .widget("w", ["ports": [["name": "a"]]]), as: "base2").expect(200)
        try cluster.apply(path, .widget("w", numbers.spec(keys: ["b", "c", "d"])), as: "guest").expect(200)
        var nothing = JSONValue.widget("w", [:])
        nothing["spec"] = nil
        let after = try cluster.apply(path, nothing, as: "guest").expect(200)
        #expect(after["spec"]?["tags"] == before["spec"]?["tags"], "seed \(seed)")
        #expect(after["spec"]?["map"] == before["spec"]?["map"], "seed \(seed)")
        #expect(after.owned(by: "guest").isEmpty, "seed \(seed)")
    }
}

extension SplitMix64 {
    /// A part of a widget that uses only some keys.
    fileprivate mutating func spec(keys: [String]) -> JSONValue {
        var spec = JSONObject()
        let tags = some(of: keys)
        if !tags.isEmpty { spec["tags"] = .array(tags.map(JSONValue.string)) }
        let ports = some(of: keys)
        if !ports.isEmpty {
            spec["ports"] = .array(
                ports.map { ["name": .string($0), "port": .integer(Int64(below(3)))] })
        }
        var map = JSONObject()
        for key in some(of: keys) { map[key] = .string(String(below(3))) }
        if !map.isEmpty { spec["map"] = .object(map) }
        return .object(spec)
    }
}

extension JSONValue {
    /// The spec with the lists that have no order sorted.
    fileprivate var normalized: JSONValue {
        var spec = self["spec"] ?? [:]
        for name in ["tags", "ports"] {
            guard let elements = spec[name]?.array else { continue }
            spec[name] = .array(elements.sorted { $0.text < $1.text })
        }
        return spec
    }
}
