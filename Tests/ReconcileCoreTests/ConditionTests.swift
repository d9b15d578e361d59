import JSONTree
import KubeModel
import ReconcileCore
import Testing

private let noon = KubeTime(seconds: 1_800_000_000)

private func reduce(
    _ impediments: [Impediment], previous: [Condition] = [], generation: Int64 = 3, at time: KubeTime = noon
) -> [Condition] {
    ConditionReducer.conditions(
        impediments, ready: ("Granted", "3 grants are effective"), previous: previous, generation: generation, at: time)
}

/// `Ready=True Reconciling=False Stalled=False`
private func summary(_ conditions: [Condition]) -> String {
    conditions.map { "\($0.type)=\($0.status.rawValue)" }.joined(separator: " ")
}

@Suite("Conditions")
struct ConditionTests {
    @Test("without impediments an object is ready, with the reason it was given")
    func ready() {
        let conditions = reduce([])
        #expect(summary(conditions) == "Ready=True Reconciling=False Stalled=False")
        #expect(conditions[0].reason == "Granted")
        #expect(conditions[0].message == "3 grants are effective")
        #expect(conditions.allSatisfy { $0.observedGeneration == 3 && !$0.reason.isEmpty })
    }

    @Test("a notice hinders nothing")
    func notice() {
        #expect(summary(reduce([Impediment(.notice, reason: "Cut", message: "x")])).hasPrefix("Ready=True"))
    }

    @Test("what will pass by itself is Reconciling, what needs somebody is Stalled, and neither is Ready")
    func kinds() {
        let waiting = Impediment(.waiting, reason: "TokenPending", message: "token of a is being made")
        let stalled = Impediment(.stalled, reason: "ScopeNotFound", message: "scope x does not exist")
        #expect(summary(reduce([waiting])) == "Ready=False Reconciling=True Stalled=False")
        #expect(summary(reduce([stalled])) == "Ready=False Reconciling=False Stalled=True")
        let both = reduce([waiting, stalled])
        #expect(summary(both) == "Ready=False Reconciling=True Stalled=True")
        #expect(both.map(\.reason) == ["ScopeNotFound", "TokenPending", "ScopeNotFound"])
    }

    @Test("several of a kind are told as the first and a number")
    func several() {
        let impediments = ["a", "b", "c"].map {
            Impediment(.stalled, reason: "Unknown\($0)", message: "\($0) is unknown")
        }
        #expect(reduce(impediments)[0].message == "a is unknown (and 2 more)")
        #expect(reduce(impediments)[0].reason == "Unknowna")
    }

    @Test("the transition time changes with the status and with nothing else")
    func transitions() {
        let first = reduce([])
        let later = noon.adding(seconds: 60)
        let same = ConditionReducer.conditions(
            [], ready: ("Other", "another message"), previous: first, generation: 4, at: later)
        #expect(same.allSatisfy { $0.lastTransitionTime == noon })
        #expect(same.allSatisfy { $0.observedGeneration == 4 })
        let changed = reduce([Impediment(.stalled, reason: "X", message: "x")], previous: first, at: later)
        #expect(changed.map(\.lastTransitionTime) == [later, noon, later])
    }

    @Test("the same findings give the same conditions, so nothing is written again")
    func idempotent() {
        let impediments = [Impediment(.waiting, reason: "X", message: "x")]
        let first = reduce(impediments)
        #expect(reduce(impediments, previous: first, at: noon.adding(seconds: 999)) == first)
    }

    @Test("a condition is read as it was written")
    func roundTrip() {
        for condition in reduce([Impediment(.stalled, reason: "X", message: "ä\n\"x\"")]) {
            #expect(Condition(JSONDocument(condition.value).root) == condition)
        }
        #expect(Condition(JSONDocument(["type": "Ready", "status": "Maybe"]).root) == nil)
        #expect(Condition(JSONDocument(["type": "Ready", "status": "True", "lastTransitionTime": "soon"]).root) == nil)
    }

    @Test("a message is cut to the 32768 characters that the API server takes")
    func longMessage() {
        let condition = Condition(
            "Ready", .false, reason: "X", message: String(repeating: "ä", count: 40_000), observedGeneration: 1,
            lastTransitionTime: noon)
        #expect(condition.message.unicodeScalars.count == 32_768)
    }

    @Test("the conditions of an object are read from its status")
    func ofObject() {
        let server = live(role()) { $0["status"] = ["conditions": .array(reduce([]).map(\.value) + ["broken"])] }
        #expect(Condition.conditions(of: server) == reduce([]))
        #expect(Condition.conditions(of: live(role())) == [])
    }
}
