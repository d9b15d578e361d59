import AccessLinter
import ArgumentParser
import JSONTree
import KubeModel
import KubeRuntime
import YAMLTree

/// `idmon import`.
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Makes Idmon's resources of a single sign-on set-up made by hand.",
        discussion: """
            Reads accounts with rules, their Roles and the WorkflowTemplates from files, or without any from the cluster, \
            and prints an installation, a realm, scopes and bindings that give the same access. Rules for groups are taken \
            over; each group gets the roles that come nearest to what it has and give nothing more. What is different \
            afterwards, and for whom, stands at the head of the output. Nothing is applied.

            Examples:
              idmon import -f argo/ -f templates/ > access.yaml
              idmon import --context production -o json
              idmon import -f argo/ --issuer https://keycloak.example.org/realms/production
              idmon lint -f argo/        first: what is wrong with it
            """)

    @OptionGroup var files: FileOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: SetupOptions

    @Option(
        help: ArgumentHelp("The issuer of the realm, where Argo's settings have none that is usable.", valueName: "URL")
    )
    var issuer: String?

    @Option(name: .shortAndLong, help: "yaml or json.")
    var output: OutputFormat = .yaml

    func run() async throws {
        let (setup, _) = try await options.setup(files, cluster, ArgoSetup.kinds)
        let result: SetupImport
        do throws(SetupImport.Obstacle) {
            result = try SetupImport(setup, issuer: issuer, now: SystemClock.now())
        } catch {
            throw CommandFailure(
                error.message, hint: error.hint, status: error.isUnread ? ExitStatus.unknown : ExitStatus.badInput)
        }
        switch output {
        case .json: Console.write(result.value.prettyText(indent: 2))
        case .yaml, .text:
            // Rules of others stand in it: each of their lines is a comment too.
            let lines = result.header.flatMap {
                $0.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            }
            let head = lines.map { $0.isEmpty ? "#\n" : "# \($0)\n" }.joined()
            Console.write(head + YAMLWriter.stream(result.resources.map(\.content)))
        }
    }
}
