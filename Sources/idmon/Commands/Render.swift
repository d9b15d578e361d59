import AccessCompiler
import AccessModel
import ArgumentParser
import JSONTree
package import KubeModel
import KubeRuntime
import ReconcileCore
import YAMLTree

/// `idmon render`.
struct Render: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Prints the objects that would be generated, without a cluster.",
        discussion: """
            Reads installations, realms, scopes, bindings and namespaces from files and prints the ServiceAccounts, \
            Secrets, Roles and RoleBindings that the operator would make of them, in the order in which it makes them. \
            Tokens count as being there. Secrets for tokens that the operator requests are not printed: while they \
            have no token, argo-server would act as system:anonymous. Files with errors are not rendered.

            Examples:
              idmon render -f access/
              idmon render -f access/ --at 2027-07-01T00:00:00Z
              kustomize build . | idmon render -f - -o json
            """)

    @OptionGroup var files: FileOptions

    @Option(
        help: ArgumentHelp("The time at which notBefore and expiresAt are judged; default: now.", valueName: "time"))
    var at: KubeTime?

    @Option(name: .shortAndLong, help: "yaml or json.")
    var output: OutputFormat = .yaml

    func run() throws {
        let manifests = try files.load()
        let check = ManifestCheck(manifests, at: at ?? SystemClock.now())
        if check.hasErrors {
            check.tell(Terminal.error)
            throw CommandFailure("nothing was rendered: the files have errors", status: ExitStatus.findings)
        }
        let desired = check.observations.map { AccessPlanner().plan($0) }.flatMap(\.desired)
        let objects = desired.sorted { ($0.stage, $0.key) < ($1.stage, $1.key) }.map(\.object.content)
        if objects.isEmpty {
            Console.writeError(
                "nothing is generated: an ArgoInstallation, its KeycloakRealm, a WorkflowScope and a WorkflowBinding are needed"
            )
        }
        let leftOut = Self.secretsLeftOut(desired.map(\.object))
        if leftOut > 0 {
            Console.writeError("not printed: \(leftOut) Secrets with tokens, which the operator requests when it runs")
        }
        switch output {
        case .json:
            let list: JSONValue = ["apiVersion": "v1", "kind": "List", "items": .array(objects)]
            Console.write(list.prettyText(indent: 2))
        case .yaml, .text: if !objects.isEmpty { Console.write(YAMLWriter.stream(objects)) }
        }
    }

    /// How many of the accounts name a Secret that is not among the objects.
    private static func secretsLeftOut(_ objects: [KubeObject]) -> Int {
        let printed = Set(objects.filter { $0.type == .secret }.map(\.name))
        let named = objects.compactMap {
            $0.content["metadata"]?["annotations"]?[WellKnown.Annotation.tokenName]?.string
        }
        return named.count { !printed.contains($0) }
    }
}

extension KubeTime: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}
