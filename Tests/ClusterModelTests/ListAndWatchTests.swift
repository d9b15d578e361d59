import ClusterModel
import JSONTree
import KubeModel
import Testing

@Suite("List and watch")
struct ListAndWatchTests {
    private func clusterWithMaps(_ names: [String]) throws -> ClusterUnderTest {
        var cluster = try ClusterUnderTest()
        for name in names {
            let object: JSONValue = [
                "metadata": ["name": .string(name), "labels": ["first": .string(String(name.prefix(1)))]]
            ]
            try cluster.post(Path.configMaps, object).expect(201)
        }
        return cluster
    }

    @Test("pages of a list show the state at the first page, whatever is written meanwhile")
    func pages() throws {
        var cluster = try clusterWithMaps(["a", "b", "c", "d", "e"])
        let first = try cluster.get(Path.configMaps, ["limit": "2"]).expect(200)
        #expect(first.items.map(\.name) == ["a", "b"])
        #expect(first["metadata"]?["remainingItemCount"] == 3)
        try cluster.delete("\(Path.configMaps)/c").expect(200)
        try cluster.post(Path.configMaps, .configMap("bb")).expect(201)
        let token = try #require(first["metadata"]?["continue"]?.string)
        let second = try cluster.get(Path.configMaps, ["limit": "2", "continue": token]).expect(200)
        #expect(second.items.map(\.name) == ["c", "d"])
        #expect(second["metadata"]?["resourceVersion"] == first["metadata"]?["resourceVersion"])
        let last = try #require(second["metadata"]?["continue"]?.string)
        let third = try cluster.get(Path.configMaps, ["limit": "2", "continue": last]).expect(200)
        #expect(third.items.map(\.name) == ["e"] && third["metadata"]?["continue"] == nil)
        cluster.cluster.compact(to: cluster.cluster.revision)
        let expired = try cluster.get(Path.configMaps, ["limit": "2", "continue": token])
        #expect(expired.status == 410 && expired.reason == "Expired")
    }

