import AccessCompiler
import ArgumentParser
import JSONTree
import KubeModel
import KubeRuntime

/// `idmon identities`.
struct Identities: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "identities",
        abstract: "Lists as whom people would act, and who gets too little, without a cluster.",
        discussion: """
            Argo acts for a person as one ServiceAccount: that with the highest precedence whose rule is true. Prints the \
            accounts of each installation in this order, for whom they are and what they give, and the combinations of \
            groups that go without an account and so get less than their groups together. A precedence may differ from the \
            one in a cluster, where accounts keep the one they have.

            Examples:
              idmon identities -f access/
              idmon identities -f access/ -o json
              kustomize build . | idmon identities -f -
            """)

    @OptionGroup var files: FileOptions

    @Option(
        help: ArgumentHelp("The time at which notBefore and expiresAt are judged; default: now.", valueName: "time"))
    var at: KubeTime?

    @Option(name: .shortAndLong, help: "text, json or yaml.")
    var output: OutputFormat = .text

    func run() throws {
        let manifests = try files.load()
        let check = ManifestCheck(manifests, at: at ?? SystemClock.now())
        if check.hasErrors {
            check.tell(Terminal.error)
            throw CommandFailure("nothing was listed: the files have errors", status: ExitStatus.findings)
        }
        let reports = check.observations.compactMap { IdentityReport($0) }
        if reports.isEmpty { Console.writeError("there are no identities: no ArgoInstallation is among the files") }
        switch output {
        case .text: if !reports.isEmpty { Console.write(reports.map(\.text).joined(separator: "\n")) }
        case .json, .yaml: Console.write(output.print(["installations": .array(reports.map(\.value))]))
        }
    }
}
