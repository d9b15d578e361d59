import AccessCompiler
import AccessExplainer
import AccessModel
import JSONTree
import KubeModel

/// What came of the AccessTests of some files, each statement with its place.
struct AccessTestReport {
    struct Entry {
        let test: ResourceName
        let result: AccessTestResult
        /// `file:line:column` of the statement.
        let place: String
        /// Of whom it is not true and why, in one line; nil when it is true.
        let message: String?
        /// Where what makes it so is written; nil where that is nowhere.
        let cause: String?
    }

    let entries: [Entry]

    init(_ check: ManifestCheck, at time: KubeTime) {
        let table = AccessTable(rendering: check.objects, now: time)
        let members = table.installations.values.flatMap(\.review.members)
        let names = Dictionary(members.compactMap { member in member.name.map { (member.subject, $0) } }) { $1 }
        func name(_ holder: AccessHolder) -> String {
            if case .person(let subject) = holder, let name = names[subject], !name.isEmpty { return name }
            return holder.description
        }
        entries = check.objects.filter { $0.type == .accessTest }.flatMap { object -> [Entry] in
            var findings: [Finding] = []
            guard let test = AccessTest.decode(JSONDocument(object.content).root, findings: &findings) else {
                return []
            }
            return AccessTestRun(test, on: table).results.map { result in
                let path = JSONPath().appending(name: "spec").appending(name: "tests").appending(index: result.index)
                let reason = result.counterexample?.reason
                let cause = reason.flatMap { reason in
                    reason.object.flatMap { check.manifests[$0]?.place(of: reason.path) }
                }
                return Entry(
                    test: test.name, result: result, place: check.manifests[object.key]?.place(of: path) ?? "",
                    message: result.message(name: name), cause: cause)
            }
        }
    }

    var isPassed: Bool { entries.allSatisfy { $0.result.outcome == .passed } }

    func count(_ outcome: AccessTestResult.Outcome) -> Int { entries.count { $0.result.outcome == outcome } }

    /// `5 of 6 true, 1 not`
    var summary: String {
        let undecided = count(.undecided) == 0 ? "" : ", \(count(.undecided)) undecided"
        return "\(count(.passed)) of \(entries.count) passed, \(count(.failed)) failed\(undecided)"
    }
}

extension AccessTestReport.Entry {
    /// What is wrong, with the place of what makes it so.
    var failure: String? {
        message.map { message in cause.map { "\(message) (\($0))" } ?? message }
    }
}
