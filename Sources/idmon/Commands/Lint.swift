import AccessLinter
import AccessModel
import ArgumentParser
import KubeClient
import KubeModel

/// `idmon lint`.
struct Lint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Finds what is wrong with an Argo single sign-on set-up, Idmon's or not.",
        discussion: """
            Judges accounts with rules, their precedences, tokens and rights, argo-server's flags and rights, Argo's \
            settings and version: rules that fail, never match or are shadowed by others, tokens that are missing, people \
            who may act as others. Reads files, or without any the cluster; of Secrets only names, types and keys. What \
            may not be read is named, and nothing is said about what depends on it.

            Exit code 1 when there is an error or a warning; notes do not count. Exit code 4 when there is none, but \
            something may not be read and --allow-unread is not given.

            Examples:
              idmon lint -f argo/
              idmon lint -f - -n argo < rendered.yaml
              idmon lint --context production --min-severity error
              idmon lint -f argo/ --groups groups.txt --ignore IDM362,IDM363
              idmon lint -f argo/ -o sarif > lint.sarif
              idmon lint --allow-unread -o json         with a kubeconfig that may not read Secrets
              idmon lint --explain IDM314
            """)

    @OptionGroup var files: FileOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: SetupOptions

    @Option(help: ArgumentHelp("Leave out what is less: note, warning or error.", valueName: "severity"))
    var minSeverity: Finding.Severity = .note

    @Option(
        help: ArgumentHelp("Codes to leave out, with commas between them; may be repeated.", valueName: "code"))
    var ignore: [String] = []

    @Flag(help: "Do not exit with 4 because something in the cluster may not be read.")
    var allowUnread = false

    @Option(help: ArgumentHelp("Say what a code means and how to mend it, and do nothing else.", valueName: "code"))
    var explain: String?

    @Option(name: .shortAndLong, help: "text, json, yaml or sarif.")
    var output: LintReport.Format = .text

    func run() async throws {
        if let explain { return Console.write(try Self.explanation(explain)) }
        let ignored = try ignoredCodes()
        let (setup, source) = try await options.setup(files, cluster, ArgoSetup.judgedKinds)
        let findings = AccessLinter(setup).findings.filter { finding in
            finding.severity >= minSeverity && !ignored.contains(finding.fault.code)
        }
        let report = LintReport(
            findings: findings.map { PlacedLintFinding($0, at: source?.place(of: $0)) }.inOrder, setup: setup,
            passedOver: source?.passedOver ?? 0)
        for remark in report.remarks { Console.writeError(remark) }
        report.print(output)
        if findings.contains(where: { $0.severity > .note }) { throw ExitStatus.findings }
        if !setup.unread.isEmpty, !allowUnread { throw ExitStatus.unknown }
    }

    private func ignoredCodes() throws(CommandFailure) -> Set<String> {
        var codes: Set<String> = []
        for code in ignore.flatMap({ $0.split(separator: ",") }).map({ String($0).uppercased() }) {
            guard LintFault.named(code) != nil else { throw Self.unknown(code) }
            codes.insert(code)
        }
        return codes
    }

    private static func explanation(_ code: String) throws(CommandFailure) -> String {
        if let fault = LintFault.named(code.uppercased()) {
            return """
                \(fault.code): \(fault.title) (\(fault.severity.rawValue))

                \(fault.reason)

                How to mend it: \(fault.remedy)
                """
        }
        guard let code = FindingCode(rawValue: code.uppercased()) else { throw unknown(code) }
        let entry = FindingCatalogue.entry(code)
        return "\(code.rawValue): \(entry.title) (\(entry.severity.rawValue))\n\n\(entry.explanation)"
    }

    private static func unknown(_ code: String) -> CommandFailure {
        let codes = FindingCode.allCases.map(\.rawValue) + LintFault.all.map(\.code)
        let meant = NearestName.suggestion(for: code, among: codes).map { "did you mean \($0)? " } ?? ""
        return CommandFailure(
            "there is no code \(code)", hint: "\(meant)docs/findings.md lists them", status: ExitStatus.badInput)
    }
}

extension Finding.Severity: ExpressibleByArgument {}
extension LintReport.Format: ExpressibleByArgument {}

extension [PlacedLintFinding] {
    /// By place where there is one, otherwise by object.
    fileprivate var inOrder: [PlacedLintFinding] {
        sorted { left, right in
            guard let first = left.place, let second = right.place else { return left.finding < right.finding }
            return (first.file, first.line, first.column, left.finding.fault.code)
                < (second.file, second.line, second.column, right.finding.fault.code)
        }
    }
}
