import JSONTree
import KubeModel
import ReconcileCore
import Testing

@Suite("Performing a plan")
struct ApplyMachineTests {
    @Test("a plan that is fulfilled asks for nothing and is done")
    func nothingToDo() {
        let run = ApplyRun(Plan(desired: [PlannedObject(grant, ours("a"))]), live: [applied(ours("a"))])
        #expect(run.asked == [])
        #expect(run.outcome == .done)
        #expect(run.machine.report.unchangedCount == 1)
        #expect(ApplyRun(Plan()).outcome == .done)
    }

    @Test("what was found as planned is asked about again as soon as the plan or the object says something else")
    func agreement() {
        let plan = Plan(desired: [PlannedObject(grant, ours("a")), PlannedObject(grant, ours("b"))])
        let settled = [applied(ours("a")), applied(ours("b"))]
        let agreed = ApplyRun(plan, live: settled).machine.agreed
        let again = ApplyRun(plan, live: settled, agreed: agreed)
        #expect(again.asked == [] && again.outcome == .done && again.machine.report.unchangedCount == 2)

        let rules: JSONValue = [["verbs": ["get"]]]
        let changed = Plan(desired: [PlannedObject(grant, ours("a", rules: rules)), PlannedObject(grant, ours("b"))])
        #expect(ApplyRun(changed, live: settled, agreed: again.machine.agreed).asked == ["apply a"])

        let drifted = [applied(ours("a", rules: rules)), settled[1]]
        let mending = ApplyRun(plan, live: drifted, agreed: agreed)
        #expect(mending.asked == ["apply a"])
        // What was written is no longer what agreed, whatever becomes of it.
        #expect(ApplyRun(plan, live: drifted, agreed: mending.machine.agreed).asked == ["apply a"])
        #expect(ApplyRun(plan, agreed: agreed).asked == ["get a", "get b"])
    }

    @Test("a plan that wants to be made again says when")
    func requeue() {
        #expect(ApplyRun(Plan(requeueAfterSeconds: 90)).outcome == .requeue(after: .seconds(90)))
    }

    @Test("an object that the cache does not show is read before it is applied as ours")
    func confirmAbsent() {
        var run = ApplyRun(Plan(desired: [PlannedObject(grant, ours("a"))]))
        #expect(run.asked == ["get a"])
        run.answer("a", .notFound("not found"))
        #expect(run.asked == ["get a", "apply a"])
        #expect(run.operations.first?.why == "Role ns/a does not exist")
        run.answer("a", .done(resourceVersion: "5"))
        #expect(run.outcome == .done)
        #expect(run.results == ["a": .changed])
    }

    @Test("an object that is there after all, as wanted, is left alone")
    func staleCache() {
        var run = ApplyRun(Plan(desired: [PlannedObject(grant, ours("a"))]))
        run.answer("a", .found(applied(ours("a"))))
        #expect(run.asked == ["get a"])
        #expect(run.outcome == .done)
    }

    @Test("a foreign object is never written: the conflict names it and the annotation that hands it over")
    func foreign() {
        for isCached in [true, false] {
            let theirs = live(role("a"))
            var run = ApplyRun(Plan(desired: [PlannedObject(grant, ours("a"))]), live: isCached ? [theirs] : [])
            if !isCached { run.answer("a", .found(theirs)) }
            #expect(!run.asked.contains("apply a"))
            guard case .stalled(let reason, .seconds(300))? = run.outcome else {
                Issue.record("not stalled")
                continue
            }
            #expect(reason.contains("Role ns/a"))
            #expect(reason.contains("idmon.dev/adopt=true"))
        }
    }

    @Test("a foreign object with the annotation is taken over")
    func adopted() {
        let theirs = live(role("a")) { $0["metadata"]?["annotations"] = ["idmon.dev/adopt": "true"] }
        let run = ApplyRun(Plan(desired: [PlannedObject(grant, ours("a"))]), live: [theirs])
        #expect(run.asked == ["apply a"])
    }

    @Test("an object of ours whose label somebody took off is healed, not given up")
    func labelTakenOff() {
        let healed = applied(ours("a")) { $0["metadata"]?["labels"] = nil }
        let run = ApplyRun(Plan(desired: [PlannedObject(grant, ours("a"))]), live: [healed])
        #expect(run.asked == ["apply a"])
    }

    @Test("an apply that only adds fields to somebody's object needs no ownership")
    func shared() {
        let theirs = live(role("a"))
        let run = ApplyRun(
            Plan(desired: [PlannedObject(grant, role("a", rules: [["verbs": ["get"]]]))]), live: [theirs])
        #expect(run.asked == ["apply a"])
    }

    @Test("a stage begins when every operation of the one before has succeeded")
    func stages() {
        let plan = Plan(desired: [PlannedObject(grant, ours("new"))], removals: [removal("x"), removal("y")])
        var run = ApplyRun(plan, live: [live(role("x")), live(role("y"))])
        #expect(run.asked == ["delete x", "delete y"])
        run.answer("y", .done(resourceVersion: nil))
        #expect(run.asked.count == 2)
        run.answer("x", .notFound("gone"))
        #expect(run.asked.last == "get new")
    }

