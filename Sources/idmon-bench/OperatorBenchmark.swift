import AccessModel
import Glibc
import KubeClient
import KubeModel
import KubeTesting

/// The program as it is shipped: how soon it answers, what it occupies, and how fast it serves a real API server.
enum OperatorBenchmark {
    static func run() async throws {
        guard let program = Machine.program else {
            print("  SKIPPED: idmon is not beside idmon-bench; make bench builds it")
            return
        }
        try start(program)
        guard ControlPlane.isAvailable else {
            print("  SKIPPED on a real API server: \(ControlPlane.absence)")
            return
        }
        try await ControlPlane.run { server in try await serve(program, server) }
    }

    private static func start(_ program: String) throws {
        let time = try Measurement(runs: 20) { try Child(program, ["version"]).wait() }
        line(
            "idmon version",
            "\(Measurement.rounded(time.best * 1000)) ms (median \(rounded(time.median * 1000))), bar 30")
    }

    private static func serve(_ program: String, _ server: ControlPlane) async throws {
        let transport = try CurlTransport(try server.configuration())
        let people = KubeClient(transport: transport, options: .init(fieldManager: "people"))
        for definition in IdmonCRDs.documents {
            _ = try await people.apply(KubeObject(.customResourceDefinition, content: definition), force: true)
        }
        try await measureIdle(program, server)
        for resource in ManyBindings.resources { _ = try await people.apply(resource, force: true) }
        print("  on a real API server on this machine: \(ManyBindings.title)")
        try await measureConvergence(program, server, people)
        await transport.shutDown()
    }

    private static func measureIdle(_ program: String, _ server: ControlPlane) async throws {
        let child = try Child(program, arguments(server), environment: environment)
        try await Task.sleep(for: .seconds(10))
        line("memory of the idle operator", "\(megabytes(child.memory?.now)), bar 30")
        try child.stop()
    }

    private static func measureConvergence(_ program: String, _ server: ControlPlane, _ people: KubeClient) async throws
    {
        let start = Measurement.now
        let child = try Child(program, arguments(server), environment: environment)
        var isDone = false
        while !isDone, Measurement.now - start < 300 {
            try await Task.sleep(for: .milliseconds(100))
            isDone = try await ManyBindings.areInEffect(people)
        }
        let seconds = Measurement.now - start
        let metrics = try await Program.run("curl", ["-sS", "http://\(address)/metrics"]).output
        let requests = sum("idmon_api_requests_total", metrics)
        line("cold start to all grants in effect", isDone ? "\(rounded(seconds)) s, bar 30" : "not within 300 s")
        line("requests", "\(requests), \(rounded(Double(requests) / seconds))/s")
        line("writes", "\(sum("idmon_writes_total", metrics))")
        line("memory of the operator at the peak", "\(megabytes(child.memory?.peak)), bar 100")
        try child.stop()
    }

    private static let address = "127.0.0.1:\(20_000 + Int(getpid()) % 10_000)"

    /// That of the Deployment.
    private static let environment = ["MALLOC_ARENA_MAX=1"]

    private static func arguments(_ server: ControlPlane) -> [String] {
        ["run", "--kubeconfig", server.kubeconfig, "--listen", address, "--namespace", "default"]
    }

    private static func sum(_ family: String, _ metrics: String) -> Int {
        metrics.split(separator: "\n").filter { $0.hasPrefix(family + "{") }
            .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.reduce(0) { $0 + Int($1) }
    }

    private static func rounded(_ value: Double) -> String { Measurement.rounded(value) }

    private static func megabytes(_ bytes: Int?) -> String {
        bytes.map { "\(Measurement.rounded(Double($0) / 1e6)) MB" } ?? "unknown"
    }

    private static func line(_ name: String, _ value: String) {
        print("  " + Measurement.padded(name, 44) + value)
    }
}
