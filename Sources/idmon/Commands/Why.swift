import AccessExplainer
import ArgumentParser
import JSONTree
import KubeModel
import KubeRuntime

/// `idmon why`.
struct Why: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Says whether a person may do something, and why, link by link.",
        discussion: """
            Follows one request from the person's groups to the API server's answer: which groups argo-server keeps, which \
            rule is true and which it beats, the ServiceAccount and its token, the role that gives each right and the grant \
            from which that role comes, the admission policies and their limits. Each link names its object and field, with \
            file, line and column where it stands in a file. For a no: what would make it yes, and who may change that.

            With -f the files are judged as if they were carried out; without, the cluster as it is. What could not be read \
            is named, and makes the answer unknown where it matters. Secrets are read as metadata only.

            Exit code 0 for yes, 1 for no, 2 for bad input, 3 when the cluster cannot be reached, 4 for unknown.

            Examples:
              idmon why submit nightly-report -g /payments/developers -f access/
              idmon why submit nightly-report -g /payments/leads -p region=us -f access/
              idmon why approve nightly-report --step approve-release -g /payments/leads
              idmon why stop workflow/nightly-report-x7k2p -n payments --claims token.json
              idmon why view -n payments --account argo/idmon-main-login
              idmon why --denial "$(grep forbidden argo-server.log | tail -1)"
            """)

    @OptionGroup var explain: ExplainOptions

    func run() async throws { try await explain.run(startsAtBreak: false) }
}

/// `idmon why-not`.
struct WhyNot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why-not",
        abstract: "Says why a person may not do something: the first broken link, and what would mend it.",
        discussion: """
            The same as idmon why, beginning where the chain breaks. The exit codes are the same too: 0 says that the \
            person may.

            Examples:
              idmon why-not submit settlement -g /payments/developers -f access/
              idmon why-not approve nightly-report -g /payments/leads -o json
            """)

    @OptionGroup var explain: ExplainOptions

    func run() async throws { try await explain.run(startsAtBreak: true) }
}

/// What `why` and `why-not` share.
struct ExplainOptions: ParsableArguments {
    @OptionGroup var question: QuestionOptions
    @OptionGroup var person: PersonOptions
    @OptionGroup var source: SnapshotOptions

    @Option(
        help: ArgumentHelp(
            "A line of a log with a denial by argo-server or the API server, in place of action and person.",
            valueName: "line"))
    var denial: String?

    @Option(name: .shortAndLong, help: "text, json or yaml.")
    var output: OutputFormat = .text

    func run(startsAtBreak: Bool) async throws {
        if let denial { return try await explain(denial) }
        _ = try question.resolvedAction()
        guard person.isGiven else {
            throw CommandFailure(
                "the question is about nobody", hint: "name the person with --group, --claims, --account or --user",
                status: ExitStatus.badInput)
        }
        var (person, notes) = try person.person(at: source.at ?? SystemClock.now())
        let loaded = try await source.load(focus: question.namespace)
        try self.person.check(against: loaded.snapshot)
        let asked = try await question.question(person, loaded)
        let answer = AccessExplainer(loaded.snapshot).answer(asked)
        if !answer.missingClaims.isEmpty {
            let names = answer.missingClaims.joined(separator: ", ")
            notes.append("--claims FILE, with the payload of the person's token, tells \(names)")
        }
        let printer = AnswerOutput(loaded: loaded, terminal: .output)
        switch output {
        case .text: Console.write(printer.text(answer, startsAtBreak: startsAtBreak, notes: notes))
        case .json, .yaml:
            Console.write(output.print(printer.value(answer, startsAtBreak: startsAtBreak, notes: notes)))
        }
        try Self.exit(answer.verdict)
    }

    private func explain(_ line: String) async throws {
        guard let denial = DenialLine(line) else {
            throw CommandFailure(
                "the line has no denial that is known",
                hint:
                    "paste the message of argo-server or of the API server, such as … is forbidden: User \"…\" cannot …",
                status: ExitStatus.badInput)
        }
        let loaded = try await source.load(focus: question.namespace)
        let (verdict, links) = AccessExplainer(loaded.snapshot).explain(denial)
        let printer = AnswerOutput(loaded: loaded, terminal: .output)
        switch output {
        case .text:
            let unread = loaded.snapshot.unread.map { "not read: \($0)" }
            let lines = ["denied now: \(Self.denied(verdict))", ""] + links.flatMap(printer.lines) + unread
            Console.write(lines.joined(separator: "\n"))
        case .json, .yaml:
            Console.write(
                output.print([
                    "answer": .string(AnswerOutput.word(verdict)), "links": .array(links.map(printer.value)),
                    "unread": .array(loaded.snapshot.unread.map { .string($0.description) }),
                ]))
        }
        try Self.exit(verdict)
    }

    private static func denied(_ verdict: Verdict) -> String {
        switch verdict {
        case .yes: "no"
        case .no: "yes"
        case .unknown(let reason): "unknown (\(reason))"
        }
    }

    private static func exit(_ verdict: Verdict) throws {
        switch verdict {
        case .yes: break
        case .no: throw ExitStatus.findings
        case .unknown: throw ExitStatus.unknown
        }
    }
}
