import AccessModel
import ArgumentParser
import Glibc
import IdmonOperator
import KubeClient
import KubeModel
import Logging

/// `idmon uninstall`.
struct Uninstall: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninstall",
        abstract: "Takes away everything that Idmon made, in a safe order.",
        discussion: """
            Deletes Idmon's resources and everything that was generated for them: what gives access first, finalizers \
            last. It works whether the operator runs or not; from one that runs it takes the Lease. Needs the rights of a \
            cluster administrator. Objects that Idmon did not make are left alone.

            Examples:
              idmon uninstall --all --dry-run
              idmon uninstall --all
              idmon uninstall --all --keep-crds --yes
              idmon uninstall --installation argo/main
            """)

    @OptionGroup var cluster: ClusterOptions

    @Option(
        help: ArgumentHelp(
            "One ArgoInstallation and what was made for it; its scopes and bindings stay.", valueName: "namespace/name")
    )
    var installation: InstallationArgument?

    @Flag(help: "All resources of Idmon, everything that was made for them, and the CustomResourceDefinitions.")
    var all = false

    @Flag(help: "Show what would be taken away, and do nothing.")
    var dryRun = false

    @Flag(name: .shortAndLong, help: "Do not ask. Needed where nobody can answer.")
    var yes = false

    @Flag(name: .customLong("keep-crds"), help: "With --all: leave the CustomResourceDefinitions.")
    var keepsDefinitions = false

    @Option(
        name: [.customShort("n"), .long],
        help: ArgumentHelp("The namespace of the operator's Lease.", valueName: "name"))
    var namespace = "idmon-system"

    @Option(help: ArgumentHelp("How many seconds it may take.", valueName: "seconds"))
    var timeout: Int = 300

    @Option(help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel: Logger.Level = .error

    func validate() throws {
        guard all != (installation != nil) else {
            throw ValidationError("name either --installation namespace/name or --all")
        }
        guard timeout > 0 else { throw ValidationError("--timeout is a positive number of seconds") }
    }

    private var extent: UninstallExtent { installation.map { .installation($0.name) } ?? .everything }

    func run() async throws {
        let transport = try cluster.transport()
        let client = KubeClient(transport: transport, options: .init(fieldManager: "idmon"))
        let survey: UninstallSurvey
        do throws(KubeError) {
            survey = try await UninstallSurvey(of: extent, client)
        } catch {
            let isReached = error.code == .forbidden
            throw CommandFailure(
                "the cluster cannot be looked at: \(error)", hint: "this needs an administrator's kubeconfig",
                status: isReached ? ExitStatus.findings : ExitStatus.unreachable)
        }
        show(survey)
        if dryRun { return }
        let removesDefinitions = all && !keepsDefinitions && survey.hasDefinitions
        guard !survey.isEmpty || removesDefinitions else { return }
        try confirm()
        try await remove(client, removesDefinitions: removesDefinitions)
        await transport.shutDown()
    }

    private func show(_ survey: UninstallSurvey) {
        let resources = Dictionary(grouping: survey.resources, by: \.type.kind).sorted { $0.key < $1.key }
        for (kind, keys) in resources {
            Console.write("\(kind): \(keys.map { "\($0.namespace ?? "")/\($0.name)" }.joined(separator: ", "))")
        }
        let namespaces = Dictionary(grouping: survey.generated) { $0.namespace ?? "" }.sorted { $0.key < $1.key }
        for (namespace, keys) in namespaces {
            let kinds = Dictionary(grouping: keys, by: \.type.kind).sorted { $0.key < $1.key }
            let counts = kinds.map { "\($0.value.count) \($0.key)" }.joined(separator: ", ")
            Console.write("generated in \(namespace): \(counts)")
        }
        for key in survey.lookalikes { Console.write("left alone, since Idmon did not make it: \(key)") }
        if survey.isEmpty { Console.write("nothing of Idmon is there") }
    }

    private func confirm() throws {
        if yes { return }
        guard isatty(STDIN_FILENO) == 1 else {
            throw CommandFailure(
                "nothing was done: nobody is there to be asked", hint: "--yes goes on without a question",
                status: ExitStatus.badInput)
        }
        Console.writeError("Everybody loses the access that was given through this. Type yes to go on:")
        guard readLine() == "yes" else {
            throw CommandFailure("nothing was done", status: ExitStatus.findings)
        }
    }

    private func remove(_ client: KubeClient, removesDefinitions: Bool) async throws {
        let logs = LogOptions.logger(level: logLevel)
        let uninstaller = Uninstaller(
            client: client, leaseNamespace: namespace, identity: "idmon-uninstall-\(UInt64.random(in: .min ... .max))",
            patience: .seconds(timeout), logger: logs)
        let left: UninstallSurvey
        do {
            left = try await uninstaller.run(extent) { Console.write($0) }
            if left.isEmpty, removesDefinitions { try await uninstaller.removeDefinitions() }
        } catch {
            throw CommandFailure(
                "not everything was taken away: \(error)",
                hint: "run the same command again; it goes on where it stopped",
                status: ExitStatus.findings)
        }
        guard left.isEmpty else {
            let names = (left.resources + left.generated).prefix(20).map { "  \($0)" }.joined(separator: "\n")
            throw CommandFailure(
                "not everything was gone after \(timeout) s:\n\(names)",
                hint:
                    "look for finalizers of others, and for what writes resources again, such as Git; then run it again",
                status: ExitStatus.findings)
        }
        Console.write("nothing is left")
        if all {
            Console.write(
                "now remove the operator: kubectl delete -k deploy/base, or helm uninstall idmon -n \(namespace)")
        }
    }
}

/// `namespace/name` on the command line.
struct InstallationArgument: ExpressibleByArgument {
    let name: ResourceName

    init?(argument: String) {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, parts.allSatisfy(DNSName.isSubdomain) else { return nil }
        name = ResourceName(namespace: parts[0], name: parts[1])
    }
}
