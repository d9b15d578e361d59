import AccessModel
import JSONTree
package import KubeModel
package import ReconcileCore

/// What is told of an AccessTest in a cluster.
package struct AccessTestStatus: Sendable {
    /// So many statements that are not true are named, and so many characters of what is wrong with each.
    private static let failureLimit = 20
    private static let messageLimit = 1024

    package let planned: PlannedStatus
    /// Tells once when a statement begins not to be true; nil otherwise.
    package let note: EventNote?
    package let run: AccessTestRun

    /// - Parameter live: the AccessTest as it was observed.
    /// - Returns: nil for one that is malformed or being deleted.
    package init?(_ live: LiveObject, on table: AccessTable, at now: KubeTime) {
        var findings: [Finding] = []
        guard !live.isBeingDeleted, let test = AccessTest.decode(live.root, findings: &findings) else { return nil }
        let run = AccessTestRun(test, on: table)
        self.run = run
        let condition = Self.condition(run, live, now)
        let wrong = run.results.filter { $0.outcome != .passed }
        let status: JSONValue = [
            "observedGeneration": .integer(live.generation), "conditions": [condition.value],
            "summary": .string("\(run.count(.passed)) of \(run.results.count)"),
            "failed": .integer(Int64(run.count(.failed))), "undecided": .integer(Int64(run.count(.undecided))),
            "failures": .array(
                wrong.prefix(Self.failureLimit).map { result in
                    [
                        "test": .integer(Int64(result.index)),
                        "name": .string(Self.short(result.statement.description)),
                        "message": .string(Self.short(result.message() ?? "")),
                    ]
                }),
        ]
        planned = PlannedStatus(key: live.key, uid: live.uid, status: status)
        let before = Condition.conditions(of: live).first { $0.type == condition.type }
        let isNews = condition.status == .false && before?.status != .false
        note =
            isNews
            ? EventNote(
                regarding: live.key, uid: live.uid, severity: .warning, reason: condition.reason, action: "Test",
                message: condition.message) : nil
    }

    private static func condition(_ run: AccessTestRun, _ live: LiveObject, _ now: KubeTime) -> Condition {
        let (status, reason): (Condition.Status, String) =
            run.count(.failed) > 0
            ? (.false, "Failed") : run.count(.undecided) > 0 ? (.unknown, "Undecided") : (.true, "Passed")
        let first = run.results.first { $0.outcome == (status == .false ? .failed : .undecided) }
        let others = run.results.count { $0.outcome == first?.outcome } - 1
        let message = first.map { result in
            "\(result.statement): \(result.message() ?? "")" + (others > 0 ? " (and \(others) more)" : "")
        }
        return Condition(
            "Passed", status, reason: reason,
            message: short(message ?? "\(run.results.count) of \(run.results.count) statements are true"),
            observedGeneration: live.generation, lastTransitionTime: now
        ).keepingTransition(of: Condition.conditions(of: live))
    }

    private static func short(_ text: String) -> String {
        let scalars = text.unicodeScalars
        return scalars.count <= messageLimit
            ? text : String(String.UnicodeScalarView(scalars.prefix(messageLimit - 1))) + "…"
    }
}
