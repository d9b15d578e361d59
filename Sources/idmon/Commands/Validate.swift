import ArgumentParser
import JSONTree
import KubeModel
import KubeRuntime

/// `idmon validate`.
struct Validate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Checks manifests, without a cluster.",
        discussion: """
            Finds what the API server would refuse, and what it cannot see: claims beyond the scope's ceiling, scopes and \
            installations that are not among the files, grants that have expired. Each finding has its file, line and \
            column, a code, and what to do. Kinds that are not Idmon's are passed over.

            Exit code 1 when there is an error; --strict counts warnings as errors.

            Examples:
              idmon validate -f access/
              idmon validate -f - --strict < binding.yaml
              idmon validate -f access/ -o json
            """)

    @OptionGroup var files: FileOptions

    @Option(
        help: ArgumentHelp("The time at which notBefore and expiresAt are judged; default: now.", valueName: "time"))
    var at: KubeTime?

    @Flag(help: "Exit with 1 for warnings too.")
    var strict = false

    @Option(name: .shortAndLong, help: "text, json or yaml.")
    var output: OutputFormat = .text

    func run() throws {
        let manifests = try files.load()
        guard !manifests.isEmpty else {
            throw CommandFailure(
                "there is no object in \(files.paths.joined(separator: ", "))",
                hint: "what was to write them may have failed", status: ExitStatus.badInput)
        }
        let check = ManifestCheck(manifests, at: at ?? SystemClock.now())
        switch output {
        case .text: check.tell(Terminal.output)
        case .json, .yaml: Console.write(output.print(check.report))
        }
        if check.hasErrors || (strict && !check.findings.isEmpty) { throw ExitStatus.findings }
    }
}
