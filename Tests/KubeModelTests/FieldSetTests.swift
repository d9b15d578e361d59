import JSONTree
import KubeModel
import Testing

@Suite("FieldSet")
struct FieldSetTests {
    @Test("a printed set reads back as itself and keeps the server's text")
    func roundTrip() throws {
        let text = """
            {"f:metadata":{"f:labels":{".":{},"f:app":{}},"f:ownerReferences":{"k:{\\"uid\\":\\"1\\"}":{}},\
            "f:finalizers":{".":{},"v:\\"a\\"":{}}},"f:spec":{"f:containers":{"k:{\\"name\\":\\"c\\",\\"port\\":1}":{".":{},"f:image":{}}}}}
            """
        let value = try JSONValue(parsing: text)
        let set = try FieldSet(fieldsV1: value)
        #expect(set.fieldsV1 == value)
        #expect(set.contains([.field("metadata"), .field("labels")]))
        #expect(!set.contains([.field("metadata")]))
        #expect(
            set.paths.map(FieldSet.text) == [
                ".metadata.finalizers", ".metadata.labels", ".metadata.finalizers[=\"a\"]", ".metadata.labels.app",
                ".metadata.ownerReferences[uid=\"1\"]", ".spec.containers[name=\"c\",port=1]",
                ".spec.containers[name=\"c\",port=1].image",
            ])
    }

    @Test("a name that is no step is refused", arguments: ["x:a", "f", "k:[]", "v:{", "i:-1"])
    func refuses(name: String) {
        #expect(throws: FieldSetError.self) { try FieldSet(fieldsV1: .object([name: [:]])) }
    }

    @Test("the algebra of sets holds", arguments: 0..<40)
    func laws(seed: Int) {
        var source = Numbers(seed: UInt64(seed))
        let (a, b, c) = (source.set(), source.set(), source.set())
        let note = Comment("seed \(seed)")
        #expect(a.union(b) == b.union(a), note)
        #expect(a.union(b).union(c) == a.union(b.union(c)), note)
        #expect(a.intersection(b) == b.intersection(a), note)
        #expect(a.subtracting(b).union(a.intersection(b)) == a, note)
        #expect(!a.subtracting(b).intersects(b), note)
        #expect(a.union(a) == a && a.intersection(a) == a && a.subtracting(a).isEmpty, note)
        #expect(Set(a.union(b).paths) == Set(a.paths).union(b.paths), note)
        #expect(a.subtractingRecursively(b) == a.subtractingRecursively(b).subtracting(b), note)
        #expect(FieldSet(a.paths) == a, note)
    }

    @Test("an applied object claims its scalars, its free names, its elements and its empty maps")
    func describing() throws {
        let shape = FieldShape.object(
            fields: [
                "metadata": .objectMeta,
                "spec": .object(
                    fields: [
                        "list": .keyedList(
                            keys: [.init("name")],
                            element: .object(fields: ["name": .atomic, "x": .atomic], others: nil)), "whole": .atomic,
                        "selector": .map,
                    ],
                    others: nil),
            ], others: nil)
        let object: JSONValue = [
            "metadata": ["labels": ["a": "b"], "finalizers": ["f"]],
            "spec": ["list": [["name": "n", "x": 1]], "whole": [1, 2], "selector": [:]],
        ]
        #expect(
            FieldSet(describing: object, shape: shape).paths.map(FieldSet.text) == [
                ".metadata.finalizers[=\"f\"]", ".metadata.labels.a", ".spec.selector", ".spec.whole",
                ".spec.list[name=\"n\"]", ".spec.list[name=\"n\"].name", ".spec.list[name=\"n\"].x",
            ])
    }

    @Test("what a set extracts are the owned parts, elements with their keys")
    func extracting() throws {
        let set = try FieldSet(
            fieldsV1: [
                "f:data": ["f:a": [:]], "f:list": ["k:{\"name\":\"n\"}": ["f:x": [:]]], "f:tags": ["v:\"t\"": [:]],
            ])
        let object: JSONValue = [
            "data": ["a": "1", "b": "2"], "list": [["name": "m", "x": 0], ["name": "n", "x": 1, "y": 2]],
            "tags": ["s", "t"],
        ]
        #expect(
            set.extract(from: object) == ["data": ["a": "1"], "list": [["name": "n", "x": 1]], "tags": ["t"]])
    }

    @Test("an entry of managedFields reads back as itself")
    func entries() throws {
        let value: JSONValue = [
            "manager": "m", "operation": "Apply", "apiVersion": "v1", "fieldsType": "FieldsV1",
            "time": "2026-01-01T00:00:00Z",
            "fieldsV1": ["f:data": ["f:a": [:]]], "subresource": "status",
        ]
        let entry = try #require(ManagedFieldsEntry(value))
        #expect(entry.value == value)
        #expect(ManagedFieldsEntry(["operation": "Other"]) == nil)
    }

    @Test("a status reads back as itself")
    func status() throws {
        let status = APIStatus(
            code: 409, reason: .conflict, message: "m",
            details: .init(name: "n", group: "g", kind: "k", causes: [.init(reason: "r", message: "m", field: ".a")]))
        #expect(APIStatus(status.value) == status)
        #expect(APIStatus(["kind": "Secret"]) == nil)
    }
}

/// Numbers from a seed, so that a failure can be repeated.
private struct Numbers {
    var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func below(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }

    mutating func set() -> FieldSet {
        var set = FieldSet()
        for _ in 0..<below(8) {
            let path = (0...below(3)).map { _ -> FieldElement in
                switch below(4) {
                case 0: .key(["name": .integer(Int64(below(2)))])
                case 1: .value(.integer(Int64(below(2))))
                default: .field(["a", "b", "c"][below(3)])
                }
            }
            set.insert(path)
        }
        return set
    }
}
