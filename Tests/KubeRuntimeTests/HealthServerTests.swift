import KubeRuntime
import KubeTesting
import Logging
import ServiceLifecycle
import Synchronization
import Testing

@Suite("Health server") struct HealthServerTests {
    private final class Readiness: Sendable {
        private let state = Mutex<String?>("scopes are not listed yet")
        var problem: String? { state.withLock { $0 } }
        func clear() { state.withLock { $0 = nil } }
    }

    /// - Returns: the status code and the body.
    private func get(_ path: String, _ port: Int) async throws -> (code: String, body: String) {
        let result = try await Program.run(
            "curl", ["--silent", "--max-time", "5", "--write-out", "%{http_code}", "http://127.0.0.1:\(port)\(path)"])
        return (String(result.output.suffix(3)), String(result.output.dropLast(3)))
    }

    @Test("it tells whether the process lives, what keeps it from being ready, and its metrics")
    func answers() async throws {
        let readiness = Readiness()
        let port = try FreePort.find()
        let server = HealthServer(
            host: "127.0.0.1", port: port, liveness: { nil }, readiness: { readiness.problem },
            metrics: { "idmon_test 1\n" }, logger: .silent)
        let group = ServiceGroup(services: [server], logger: .silent)
        let task = Task { try await group.run() }
        try await eventually("the server") { try await get("/healthz", port).code == "200" }
        let missing = try await get("/readyz", port)
        #expect(missing.code == "503")
        #expect(missing.body == "scopes are not listed yet\n")
        readiness.clear()
        #expect(try await get("/readyz", port).code == "200")
        let metrics = try await get("/metrics", port)
        #expect(metrics.code == "200")
        #expect(metrics.body == "idmon_test 1\n")
        #expect(try await get("/elsewhere", port).code == "404")
        await group.triggerGracefulShutdown()
        try await task.value
    }
}
