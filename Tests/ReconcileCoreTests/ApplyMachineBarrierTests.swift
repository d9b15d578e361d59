import JSONTree
import KubeModel
import ReconcileCore
import Testing

@Suite("Failures that stop little")
struct ApplyMachineBarrierTests {
    private let roles = Stage(order: 2, name: "roles", isBarrier: false)
    private let bindings = Stage(order: 3, name: "bindings", isBarrier: false)

    private func planned(_ stage: Stage, _ name: String, requires: [String] = [], concerns: [String]? = nil)
        -> PlannedObject
    {
        PlannedObject(
            stage, ours(name), requires: Set(requires.map { role($0).key }),
            concerns: concerns.map { Set($0.map { role($0).key }) })
    }

    private func status(_ name: String) -> PlannedStatus {
        let conditions = ConditionReducer.conditions(
            [], ready: ("Granted", ""), previous: [], generation: 1, at: applyTime)
        return PlannedStatus(
            key: role(name).key, uid: "u1", status: ["conditions": .array(conditions.map(\.value))])
    }

    /// `Ready` of the statuses that are to be written, by the name of their resource.
    private func ready(_ run: ApplyRun) -> [String: Condition] {
        Dictionary(
            uniqueKeysWithValues: run.operations.compactMap { operation -> (String, Condition)? in
                guard case .writeStatus(let object, _) = operation else { return nil }
                let conditions = object.content["status"]?["conditions"]?.array ?? []
                return conditions.lazy.compactMap { Condition(JSONDocument($0).root) }.first { $0.type == "Ready" }
                    .map { (operation.key.name, $0) }
            })
    }

    @Test("after a stage that is no barrier the next one begins, without what required the object that failed")
    func requirement() {
        let plan = Plan(desired: [
            planned(roles, "r1"), planned(roles, "r2"), planned(bindings, "b1", requires: ["r1"]),
            planned(bindings, "b2", requires: ["r2"]),
        ])
        var run = ApplyRun(plan)
        run.answer("r1", .invalid("bad rule"))
        #expect(run.asked == ["get r1", "get r2"])
        run.answer("r2", .notFound(""))
        run.answer("r2", .done(resourceVersion: "2"))
        #expect(run.asked.last == "get b2")
        #expect(!run.asked.contains("get b1"))
        #expect(run.results["b1"] == .notAttempted)
        run.answer("b2", .notFound(""))
        run.answer("b2", .done(resourceVersion: "3"))
        #expect(run.outcome == .stalled(reason: "apply Role ns/r1: bad rule", recheckAfter: .seconds(300)))
    }

    @Test("what requires an object that was itself left out is left out too")
    func chain() {
        let last = Stage(order: 4, name: "rest", isBarrier: false)
        let plan = Plan(desired: [
            planned(roles, "r1"), planned(bindings, "b1", requires: ["r1"]), planned(last, "x", requires: ["b1"]),
        ])
        var run = ApplyRun(plan)
        run.answer("r1", .failed("reset"))
        #expect(run.results["x"] == .notAttempted)
        #expect(run.asked == ["get r1"])
    }

    @Test("a revocation is a barrier: after it failed nothing else begins")
    func barrier() {
        var run = ApplyRun(Plan(desired: [planned(roles, "r1")], removals: [removal("x")]))
        run.answer("x", .forbidden("no right"))
        #expect(run.asked == ["delete x"])
        #expect(run.results["r1"] == .notAttempted)
    }

    @Test("only the statuses that a failure concerns tell of it, and whoever was left out is not ready")
    func concerns() {
        let plan = Plan(
            desired: [
                planned(roles, "r1", concerns: ["cr1"]), planned(roles, "r2", concerns: ["cr2"]),
                planned(bindings, "b3", requires: ["r1"], concerns: ["cr3"]),
            ],
            statuses: ["cr1", "cr2", "cr3"].map(status))
        var run = ApplyRun(
            plan, live: [live(role("cr1")), live(role("cr2")), live(role("cr3")), applied(ours("r2"))])
        run.answer("r1", .forbidden("no right"))
        let conditions = ready(run)
        #expect(conditions["cr1"]?.reason == "Forbidden")
        #expect(conditions["cr2"]?.reason == "Granted")
        #expect(conditions["cr3"]?.reason == "NotAttempted")
        #expect(conditions.mapValues(\.status) == ["cr1": .false, "cr2": .true, "cr3": .false])
    }

    @Test("a failure that concerns nobody in particular is told by all")
    func everybody() {
        let plan = Plan(removals: [removal("x")], statuses: ["cr1", "cr2"].map(status))
        var run = ApplyRun(plan, live: [live(role("cr1")), live(role("cr2"))])
        run.answer("x", .failed("reset"))
        #expect(ready(run).mapValues(\.reason) == ["cr1": "ApplyFailed", "cr2": "ApplyFailed"])
    }
}
