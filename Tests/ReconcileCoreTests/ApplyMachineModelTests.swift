import JSONTree
import KubeModel
import ReconcileCore
import Testing

/// Every answer to every action, in every order.
@Suite("Performing a plan, all answers in all orders")
struct ApplyMachineModelTests {
    private static let stages = (1...3).map { Stage(order: $0, name: "stage \($0)") }
    private static let ownership = Ownership(label: "ours", value: "yes", adoptionAnnotation: "adopt")

    private static func object(_ name: String) -> KubeObject { role(name, labels: ["ours": "yes"]) }

    /// The stage of each object: what is deleted first, what is made, what is released.
    private static let stageOf = ["gone": 1, "new": 2, "old": 2, "cr": 3]

    private static let plan = Plan(
        desired: [PlannedObject(stages[1], object("new")), PlannedObject(stages[1], object("old"))],
        removals: [PlannedRemoval(stages[0], role("gone").key, preconditions: .init(uid: "u1"))],
        finalizers: [FinalizerChange(stages[2], .remove, key: role("cr").key, finalizer: "f")],
        statuses: [PlannedStatus(key: role("cr").key, uid: "u1", status: ["conditions": []])])

    private static let observed: [LiveObject] = [
        live(role("gone")),
        applied(object("old")) { $0["metadata"]?["labels"] = ["ours": "no"] },
        live(role("cr")) { $0["metadata"]?["finalizers"] = ["f"] },
    ]

    private struct Candidate: Sendable {
        let name: String
        let reply: ApplyMachine.Reply
        let isGood: @Sendable (ApplyMachine.Action) -> Bool

        init(_ name: String, _ reply: ApplyMachine.Reply, _ isGood: @escaping @Sendable (ApplyMachine.Action) -> Bool) {
            self.name = name
            self.reply = reply
            self.isGood = isGood
        }
    }

    private static let replies = [
        Candidate("done", .done(resourceVersion: "9"), { if case .perform = $0 { true } else { false } }),
        Candidate("not found", .notFound("nf"), { !$0.isApply }),
        Candidate("found", .found(applied(object("new"))), { if case .confirmAbsent = $0 { true } else { false } }),
        Candidate("found foreign", .found(live(role("new"))), { _ in false }),
        Candidate("pending", .deletionPending, { _ in false }),
        Candidate("conflict", .conflict("c"), { _ in false }),
        Candidate("forbidden", .forbidden("f"), { _ in false }),
        Candidate("failed", .failed("x"), { _ in false }),
    ]

    private struct State {
        var machine: ApplyMachine
        var open: [Int: ApplyMachine.Action] = [:]
        /// The earliest stage in which something went wrong.
        var failedStage = Int.max
        var outcome: Outcome?
        var path: [String] = []

        mutating func take(_ actions: [ApplyMachine.Action]) {
            for action in actions {
                switch action {
                case .perform(let id, _), .confirmAbsent(let id, _):
                    open[id] = action
                    check(action)
                case .finish(let end):
                    if outcome != nil { Issue.record("finished twice: \(path)") }
                    if !open.isEmpty { Issue.record("finished with actions under way: \(path)") }
                    outcome = end
                }
            }
        }

        private func check(_ action: ApplyMachine.Action) {
            if case .perform(_, .writeStatus) = action { return }
            let stage = action.key.flatMap { ApplyMachineModelTests.stageOf[$0.name] } ?? 0
            if stage > failedStage { Issue.record("stage \(stage) began after a failure: \(path)") }
        }
    }

    private func search(_ state: State, ends: inout Int) {
        guard state.outcome == nil else {
            ends += 1
            let hasFailed = state.failedStage < Int.max
            if hasFailed == (state.outcome == .done) {
                Issue.record("\(state.path) ended as \(String(describing: state.outcome))")
            }
            return
        }
        if state.open.isEmpty { Issue.record("stuck after \(state.path)") }
        for (id, action) in state.open.sorted(by: { $0.key < $1.key }) {
            for candidate in Self.replies {
                var next = state
                next.open[id] = nil
                next.path.append("\(candidate.name) for \(action.key?.name ?? "")")
                if !candidate.isGood(action) {
                    next.failedStage = min(next.failedStage, action.key.flatMap { Self.stageOf[$0.name] } ?? 0)
                }
                next.take(next.machine.handle(candidate.reply, for: id, at: KubeTime(seconds: 0)))
                search(next, ends: &ends)
            }
        }
    }

    @Test("the machine always ends, never begins a stage after a failure, and is done only when all went well")
    func exhaustive() {
        let options = ApplyMachine.Options(fieldManager: manager, ownership: Self.ownership)
        var state = State(
            machine: ApplyMachine(Self.plan, options: options) { key in Self.observed.first { $0.key == key } })
        state.take(state.machine.start(at: KubeTime(seconds: 0)))
        var ends = 0
        search(state, ends: &ends)
        print("apply machine: \(ends) runs enumerated")
        #expect(ends > 1000)
    }
}

extension ApplyMachine.Action {
    fileprivate var isApply: Bool { if case .perform(_, .apply) = self { true } else { false } }
}
