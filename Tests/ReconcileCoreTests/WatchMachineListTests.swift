import JSONTree
import KubeModel
import ReconcileCore
import Testing

@Suite("The watch machine: lists")
struct WatchMachineListTests {
    @Test("a list is read page by page, without a resource version, and then watched from its version")
    func pages() {
        var watched = Watched()
        watched.hand(.start)
        #expect(watched.requests == [.list(limit: 2, continueToken: nil)])
        watched.hand(.page([object("a"), object("b")], continueToken: "t1", resourceVersion: "10"))
        #expect(watched.requests.last == .list(limit: 2, continueToken: "t1"))
        #expect(watched.names == [])
        watched.hand(.page([object("c")], continueToken: "", resourceVersion: "10"))
        #expect(watched.names == ["a", "b", "c"])
        #expect(watched.table.isComplete)
        #expect(watched.isWatchingFrom == "10")
    }

    @Test("a relist that lacks an object deletes it from the store")
    func relistDeletes() {
        var watched = Watched()
        watched.synchronise([object("a"), object("b")])
        watched.hand(.watchFailed(.expired), after: .seconds(60))
        #expect(watched.isListing)
        watched.changes = []
        watched.hand(.page([object("b")], continueToken: nil, resourceVersion: "20"))
        #expect(watched.names == ["b"])
        #expect(watched.changes.map(\.key.name) == ["a"])
        #expect(watched.changes.first?.new == nil)
    }

    @Test("readers see the old picture until the new one is complete")
    func swap() {
        var watched = Watched()
        watched.synchronise([object("a")])
        watched.hand(.watchFailed(.expired), after: .seconds(60))
        watched.hand(.page([object("b"), object("c")], continueToken: "t", resourceVersion: "20"))
        #expect(watched.names == ["a"])
        watched.hand(.page([], continueToken: nil, resourceVersion: "20"))
        #expect(watched.names == ["b", "c"])
    }

    @Test("objects that a relist shows unchanged are no changes, and one with another UID is")
    func unchangedObjects() {
        var watched = Watched()
        watched.synchronise([object("a"), object("b")])
        watched.hand(.watchFailed(.expired), after: .seconds(60))
        watched.changes = []
        watched.hand(.page([object("a"), object("b", uid: "other")], continueToken: nil, resourceVersion: "20"))
        #expect(watched.changes.map(\.key.name) == ["b"])
        #expect(watched.changes.first?.old?.uid == "u-b")
    }

    @Test("a page that fails is asked for again after a back-off")
    func pageRetry() {
        var watched = Watched()
        watched.hand(.start)
        watched.hand(.page([object("a")], continueToken: "t1", resourceVersion: "10"))
        watched.hand(.listFailed(.other))
        #expect(watched.requests.count == 2)
        #expect(watched.alarm.map { $0 >= .milliseconds(800) && $0 <= .milliseconds(1600) } == true)
        watched.waitForAlarm()
        #expect(watched.requests.last == .list(limit: 2, continueToken: "t1"))
        watched.hand(.page([object("b")], continueToken: nil, resourceVersion: "10"))
        #expect(watched.names == ["a", "b"])
    }

    @Test("a page that keeps failing begins the list anew")
    func pageGivenUp() {
        var watched = Watched()
        watched.hand(.start)
        watched.hand(.page([object("a")], continueToken: "t1", resourceVersion: "10"))
        for _ in 0..<3 {
            watched.hand(.listFailed(.other))
            watched.waitForAlarm()
        }
        #expect(watched.isListing)
    }

    @Test("a continue token that expired begins the list anew, the third time in one piece")
    func continueExpired() {
        var watched = Watched()
        watched.hand(.start)
        for round in 0..<2 {
            watched.hand(.page([object("a")], continueToken: "t\(round)", resourceVersion: "10"))
            watched.hand(.listFailed(.expired))
            watched.waitForAlarm()
        }
        #expect(watched.requests.last == .list(limit: nil, continueToken: nil))
        watched.hand(.page([object("z")], continueToken: nil, resourceVersion: "30"))
        #expect(watched.names == ["z"])
    }

    @Test("a server that asks to wait is waited for")
    func retryAfter() {
        var watched = Watched()
        watched.hand(.start)
        watched.hand(.listFailed(.throttled(retryAfter: .seconds(17))))
        #expect(watched.alarm == .seconds(17))
        watched.hand(.timer, after: .seconds(5))
        #expect(watched.requests.count == 1)
        watched.waitForAlarm()
        #expect(watched.requests.count == 2)
    }

    @Test("failures in a row back off to 30 s and no longer")
    func growingBackoff() {
        var watched = Watched()
        watched.hand(.start)
        var waits: [Duration] = []
        for _ in 0..<10 {
            let before = watched.now
            watched.hand(.listFailed(.other))
            watched.waitForAlarm()
            waits.append(watched.now - before)
        }
        #expect(waits[0] <= .milliseconds(1600))
        #expect(waits[9] >= .seconds(15))
        #expect(waits.allSatisfy { $0 <= .seconds(30) })
        #expect(watched.machine.consecutiveFailures == 10)
    }
}
