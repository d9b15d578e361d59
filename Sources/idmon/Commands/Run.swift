import ArgumentParser
import Glibc
import IdmonOperator
import KubeClient
import KubeRuntime
import Logging
import ServiceLifecycle
import UnixSignals

/// `idmon run`.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Runs the operator against a cluster.",
        discussion: """
            In a pod it uses the pod's ServiceAccount; elsewhere a kubeconfig. It stops gracefully on SIGTERM and SIGINT: \
            what it has begun is finished, and the Lease is given back.

            Examples:
              idmon run
              idmon run --kubeconfig ~/.kube/config --context staging --listen 127.0.0.1:8081
              idmon run --no-leader-election --log-level debug
              idmon run --report-address 127.0.0.1:8082   then http://127.0.0.1:8082/report
            """)

    @OptionGroup var cluster: ClusterOptions

    @Option(help: ArgumentHelp("Where /healthz, /readyz and /metrics are served.", valueName: "host:port"))
    var listen = ListenAddress(host: "127.0.0.1", port: 8081)

    @Option(
        help: ArgumentHelp(
            "Where the report is served at /report, to everybody who can connect; default: nowhere.",
            valueName: "host:port"))
    var reportAddress: ListenAddress?

    @Option(
        help: ArgumentHelp(
            "A name by which browsers may ask for the report besides localhost and addresses; may be repeated.",
            valueName: "name"))
    var reportHost: [String] = []

    @Flag(inversion: .prefixedNo, help: "Work only while holding a Lease, so that several replicas can run.")
    var leaderElection = true

    @Option(
        name: [.customShort("n"), .long],
        help: ArgumentHelp("The namespace of the Lease; default: the operator's own.", valueName: "name"))
    var namespace: String?

    @OptionGroup var logging: LogOptions

    func run() async throws {
        let transport = try cluster.transport()
        let logger = logging.logger()
        let metrics = MetricsRegistry()
        let client = KubeClient(
            transport: MeasuredTransport(transport, metrics: metrics), options: .init(fieldManager: "idmon"))
        do throws(KubeError) {
            _ = try await client.serverVersion()
        } catch {
            throw CommandFailure(
                "the API server cannot be used: \(error)",
                hint: "check the kubeconfig, the network and the credentials",
                status: ExitStatus.unreachable)
        }
        var configuration = OperatorConfiguration(
            listener: .init(host: listen.host, port: listen.port), electsLeader: leaderElection,
            leaseNamespace: namespace ?? transport.configuration.namespace, identity: Self.identity())
        configuration.report = reportAddress.map { .init(host: $0.host, port: $0.port) }
        configuration.reportNames = Set(reportHost.map { $0.lowercased() })
        let service = IdmonOperator(
            configuration: configuration,
            client: client, metrics: metrics, logger: logger)
        logger.info(
            "starting", metadata: ["version": "\(IdmonVersion.current)", "server": "\(transport.configuration.server)"])
        let group = ServiceGroup(
            services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        try await group.run()
        await transport.shutDown()
    }

    /// The pod's name, or the machine's, with what tells two processes of one name apart.
    static func identity() -> String {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        let host = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return "\(host)_\(UInt32.random(in: .min ... .max))"
    }
}

/// `HOST:PORT`; an IPv6 host stands in brackets.
struct ListenAddress: ExpressibleByArgument {
    let host: String
    let port: Int

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":"), let port = UInt16(argument[argument.index(after: colon)...])
        else {
            return nil
        }
        var host = argument[..<colon]
        if host.hasPrefix("[") && host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        self.init(host: host.isEmpty ? "0.0.0.0" : String(host), port: Int(port))
    }

    var defaultValueDescription: String { "\(host):\(port)" }
}
