import JSONTree
import KubeModel
import ReconcileCore
import Testing

@Suite("The watch machine: streaming lists")
struct WatchMachineStreamingTests {
    @Test("a streaming list is complete at the bookmark that says so, and the same watch goes on")
    func streaming() {
        var watched = Watched(streaming: true)
        watched.hand(.start)
        guard case .watch(nil, true, _)? = watched.requests.last else {
            Issue.record("no streaming list was asked for")
            return
        }
        watched.hand(.applied(object("a")))
        watched.hand(.applied(object("b")))
        watched.hand(.bookmark(resourceVersion: "9", endsInitialEvents: false))
        #expect(watched.names == [])
        watched.hand(.bookmark(resourceVersion: "10", endsInitialEvents: true))
        #expect(watched.names == ["a", "b"])
        #expect(watched.requests.count == 1)
        watched.hand(.deleted(object("a", version: 11)))
        #expect(watched.names == ["b"])
        watched.hand(.watchEnded, after: .seconds(100))
        #expect(watched.isWatchingFrom == "11")
    }

    @Test("a server that refuses a streaming list is asked for pages, from then on")
    func refused() {
        var watched = Watched(streaming: true)
        watched.hand(.start)
        watched.hand(.watchFailed(.invalid))
        #expect(watched.isListing)
        watched.hand(.page([object("a")], continueToken: nil, resourceVersion: "10"))
        watched.hand(.watchFailed(.expired), after: .seconds(60))
        #expect(watched.isListing)
    }

    @Test("a server that never ends the initial events is asked for pages")
    func ignored() {
        var watched = Watched(streaming: true)
        watched.hand(.start)
        watched.hand(.applied(object("a")))
        watched.waitForAlarm()
        #expect(watched.now == .seconds(120))
        #expect(watched.isListing)
    }

    @Test("a streaming list that broke off begins anew, and nothing of it is shown")
    func brokenOff() {
        var watched = Watched(streaming: true)
        watched.hand(.start)
        watched.hand(.applied(object("gone")))
        watched.hand(.watchFailed(.other))
        watched.waitForAlarm()
        watched.hand(.applied(object("a")))
        watched.hand(.bookmark(resourceVersion: "10", endsInitialEvents: true))
        #expect(watched.names == ["a"])
    }

    @Test("a streaming list that breaks off three times is given up for pages")
    func givenUp() {
        var watched = Watched(streaming: true)
        watched.hand(.start)
        for _ in 0..<3 {
            watched.hand(.watchEnded)
            watched.waitForAlarm()
        }
        #expect(watched.isListing)
    }
}
