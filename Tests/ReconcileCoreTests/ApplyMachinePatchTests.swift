import JSONTree
import KubeModel
import ReconcileCore
import Testing

@Suite("Patches of objects that are somebody else's")
struct ApplyMachinePatchTests {
    private func plan(of live: LiveObject, stage: Stage = grant) -> Plan {
        Plan(patches: [
            PlannedPatch(
                stage, of: live, ["rules": ["new"], "metadata": ["annotations": ["a": "b"]]], why: "it differs",
                concerns: [role("owner").key])
        ])
    }

    @Test("a patch carries the UID and the version it was made from")
    func preconditions() throws {
        let object = live(role("x"), uid: "u7", version: "12")
        var run = ApplyRun(plan(of: object), live: [object])
        #expect(run.asked == ["patch x"])
        guard case .patch(let key, let patch, let why)? = run.operations.first else {
            Issue.record("no patch")
            return
        }
        #expect(key == object.key && why == "it differs")
        #expect(
            patch == [
                "rules": ["new"], "metadata": ["annotations": ["a": "b"], "uid": "u7", "resourceVersion": "12"],
            ])
        let request = try #require(run.operations.first).request(fieldManager: manager)
        #expect(request.contentType == "application/merge-patch+json")
        run.answer("x", .done(resourceVersion: "13"))
        #expect(run.results["x"] == .changed && run.outcome == .done)
    }

    @Test("what has changed since it was looked at is not written", arguments: ["uid", "version", "gone"])
    func stale(what: String) {
        let object = live(role("x"), uid: "u7", version: "12")
        let now = live(role("x"), uid: what == "uid" ? "u8" : "u7", version: what == "version" ? "13" : "12")
        let run = ApplyRun(plan(of: object), live: what == "gone" ? [] : [now])
        #expect(run.asked == [])
        #expect(run.results["x"] == .conflict("it has changed since it was looked at"))
        guard case .retry? = run.outcome else {
            Issue.record("\(String(describing: run.outcome))")
            return
        }
    }

    @Test("a refusal is told where it concerns somebody, and the plan is made anew after a conflict")
    func answers() {
        let object = live(role("x"))
        for (reply, result) in [
            (ApplyMachine.Reply.conflict("409"), ApplyReport.Result.conflict("409")),
            (.notFound("404"), .conflict("404")), (.forbidden("403"), .forbidden("403")),
            (.invalid("422"), .invalid("422")),
            (.failed("cut"), .failed("cut")),
        ] {
            var run = ApplyRun(plan(of: object), live: [object])
            run.answer("x", reply)
            #expect(run.results["x"] == result)
            #expect(run.machine.report.impediments(for: role("owner").key).count == 1)
            #expect(run.machine.report.impediments(for: role("other").key).isEmpty)
        }
    }

    @Test("a patch waits for the barriers before it")
    func stages() {
        let object = live(role("x"))
        var plan = plan(of: object)
        plan.removals = [removal("old")]
        var run = ApplyRun(plan, live: [object, live(role("old"))])
        #expect(run.asked == ["delete old"])
        run.answer("old", .forbidden("no"))
        #expect(run.results["x"] == .notAttempted)
    }
}
