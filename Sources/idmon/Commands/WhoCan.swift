import AccessExplainer
import AccessModel
import ArgumentParser
import JSONTree
import KubeModel

/// `idmon who-can`.
struct WhoCan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "who-can",
        abstract: "Lists all groups and known people who may do something, with their way in.",
        discussion: """
            Asks the question of idmon why for everybody who logs in, for each group that a scope or binding names, for \
            combinations of groups where none of them alone may, and for the members that the realm lists. People act through \
            argo-server; --also-outside-idmon adds who has the same rights, or could take them, through RBAC that Idmon did not \
            make: roles that others bound, who reads tokens or asks for them, who runs pods beside them, who hands out rights.

            Exit code 0 when somebody may, 1 when nobody may, 2 for bad input, 3 when the cluster cannot be reached, 4 when it \
            is not known of anybody.

            Examples:
              idmon who-can submit nightly-report -f access/
              idmon who-can approve nightly-report --step approve-release -f access/
              idmon who-can delete -n payments --also-outside-idmon
              idmon who-can submit cwft/shared-report -n payments -o json
            """)

    @OptionGroup var question: QuestionOptions
    @OptionGroup var source: SnapshotOptions

    @Flag(name: .customLong("also-outside-idmon"), help: "Also who may through RBAC that Idmon did not make.")
    var includesOutside = false

    @Option(name: .shortAndLong, help: "text, json or yaml.")
    var output: OutputFormat = .text

    func run() async throws {
        _ = try question.resolvedAction()
        let loaded = try await source.load(focus: question.namespace)
        let asked = try await question.question(nil, loaded)
        let found = AccessExplainer(loaded.snapshot).whoCan(asked)
        let outside = includesOutside ? loaded.snapshot.outsideAccess(for: asked) : []
        let printer = AnswerOutput(loaded: loaded, terminal: .output)
        switch output {
        case .text: Console.write(text(found, outside, asked, printer))
        case .json, .yaml: Console.write(output.print(value(found, outside, asked, printer)))
        }
        if found.contains(where: { $0.verdict.isYes }) || !outside.isEmpty { return }
        throw found.isEmpty && isComplete(loaded.snapshot) ? ExitStatus.findings : ExitStatus.unknown
    }

    /// Whether somebody who may would have been found.
    private func isComplete(_ snapshot: AccessSnapshot) -> Bool {
        snapshot.unread.isEmpty && (!includesOutside || snapshot.roles.unknownRoles.isEmpty)
    }

    private func text(
        _ found: [HolderAccess], _ outside: [OutsideAccess], _ asked: AccessQuestion, _ printer: AnswerOutput
    ) -> String {
        var lines = ["\(QuestionWords.what(asked)):"]
        if found.isEmpty {
            let isKnown = printer.loaded.snapshot.unread.isEmpty
            lines.append("  nobody through argo-server" + (isKnown ? "" : ", as far as it could be read"))
        }
        for access in found {
            let mark = access.verdict.isYes ? "" : "? "
            let account = access.account.map { "  as \($0)" } ?? ""
            lines.append("  \(mark)\(access.holder)\(account)")
            if case .unknown(let reason) = access.verdict { lines.append("      not known: \(reason)") }
            lines += access.grants.map { "      \(printer.words($0))" }
        }
        if includesOutside {
            lines += ["", "outside of Idmon:"]
            let unknown = printer.loaded.snapshot.roles.unknownRoles
            if outside.isEmpty && unknown.isEmpty { lines.append("  nobody") }
            for access in outside {
                lines.append("  \(access.subject): \(access.meaning)")
                lines.append("      \(access.way.binding) gives \(access.way.role)")
            }
            lines += unknown.map { "  ? \($0.binding) gives \($0.role), which is not known" }
        }
        lines += printer.loaded.snapshot.unread.map { "not read: \($0)" }
        return lines.joined(separator: "\n") + "\n"
    }

    private func value(
        _ found: [HolderAccess], _ outside: [OutsideAccess], _ asked: AccessQuestion, _ printer: AnswerOutput
    ) -> JSONValue {
        var value: JSONObject = [
            "action": .string(asked.action.rawValue), "namespace": .string(asked.namespace),
        ]
        value["target"] = QuestionWords.target(asked.target).map(JSONValue.string)
        value["who"] = .array(
            found.map { access in
                var entry: JSONObject = [
                    "who": .string(access.holder.description),
                    "groups": .array(access.holder.groups.map { .string($0.text) }),
                    "answer": .string(AnswerOutput.word(access.verdict)),
                ]
                if case .unknown(let reason) = access.verdict { entry["reason"] = .string(reason) }
                entry["account"] = access.account.map { .string("\($0.namespace ?? "")/\($0.name)") }
                entry["grants"] = .array(access.grants.map(printer.value))
                return .object(entry)
            })
        if includesOutside {
            value["unknownRoles"] = .array(
                printer.loaded.snapshot.roles.unknownRoles.map {
                    ["binding": .string($0.binding.description), "role": .string($0.role.description)]
                })
            value["outside"] = .array(
                outside.map { access in
                    [
                        "who": .string(access.subject), "meaning": .string(access.meaning),
                        "binding": .string(access.way.binding.description),
                        "role": .string(access.way.role.description),
                        "rule": .integer(Int64(access.way.rule)),
                    ]
                })
        }
        value["unread"] = .array(printer.loaded.snapshot.unread.map { .string($0.description) })
        return .object(value)
    }
}
