import JSONTree
import KubeModel
import ReconcileCore
import Testing

private let start = KubeTime(seconds: 1_800_000_000)

private func note(
    _ reason: String = "Granted", severity: EventNote.Severity = .warning, uid: String = "u1", message: String = "m",
    key: ObjectKey = role("x").key
) -> EventNote {
    EventNote(regarding: key, uid: uid, severity: severity, reason: reason, action: "Grant", message: message)
}

private func aggregator(capacity: Int = 4096) -> EventAggregator {
    EventAggregator(EventAggregator.Options(component: "idmon", instance: "idmon-0", capacity: capacity))
}

@Suite("Events")
struct EventAggregatorTests {
    @Test("a note becomes an Event with what kubectl shows")
    func content() {
        var events = aggregator()
        let event = events.event(for: note(), at: start)
        #expect(event?.namespace == "ns")
        #expect(event?.content["involvedObject"]?["uid"] == "u1")
        #expect(event?.content["involvedObject"]?["name"] == "x")
        #expect(event?.content["type"] == "Warning")
        #expect(event?.content["count"] == 1)
        #expect(event?.content["firstTimestamp"]?.string == start.description)
        #expect(event?.content["reportingInstance"] == "idmon-0")
    }

    @Test("a warning that goes on is counted, and told again after 10 minutes with its count and the same name")
    func repeated() {
        var events = aggregator()
        let first = events.event(for: note(), at: start)
        for second in 1..<Int64(600) { #expect(events.event(for: note(), at: start.adding(seconds: second)) == nil) }
        let again = events.event(for: note(), at: start.adding(seconds: 600))
        #expect(again != nil && again?.key == first?.key)
        #expect(again?.content["count"] == 601)
        #expect(again?.content["firstTimestamp"] == first?.content["firstTimestamp"])
        #expect(again?.content["lastTimestamp"]?.string == start.adding(seconds: 600).description)
    }

    @Test("a normal note is told once, however often it is made")
    func normal() {
        var events = aggregator()
        let granted = note(severity: .normal)
        #expect(events.event(for: granted, at: start) != nil)
        for hour in 1..<Int64(48) { #expect(events.event(for: granted, at: start.adding(seconds: hour * 3600)) == nil) }
    }

    @Test("a note that was not made for a day is a new one")
    func forgotten() {
        var events = aggregator()
        let granted = note(severity: .normal)
        _ = events.event(for: granted, at: start)
        let again = events.event(for: granted, at: start.adding(seconds: 86_401))
        #expect(again?.content["count"] == 1)
    }

    @Test("another reason, message or object is another Event")
    func distinct() {
        var events = aggregator()
        let notes = [note(), note("Revoked"), note(message: "other"), note(uid: "u2"), note(severity: .normal)]
        let names = Set(notes.compactMap { events.event(for: $0, at: start)?.name })
        #expect(names.count == notes.count)
    }

    @Test("an object gets 25 Events at once and then one each 5 minutes; others are not affected")
    func rateLimit() {
        var events = aggregator()
        let told = (0..<100).count { events.event(for: note(message: "m\($0)"), at: start) != nil }
        #expect(told == 25)
        #expect(events.droppedCount == 75)
        #expect(events.event(for: note(uid: "u2"), at: start) != nil)
        #expect(events.event(for: note(message: "later"), at: start.adding(seconds: 299)) == nil)
        #expect(events.event(for: note(message: "later"), at: start.adding(seconds: 300)) != nil)
    }

    @Test("memory is bounded, and the newest notes are remembered")
    func bounded() {
        var events = aggregator(capacity: 100)
        for index in 0..<5000 {
            _ = events.event(for: note(uid: "u\(index)"), at: start.adding(seconds: Int64(index)))
            #expect(events.rememberedCount <= 100)
        }
        #expect(events.event(for: note(uid: "u4999"), at: start.adding(seconds: 5000)) == nil)
    }

    @Test("an Event on a cluster-scoped object lives in the default namespace and has a valid name")
    func clusterScoped() {
        var events = aggregator()
        let key = ObjectKey(.clusterRole, namespace: nil, name: "System:Idmon:")
        let event = events.event(for: note(key: key), at: start)
        #expect(event?.namespace == "default")
        #expect(event?.name.hasPrefix("system-idmon.") == true)
        #expect(event?.content["involvedObject"]?["namespace"] == nil)
    }

    @Test("a message is cut to 1024 characters")
    func longMessage() {
        var events = aggregator()
        let event = events.event(for: note(message: String(repeating: "x", count: 5000)), at: start)
        #expect(event?.content["message"]?.string?.count == 1024)
    }
}
