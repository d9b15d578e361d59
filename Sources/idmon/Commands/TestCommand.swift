import AccessExplainer
import AccessModel
import ArgumentParser
import JSONTree
import KubeModel
import KubeRuntime

/// `idmon test`.
struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Checks that access is as AccessTests say, without a cluster.",
        discussion: """
            Reads AccessTests together with the installations, realms, scopes, bindings and templates that they are about, \
            and says of each statement whether it is true. Of one that is not it tells of whom, and the first thing that \
            makes it so, with file and line. The operator checks the same statements in a cluster.

            Exit code 0: all statements are true. 1: one is not, or cannot be decided, or the files have errors.

            Examples:
              idmon test -f access/
              idmon test -f access/ -f tests/ -o junit > access-tests.xml
              idmon test -f access/ -o tap
              idmon test -f access/ --at 2027-07-01T00:00:00Z      as it will be then
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, junit, tap, json, yaml
    }

    @OptionGroup var files: FileOptions

    @Option(
        help: ArgumentHelp("The time at which notBefore and expiresAt are judged; default: now.", valueName: "time"))
    var at: KubeTime?

    @Option(name: .shortAndLong, help: "text, junit, tap, json or yaml.")
    var output: Format = .text

    func run() throws {
        let time = at ?? SystemClock.now()
        let manifests = try files.load()
        let check = ManifestCheck(manifests, at: time)
        if check.hasErrors {
            check.tell(Terminal.error)
            throw CommandFailure("nothing was tested: the files have errors", status: ExitStatus.findings)
        }
        ManifestCheck.tellUnserved(manifests)
        let report = AccessTestReport(check, at: time)
        guard !report.entries.isEmpty else {
            throw CommandFailure(
                "there is no AccessTest among the files", hint: "docs/access-tests.md shows how one is written",
                status: ExitStatus.badInput)
        }
        switch output {
        case .text: Console.write(report.text(Terminal.output))
        case .junit: Console.write(report.junit)
        case .tap: Console.write(report.tap)
        case .json: Console.write(OutputFormat.json.print(report.value))
        case .yaml: Console.write(OutputFormat.yaml.print(report.value))
        }
        if !report.isPassed { throw ExitStatus.findings }
    }
}
