import JSONTree
import KubeModel
import ReconcileCore
import Testing

@Suite("The watch machine: watches")
struct WatchMachineWatchTests {
    @Test("events reach the store and move the version from which a watch resumes")
    func events() {
        var watched = Watched()
        watched.synchronise([object("a")])
        watched.hand(.applied(object("b", version: 11)), after: .seconds(5))
        watched.hand(.deleted(object("a", version: 12)))
        #expect(watched.names == ["b"])
        watched.hand(.watchEnded, after: .seconds(300))
        #expect(watched.isWatchingFrom == "12")
    }

    @Test("a bookmark moves the version from which a watch resumes and changes nothing else")
    func bookmark() {
        var watched = Watched()
        watched.synchronise([object("a")])
        watched.changes = []
        watched.hand(.bookmark(resourceVersion: "99", endsInitialEvents: false), after: .seconds(60))
        #expect(watched.changes.isEmpty)
        watched.hand(.watchEnded, after: .seconds(60))
        #expect(watched.isWatchingFrom == "99")
        #expect(watched.machine.lastHeard == .seconds(60))
    }

    @Test("410 in the stream begins a new picture at once")
    func expiredEvent() {
        var watched = Watched()
        watched.synchronise([object("a")])
        watched.hand(.watchFailed(.expired), after: .seconds(60))
        #expect(watched.closed == 1)
        #expect(watched.isListing)
        #expect(watched.alarm == nil)
    }

    @Test("410 right after a list backs off, so that a broken server is not hurried")
    func repeatedExpiry() {
        var watched = Watched()
        watched.synchronise([object("a")])
        watched.hand(.watchFailed(.expired))
        #expect(watched.requests.count == 2)
        watched.waitForAlarm()
        #expect(watched.isListing)
        #expect(watched.now >= .milliseconds(800))
    }

    @Test("another error backs off and resumes where the watch was")
    func errorResumes() {
        var watched = Watched()
        watched.synchronise([object("a")])
        watched.hand(.applied(object("a", version: 15)), after: .seconds(9))
        watched.hand(.watchFailed(.other))
        #expect(watched.requests.count == 2)
        watched.waitForAlarm()
        #expect(watched.isWatchingFrom == "15")
        #expect(watched.names == ["a"])
    }

    @Test("a server that has not seen the version yet is asked again, three times, and then for a new picture")
    func tooLargeVersion() {
        var watched = Watched()
        watched.synchronise([object("a")], version: "5000")
        for _ in 0..<2 {
            let before = watched.now
            watched.hand(.watchFailed(.tooLargeResourceVersion(retryAfter: .seconds(1))))
            watched.waitForAlarm()
            #expect(watched.now - before >= .seconds(1))
            #expect(watched.isWatchingFrom == "5000")
        }
        watched.hand(.watchFailed(.tooLargeResourceVersion(retryAfter: nil)))
        watched.waitForAlarm()
        #expect(watched.isListing)
    }

    @Test("a watch that ends in order is resumed at once")
    func cleanEnd() {
        var watched = Watched()
        watched.synchronise([object("a")])
        watched.hand(.watchEnded, after: .seconds(290))
        #expect(watched.requests.count == 3)
        #expect(watched.isWatchingFrom == "10")
    }

    @Test("a watch that ends within a second and without an event is resumed after a back-off")
    func veryShortWatch() {
        var watched = Watched()
        watched.synchronise([object("a")])
        watched.hand(.watchEnded, after: .milliseconds(20))
        #expect(watched.requests.count == 2)
        watched.waitForAlarm()
        #expect(watched.isWatchingFrom == "10")
        // With an event it did its work, however short it was.
        watched.hand(.applied(object("a", version: 11)))
        watched.hand(.watchEnded, after: .milliseconds(20))
        #expect(watched.isWatchingFrom == "11")
    }

    @Test("a watch that is silent for two bookmark periods is opened again, and then everything is listed")
    func silence() {
        var watched = Watched()
        watched.synchronise([object("a")])
        watched.waitForAlarm()
        #expect(watched.now == .seconds(120))
        #expect(watched.closed == 1)
        #expect(watched.isWatchingFrom == "10")
        watched.waitForAlarm()
        #expect(watched.closed == 2)
        #expect(watched.isListing)
    }

    @Test("anything heard ends the silence")
    func noSilence() {
        var watched = Watched()
        watched.synchronise([object("a")])
        watched.hand(.bookmark(resourceVersion: "11", endsInitialEvents: false), after: .seconds(100))
        watched.hand(.timer, after: .seconds(20))
        #expect(watched.closed == 0)
        #expect(watched.alarm == .seconds(220))
        watched.waitForAlarm()
        #expect(watched.closed == 1)
    }

    @Test("a watch that its server does not end is ended from here 10 s after its time")
    func overdue() {
        var watched = Watched()
        watched.synchronise([object("a")])
        guard case .watch(_, _, let timeout)? = watched.requests.last else {
            Issue.record("no watch was opened")
            return
        }
        while watched.now < .seconds(timeout) {
            watched.hand(.bookmark(resourceVersion: "11", endsInitialEvents: false), after: .seconds(10))
            watched.hand(.timer)
        }
        #expect(watched.closed == 0)
        watched.hand(.bookmark(resourceVersion: "12", endsInitialEvents: false), after: .seconds(11))
        watched.hand(.timer)
        #expect(watched.closed == 1)
        #expect(watched.isWatchingFrom == "12")
    }

    @Test("the server's timeout is drawn anew for each watch, from 290 s up")
    func timeouts() {
        var watched = Watched()
        watched.synchronise([])
        for _ in 0..<200 { watched.hand(.watchEnded, after: .seconds(300)) }
        let timeouts = watched.requests.compactMap { request -> Int? in
            guard case .watch(_, _, let seconds) = request else { return nil }
            return seconds
        }
        #expect(timeouts.allSatisfy { (290...580).contains($0) })
        #expect(Set(timeouts).count > 100)
    }

    @Test("input that does not fit the state is ignored")
    func strayInput() {
        var watched = Watched()
        watched.hand(.watchEnded)
        watched.hand(.applied(object("a")))
        watched.hand(.timer)
        #expect(watched.requests.isEmpty)
        watched.synchronise([object("a")])
        watched.hand(.start)
        watched.hand(.page([object("x")], continueToken: nil, resourceVersion: "1"))
        watched.hand(.listFailed(.expired))
        #expect(watched.requests.count == 2)
        #expect(watched.names == ["a"])
    }
}
