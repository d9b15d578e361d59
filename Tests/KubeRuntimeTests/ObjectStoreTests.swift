import JSONTree
import KubeModel
import KubeRuntime
import ReconcileCore
import Testing

@Suite("Object store") struct ObjectStoreTests {
    private func secret(_ name: String, version: Int, uid: String = "u", colour: String = "red") throws -> LiveObject {
        let value: JSONValue = [
            "metadata": [
                "name": .string(name), "namespace": "argo", "uid": .string(uid),
                "resourceVersion": .string("\(version)"),
                "labels": ["colour": .string(colour)],
            ]
        ]
        return try #require(LiveObject(.secret, document: JSONDocument(value)))
    }

    private func store() -> ObjectStore {
        ObjectStore(.secret, indices: [.init("colour") { $0.label("colour").map { [$0] } ?? [] }])
    }

    @Test("readers see the old list until the new one is complete, and what it lacks is gone then")
    func swap() throws {
        let store = store()
        _ = store.apply(.initialize)
        _ = store.apply(.initApply([try secret("a", version: 1), try secret("b", version: 1)]))
        #expect(store.count == 0 && !store.hasSynced)
        #expect(store.apply(.initDone).count == 2)
        #expect(store.hasSynced)
        _ = store.apply(.initialize)
        _ = store.apply(.initApply([try secret("b", version: 1)]))
        #expect(store.count == 2)
        #expect(store.apply(.initDone).map(\.key.name) == ["a"])
        #expect(store.all.map(\.key.name) == ["b"])
    }

    @Test("an index follows every change of its objects")
    func index() throws {
        let store = store()
        _ = store.apply(.apply(try secret("a", version: 1)))
        #expect(store.objects(where: "colour", is: "red").map(\.key.name) == ["a"])
        _ = store.apply(.apply(try secret("a", version: 2, colour: "blue")))
        #expect(store.objects(where: "colour", is: "red").isEmpty)
        #expect(store.objects(where: "colour", is: "blue").count == 1)
        _ = store.apply(.delete(try secret("a", version: 3, colour: "blue")))
        #expect(store.objects(where: "colour", is: "blue").isEmpty)
    }

    @Test("a late watch event does not undo what this process wrote since")
    func staleEvent() throws {
        let store = store()
        store.applyWritten(try secret("a", version: 9, colour: "blue"))
        #expect(store.apply(.apply(try secret("a", version: 8))).isEmpty)
        #expect(store.all.first?.resourceVersion == "9")
    }

    @Test("a namesake with another UID replaces the object whatever its version")
    func namesake() throws {
        let store = store()
        store.applyWritten(try secret("a", version: 9))
        #expect(store.apply(.apply(try secret("a", version: 3, uid: "other"))).count == 1)
        #expect(store.all.first?.uid == "other")
    }

    @Test("a confirmed deletion removes the object that was meant and not a namesake")
    func deletion() throws {
        let store = store()
        let object = try secret("a", version: 1)
        store.applyWritten(object)
        store.applyDeleted(object.key, uid: "other")
        #expect(store.count == 1)
        store.applyDeleted(object.key, uid: "u")
        #expect(store.count == 0)
    }
}
