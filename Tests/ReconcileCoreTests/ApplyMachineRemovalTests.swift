import JSONTree
import KubeModel
import ReconcileCore
import Testing

@Suite("Removing objects and finalizers")
struct ApplyMachineRemovalTests {
    @Test("a delete carries the UID and version that were observed")
    func preconditions() {
        let run = ApplyRun(Plan(removals: [removal("x")]), live: [live(role("x"))])
        #expect(run.operations == [.delete(role("x").key, .init(uid: "u1", resourceVersion: "1"))])
    }

    @Test("a removal without a UID is refused")
    func noUID() {
        let run = ApplyRun(Plan(removals: [removal("x", uid: nil)]), live: [live(role("x"))])
        #expect(run.asked == [])
        guard case .stalled? = run.outcome else {
            Issue.record("not stalled")
            return
        }
    }

    @Test("another object of the same name is left alone")
    func namesake() {
        let run = ApplyRun(Plan(removals: [removal("x")]), live: [live(role("x"), uid: "new")])
        #expect(run.asked == [])
        #expect(run.outcome == .done)
    }

    @Test("an object that the cache no longer shows is deleted all the same, and 404 is success")
    func unseen() {
        var run = ApplyRun(Plan(removals: [removal("x")]))
        #expect(run.asked == ["delete x"])
        run.answer("x", .notFound("gone"))
        #expect(run.outcome == .done)
    }

    @Test("an object that is being deleted is waited for, without a request")
    func beingDeleted() {
        let dying = live(role("x")) { $0["metadata"]?["deletionTimestamp"] = "2026-11-21T02:10:00Z" }
        let run = ApplyRun(Plan(removals: [removal("x")], requeueAfterSeconds: 600), live: [dying])
        #expect(run.asked == [])
        #expect(run.outcome == .requeue(after: .seconds(5)))
        let wanted = ApplyRun(Plan(desired: [PlannedObject(grant, role("x"))]), live: [dying])
        #expect(wanted.asked == [])
        #expect(wanted.outcome == .requeue(after: .seconds(5)))
    }

    @Test("a finalizer is added before what comes in later stages, and removed after it")
    func finalizers() {
        let key = role("cr").key
        let plan = Plan(
            desired: [PlannedObject(grant, role("a"))],
            finalizers: [FinalizerChange(revoke, .add, key: key, finalizer: "idmon.dev/x")])
        var run = ApplyRun(plan, live: [live(role("cr"))])
        #expect(run.asked == ["patch cr"])
        run.answer("cr", .conflict("changed"))
        #expect(run.asked == ["patch cr"])
        #expect(run.results["a"] == .notAttempted)

        let last = Stage(order: 9, name: "release")
        let held = live(role("cr")) { $0["metadata"]?["finalizers"] = ["idmon.dev/x"] }
        let leaving = Plan(
            removals: [removal("a")],
            finalizers: [FinalizerChange(last, .remove, key: key, finalizer: "idmon.dev/x")])
        var exit = ApplyRun(leaving, live: [held, live(role("a"))])
        #expect(exit.asked == ["delete a"])
        exit.answer("a", .deletionPending)
        #expect(exit.asked == ["delete a"])
        #expect(exit.outcome == .requeue(after: .seconds(5)))
    }

    @Test("a finalizer is not added to an object that is gone or going, and its absence is no failure to remove it")
    func finalizerCorners() {
        let key = role("cr").key
        let add = Plan(finalizers: [FinalizerChange(revoke, .add, key: key, finalizer: "f")])
        let remove = Plan(finalizers: [FinalizerChange(revoke, .remove, key: key, finalizer: "f")])
        let dying = live(role("cr")) { $0["metadata"]?["deletionTimestamp"] = "2026-11-21T02:10:00Z" }
        for run in [ApplyRun(add), ApplyRun(add, live: [dying])] {
            #expect(run.asked == [])
            guard case .retry? = run.outcome else {
                Issue.record("not tried again")
                continue
            }
        }
        #expect(ApplyRun(remove).outcome == .done)
        #expect(ApplyRun(remove, live: [dying]).outcome == .done)
        let there = live(role("cr")) { $0["metadata"]?["finalizers"] = ["f"] }
        #expect(ApplyRun(add, live: [there]).outcome == .done)
        var gone = ApplyRun(remove, live: [there])
        gone.answer("cr", .notFound("gone"))
        #expect(gone.outcome == .done)
    }
}
