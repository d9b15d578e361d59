import Hummingbird
package import Logging
import ServiceLifecycle

/// Serves `/healthz`, `/readyz` and `/metrics`.
///
/// `/healthz` fails only when the process should be restarted; `/readyz` names what is still missing.
package struct HealthServer: Service {
    /// What a probe found: nil when all is well, otherwise a sentence that tells what is not.
    package typealias Probe = @Sendable () -> String?

    private let host: String
    private let port: Int
    private let liveness: Probe
    private let readiness: Probe
    private let metrics: @Sendable () -> String
    private let logger: Logger

    /// - Parameters:
    ///   - host: the address to listen on; in a pod `0.0.0.0`, elsewhere the loopback address.
    ///   - port: 0 lets the system choose.
    package init(
        host: String, port: Int, liveness: @escaping Probe, readiness: @escaping Probe,
        metrics: @escaping @Sendable () -> String, logger: Logger
    ) {
        self.host = host
        self.port = port
        self.liveness = liveness
        self.readiness = readiness
        self.metrics = metrics
        self.logger = logger
    }

    package func run() async throws {
        let router = Router()
        router.get("/healthz") { _, _ in Self.answer(liveness()) }
        router.get("/readyz") { _, _ in Self.answer(readiness()) }
        router.get("/metrics") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: .init(byteBuffer: ByteBuffer(string: metrics())))
        }
        let application = Application(
            router: router,
            configuration: .init(address: .hostname(host, port: port), serverName: nil),
            logger: logger)
        try await application.runService(gracefulShutdownSignals: [])
    }

    private static func answer(_ problem: String?) -> Response {
        Response(
            status: problem == nil ? .ok : .serviceUnavailable,
            headers: [.contentType: "text/plain; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: (problem ?? "ok") + "\n")))
    }
}
