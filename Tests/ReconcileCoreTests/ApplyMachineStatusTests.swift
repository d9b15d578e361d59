import JSONTree
import KubeModel
import ReconcileCore
import Testing

@Suite("Statuses of a plan")
struct ApplyMachineStatusTests {
    private func status(_ impediments: [Impediment] = [], at time: KubeTime = applyTime) -> JSONValue {
        let conditions = ConditionReducer.conditions(
            impediments, ready: ("Granted", "all is well"), previous: [], generation: 4, at: time)
        return ["observedGeneration": 4, "conditions": .array(conditions.map(\.value)), "grants": 3]
    }

    private func plan(_ status: JSONValue) -> Plan {
        Plan(
            desired: [PlannedObject(grant, ours("a"))],
            statuses: [PlannedStatus(key: role("cr").key, uid: "u1", status: status)])
    }

    private func written(_ run: ApplyRun) -> JSONValue? {
        guard case .writeStatus(let object, _)? = run.operations.first else { return nil }
        return object.content["status"]
    }

    private func condition(_ type: String, in status: JSONValue?) -> Condition? {
        (status?["conditions"]?.array ?? []).compactMap { Condition(JSONDocument($0).root) }.first { $0.type == type }
    }

    @Test("a status is written after everything else succeeded, as planned")
    func success() {
        var run = ApplyRun(plan(status()), live: [live(role("cr"))])
        #expect(run.asked == ["get a"])
        run.answer("a", .notFound(""))
        run.answer("a", .done(resourceVersion: "2"))
        #expect(run.asked.last == "apply status of cr")
        #expect(written(run) == status())
        run.answer("cr", .done(resourceVersion: "3"))
        #expect(run.outcome == .done)
    }

    @Test("after a failure the status is written too, and says what failed and whether it is tried again")
    func failure() {
        var forbidden = ApplyRun(plan(status()), live: [live(role("cr"))])
        forbidden.answer("a", .forbidden("roles is forbidden"))
        #expect(condition("Ready", in: written(forbidden))?.status == .false)
        #expect(condition("Stalled", in: written(forbidden))?.status == .true)
        #expect(condition("Ready", in: written(forbidden))?.reason == "Forbidden")
        #expect(condition("Ready", in: written(forbidden))?.message == "apply Role ns/a: roles is forbidden")
        #expect(condition("Ready", in: written(forbidden))?.observedGeneration == 4)
        #expect(written(forbidden)?["grants"] == 3)

        var transient = ApplyRun(plan(status()), live: [live(role("cr"))])
        transient.answer("a", .failed("connection reset"))
        #expect(condition("Reconciling", in: written(transient))?.status == .true)
        #expect(condition("Stalled", in: written(transient))?.status == .false)
    }

    private static let waiting = Impediment(.waiting, reason: "TokenPending", message: "no token yet")
    private static let nextWaiting = Impediment(.waiting, reason: "Applying", message: "being written")
    private static let stalled = Impediment(.stalled, reason: "Conflict", message: "somebody else's")

    @Test(
        "while objects are written, a status that differs only in words from one on its way is left to the next plan",
        arguments: [
            (before: waiting, after: nextWaiting, isWritten: false), (before: waiting, after: stalled, isWritten: true),
            (before: stalled, after: nextWaiting, isWritten: true),
        ])
    func progress(before: Impediment, after: Impediment, isWritten: Bool) {
        var object = role("cr")
        object.content["status"] = status([before])
        var run = ApplyRun(plan(status([after])), live: [live(object)])
        run.answer("a", .notFound(""))
        run.answer("a", .done(resourceVersion: "2"))
        #expect((written(run) != nil) == isWritten)
        #expect((run.outcome == nil) == isWritten)

        var settled = ApplyRun(
            Plan(statuses: [PlannedStatus(key: object.key, uid: "u1", status: status([after]))]), live: [live(object)])
        #expect(written(settled) != nil, "when nothing else is written, it is told at once")
        settled.answer("cr", .done(resourceVersion: "3"))
        #expect(settled.outcome == .done)
    }

    @Test("the same failure again writes nothing, since the status in the cluster says it already")
    func stable() {
        var first = ApplyRun(plan(status()), live: [live(role("cr"))])
        first.answer("a", .forbidden("no"))
        guard case .writeStatus(let object, _)? = first.operations.first else {
            Issue.record("no status was written")
            return
        }
        let entry = appliedEntry(object, shape: .untyped, subresource: "status")
        let server = live(object, entries: [entry])
        var second = ApplyRun(plan(status(at: applyTime.adding(seconds: 500))), live: [server])
        second.answer("a", .forbidden("no"))
        #expect(second.asked == ["get a"])
        #expect(second.outcome == .stalled(reason: "apply Role ns/a: no", recheckAfter: .seconds(300)))
    }

    @Test("trouble that was planned stays in an amended status")
    func both() {
        let planned = status([Impediment(.stalled, reason: "ScopeNotFound", message: "scope x does not exist")])
        var run = ApplyRun(plan(planned), live: [live(role("cr"))])
        run.answer("a", .failed("reset"))
        #expect(condition("Stalled", in: written(run))?.reason == "ScopeNotFound")
        #expect(condition("Reconciling", in: written(run))?.reason == "ApplyFailed")
    }

    @Test("the status of an object that is gone, or was made anew, is not written and is no failure")
    func gone() {
        let fulfilled = applied(ours("a"))
        #expect(ApplyRun(plan(status()), live: [fulfilled]).outcome == .done)
        #expect(ApplyRun(plan(status()), live: [fulfilled, live(role("cr"), uid: "new")]).outcome == .done)
        var run = ApplyRun(plan(status()), live: [fulfilled, live(role("cr"))])
        run.answer("cr", .notFound("gone"))
        #expect(run.outcome == .done)
    }

    @Test("a status that cannot be written is tried again")
    func conflict() {
        var run = ApplyRun(plan(status()), live: [applied(ours("a")), live(role("cr"))])
        run.answer("cr", .conflict("old"))
        #expect(run.outcome == .retry(reason: "apply status of Role ns/cr: old", atLeast: .zero))
    }
}
