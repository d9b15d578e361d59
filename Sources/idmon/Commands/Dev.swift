import AccessModel
import ArgumentParser
import ClusterModel
import DevCluster
import IdmonOperator
import JSONTree
import KubeClient
import KubeModel
import KubeRuntime
import Logging
import ServiceLifecycle
import Synchronization
import UnixSignals
import YAMLTree

/// `idmon dev`.
struct Dev: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dev",
        abstract: "Runs a cluster on this machine: API server, CRDs, samples and the operator.",
        discussion: """
            The API server is a model in this process: enough for kubectl, Idmon's resources and what Idmon generates, \
            and no pods. It listens on 127.0.0.1 only, asks nobody for credentials, and forgets everything when it ends.

            Examples:
              idmon dev
              kubectl --kubeconfig idmon-dev.kubeconfig get workflowbindings -A
              idmon dev -f access/ --port 6444
            """)

    @OptionGroup var files: FileOptions

    @Option(help: ArgumentHelp("The port of the API server; 0 takes a free one.", valueName: "port"))
    var port: UInt16 = 0

    @Option(help: ArgumentHelp("Where the kubeconfig is written.", valueName: "file"))
    var writeKubeconfig = "idmon-dev.kubeconfig"

    @Flag(help: "Start with an empty cluster: the CRDs and nothing else.")
    var empty = false

    @OptionGroup var logging: LogOptions

    func run() async throws {
        let manifests = try loadManifests()
        let logger = logging.logger()
        let start = SystemClock.now()
        let host = ClusterHost(Cluster(.init(startTime: start)), now: { SystemClock.now() })
        let dev = DevSession(manifests: manifests, kubeconfig: writeKubeconfig, logger: logger)
        let listening = AsyncStream<Int>.makeStream(bufferingPolicy: .bufferingNewest(1))
        // A client that goes away in the middle of a watch is nothing to tell a person about.
        var serverLogger = logger
        serverLogger.logLevel = max(logger.logLevel, .critical)
        let server = DevClusterServer(host, port: Int(port), logger: serverLogger) { port in
            listening.continuation.yield(port)
            listening.continuation.finish()
        }
        let session = DevSessionService(session: dev, ports: listening.stream)
        let group = ServiceGroup(
            services: [server, session], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        try await group.run()
    }

    private func loadManifests() throws(CommandFailure) -> [Manifest] {
        if empty { return [] }
        return files.paths.isEmpty ? try Manifest.samples() : try files.load()
    }
}

/// Waits for the server, fills the cluster, and runs the operator.
private struct DevSessionService: Service {
    let session: DevSession
    let ports: AsyncStream<Int>

    func run() async throws {
        for await port in ports.cancelOnGracefulShutdown() { try await session.run(port: port) }
    }
}