    @Test("selectors choose, and unknown fields are refused")
    func selectors() throws {
        var cluster = try clusterWithMaps(["a", "b"])
        #expect(try cluster.get(Path.configMaps, ["labelSelector": "first=b"]).expect(200).items.map(\.name) == ["b"])
        #expect(
            try cluster.get(Path.configMaps, ["fieldSelector": "metadata.name=a"]).expect(200).items.map(\.name) == [
                "a"
            ])
        #expect(try cluster.get(Path.configMaps, ["fieldSelector": "data.x=a"]).status == 400)
        #expect(try cluster.get(Path.configMaps, ["labelSelector": "a in b"]).status == 400)
    }

    @Test("a list newer than the server is refused for now, one of the past is what it was")
    func versions() throws {
        var cluster = try clusterWithMaps(["a"])
        let then = String(cluster.cluster.revision)
        try cluster.post(Path.configMaps, .configMap("b")).expect(201)
        let past = try cluster.get(Path.configMaps, ["resourceVersion": then, "resourceVersionMatch": "Exact"]).expect(
            200)
        #expect(past.items.map(\.name) == ["a"])
        let future = try cluster.get(Path.configMaps, ["resourceVersion": "999999"])
        #expect(future.status == 504 && future.headers["retry-after"] == "1")
        #expect(future.value["details"]?["causes"]?[0]?["reason"] == "ResourceVersionTooLarge")
    }

    @Test("a watch from a version sees what comes after it, in order")
    func watch() throws {
        var cluster = try clusterWithMaps(["a"])
        var watch = try cluster.watch(Path.configMaps, ["resourceVersion": String(cluster.cluster.revision)])
        #expect(try cluster.events(&watch).isEmpty)
        try cluster.post(Path.configMaps, .configMap("b")).expect(201)
        let changed = try cluster.merge("\(Path.configMaps)/b", ["data": ["k": "v"]]).expect(200)
        try cluster.delete("\(Path.configMaps)/b").expect(200)
        let events = try cluster.events(&watch)
        #expect(events.map(\.type) == ["ADDED", "MODIFIED", "DELETED"])
        #expect(events[1].object == changed)
        #expect(events[2].object["data"] == ["k": "v"])
        #expect(events[2].object.resourceVersion == String(cluster.cluster.revision))
        #expect(try cluster.events(&watch).isEmpty)
    }

    @Test("an object that leaves the selection is deleted for the watch, one that enters is added")
    func selection() throws {
        var cluster = try clusterWithMaps(["a"])
        var watch = try cluster.watch(
            Path.configMaps, ["labelSelector": "on=1", "resourceVersion": String(cluster.cluster.revision)])
        try cluster.merge("\(Path.configMaps)/a", ["metadata": ["labels": ["on": "1"]]]).expect(200)
        try cluster.merge("\(Path.configMaps)/a", ["data": ["k": "v"]]).expect(200)
        try cluster.merge("\(Path.configMaps)/a", ["metadata": ["labels": ["on": .null]]]).expect(200)
        #expect(try cluster.events(&watch).map(\.type) == ["ADDED", "MODIFIED", "DELETED"])
    }

    @Test("a streaming list sends the state, marks its end, and goes on")
    func streamingList() throws {
        var cluster = try clusterWithMaps(["a", "b"])
        var watch = try cluster.watch(
            Path.configMaps,
            ["sendInitialEvents": "true", "resourceVersionMatch": "NotOlderThan", "allowWatchBookmarks": "true"])
        let events = try cluster.events(&watch)
        #expect(events.map(\.type) == ["ADDED", "ADDED", "BOOKMARK"])
        #expect(events[2].object["metadata"]?["annotations"]?["k8s.io/initial-events-end"] == "true")
        #expect(events[2].object.resourceVersion == String(cluster.cluster.revision))
        try cluster.post(Path.configMaps, .configMap("c")).expect(201)
        #expect(try cluster.events(&watch).map(\.type) == ["ADDED"])
    }

    @Test("a watch that is too far behind ends with 410")
    func expired() throws {
        var configuration = ClusterConfiguration()
        configuration.historyLimit = 4
        var cluster = try ClusterUnderTest(configuration)
        let start = String(cluster.cluster.revision)
        for index in 0..<10 { try cluster.post(Path.configMaps, .configMap("m\(index)")).expect(201) }
        var watch = try cluster.watch(Path.configMaps, ["resourceVersion": start])
        let events = try cluster.events(&watch)
        #expect(events.map(\.type) == ["ERROR"])
        #expect(events[0].object["code"] == 410 && events[0].object["reason"] == "Expired")
        #expect(events[0].object["message"]?.string?.hasPrefix("too old resource version: \(start) (") == true)
        #expect(cluster.cluster.events(for: &watch, at: cluster.time) == WatchBatch(hasEnded: true))
    }

    @Test("bookmarks come every minute and the watch ends at its time")
    func bookmarks() throws {
        var cluster = try clusterWithMaps(["a"])
        var watch = try cluster.watch(
            Path.configMaps,
            [
                "resourceVersion": String(cluster.cluster.revision), "allowWatchBookmarks": "true",
                "timeoutSeconds": "90",
            ])
        try cluster.post(Path.secrets, ["metadata": ["name": "other"]]).expect(201)
        cluster.time = cluster.time.adding(seconds: 60)
        let events = try cluster.events(&watch)
        #expect(events.map(\.type) == ["BOOKMARK"])
        #expect(events[0].object.resourceVersion == String(cluster.cluster.revision))
        cluster.time = cluster.time.adding(seconds: 30)
        let end = cluster.cluster.events(for: &watch, at: cluster.time)
        #expect(end.hasEnded)
    }

    @Test("a long state is sent in blocks and loses nothing")
    func blocks() throws {
        var cluster = try ClusterUnderTest()
        cluster.runsControllers = false
        for index in 0..<1100 { try cluster.post(Path.configMaps, .configMap("m\(index)")).expect(201) }
        var watch = try cluster.watch(Path.configMaps)
        var seen: [Int] = []
        for _ in 0..<4 { seen.append(try cluster.events(&watch).count) }
        #expect(seen == [500, 500, 100, 0])
    }

    @Test("metadata alone is sent to who wants that")
    func metadataOnly() throws {
        var cluster = try ClusterUnderTest()
        try cluster.post(Path.secrets, ["metadata": ["name": "s"], "stringData": ["a": "b"]]).expect(201)
        let one = try cluster.get("\(Path.secrets)/s", accept: APIRequest.metadataOnly).expect(200)
        #expect(one["kind"] == "PartialObjectMetadata" && one["data"] == nil && one.name == "s")
        let accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
        let list = try cluster.get(Path.secrets, accept: accept).expect(200)
        #expect(list["kind"] == "PartialObjectMetadataList" && list.items.allSatisfy { $0["data"] == nil })
        // The form of one object is none of a list, and the other way round.
        #expect(try cluster.get(Path.secrets, accept: APIRequest.metadataOnly).status == 406)
        #expect(try cluster.get("\(Path.secrets)/s", accept: accept).status == 406)
        var watch = try cluster.watch(Path.secrets, accept: APIRequest.metadataOnly)
        #expect(try cluster.events(&watch).allSatisfy { $0.object["kind"] == "PartialObjectMetadata" })
        #expect(try cluster.get(Path.secrets, accept: "text/html").status == 406)
    }
}