    @Test(
        "nothing is granted after a revocation that failed, and the rest is reported as not attempted",
        arguments: [
            ApplyMachine.Reply.conflict("409"), .forbidden("403"), .invalid("422"), .failed("reset"), .deletionPending,
            .throttled(retryAfter: .seconds(7)),
        ])
    func revocationFirst(reply: ApplyMachine.Reply) {
        let plan = Plan(desired: [PlannedObject(grant, ours("new"))], removals: [removal("x"), removal("y")])
        var run = ApplyRun(plan, live: [live(role("x")), live(role("y"))])
        run.answer("x", reply)
        run.answer("y", .done(resourceVersion: nil))
        #expect(run.asked == ["delete x", "delete y"])
        #expect(run.results["new"] == .notAttempted)
        #expect(run.results["y"] == .changed)
        #expect(run.outcome != .done && run.outcome != nil)
    }

    @Test("within a stage a failure does not stop the others")
    func independence() {
        let objects = ["a", "b", "c"].map { PlannedObject(grant, ours($0)) }
        var run = ApplyRun(Plan(desired: objects), maximumInFlight: 1)
        #expect(run.asked == ["get a"])
        run.answer("a", .failed("reset"))
        #expect(run.asked == ["get a", "get b"])
    }

    @Test("no more operations are under way at once than allowed")
    func bounded() {
        let objects = (0..<20).map { PlannedObject(grant, ours("a\($0)")) }
        var run = ApplyRun(Plan(desired: objects), maximumInFlight: 3)
        var answered = 0
        while let name = run.open.values.first?.key?.name {
            #expect(run.open.count <= 3)
            run.answer(name, .notFound(""))
            run.answer(name, .done(resourceVersion: "2"))
            answered += 1
        }
        #expect(answered == 20)
        #expect(run.outcome == .done)
    }

    @Test("what may pass is tried again, what needs somebody is stalled and looked at slowly")
    func outcomes() {
        func outcome(_ reply: ApplyMachine.Reply) -> Outcome? {
            var run = ApplyRun(Plan(desired: [PlannedObject(grant, ours("a"))], requeueAfterSeconds: 60))
            run.answer("a", .notFound(""))
            run.answer("a", reply)
            return run.outcome
        }
        #expect(outcome(.done(resourceVersion: "2")) == .requeue(after: .seconds(60)))
        #expect(outcome(.conflict("old")) == .retry(reason: "apply Role ns/a: old", atLeast: .zero))
        #expect(outcome(.failed("reset")) == .retry(reason: "apply Role ns/a: reset", atLeast: .zero))
        #expect(
            outcome(.throttled(retryAfter: .seconds(9)))
                == .retry(reason: "apply Role ns/a: the API server asked to wait", atLeast: .seconds(9)))
        // The plan's own time is kept: what begins or ends then must not wait for what is stalled.
        #expect(
            outcome(.forbidden("no right")) == .stalled(reason: "apply Role ns/a: no right", recheckAfter: .seconds(60))
        )
        #expect(outcome(.invalid("bad")) == .stalled(reason: "apply Role ns/a: bad", recheckAfter: .seconds(60)))
        #expect(
            outcome(.notFound("namespaces \"ns\" not found"))
                == .retry(reason: "apply Role ns/a: namespaces \"ns\" not found", atLeast: .zero))
    }

    @Test("of several failures the one that may pass decides, then what is waited for")
    func mixedOutcomes() {
        let objects = ["a", "b", "c"].map { PlannedObject(grant, ours($0)) }
        var run = ApplyRun(Plan(desired: objects))
        run.answer("a", .forbidden("no right"))
        run.answer("b", .failed("reset"))
        run.answer("c", .throttled(retryAfter: .seconds(3)))
        #expect(run.outcome == .retry(reason: "apply Role ns/b: reset", atLeast: .seconds(3)))
        let dying = live(ours("b")) { $0["metadata"]?["deletionTimestamp"] = "2026-11-21T02:10:00Z" }
        var waiting = ApplyRun(Plan(desired: Array(objects.prefix(2))), live: [dying])
        waiting.answer("a", .forbidden("no right"))
        #expect(waiting.outcome == .requeue(after: .seconds(5)))
    }

    @Test("an apply that the server took without a change is counted, so that it can be found")
    func idle() {
        let wanted = ours("a", rules: [["verbs": ["get"]]])
        let server = applied(wanted, version: "5") { $0["rules"] = [["verbs": ["GET"]]] }
        var run = ApplyRun(Plan(desired: [PlannedObject(grant, wanted)]), live: [server])
        run.answer("a", .done(resourceVersion: "5"))
        #expect(run.machine.report.idleApplies.map(\.name) == ["a"])
        #expect(run.outcome == .done)
    }

    @Test("answers nobody asked for are ignored")
    func stray() {
        var run = ApplyRun(Plan(desired: [PlannedObject(grant, ours("a"))]))
        #expect(run.machine.handle(.done(resourceVersion: nil), for: 99, at: applyTime) == [])
        #expect(run.outcome == nil)
        run.answer("a", .failed("x"))
        #expect(run.machine.handle(.done(resourceVersion: nil), for: 1, at: applyTime) == [])
    }
}
