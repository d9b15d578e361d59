import Hummingbird
package import Logging
import NIOCore
import ServiceLifecycle

/// Serves a cluster over HTTP on the loopback address, so that kubectl and every other client can use it.
///
/// Who sends no credentials is an administrator: the server is for one person's machine. For that reason it binds to
/// 127.0.0.1 alone and refuses what web pages in a browser would send.
package struct DevClusterServer: Service {
    private let host: ClusterHost
    private let port: Int
    private let logger: Logger
    private let didStart: @Sendable (Int) -> Void

    /// - Parameters:
    ///   - port: 0 lets the system choose.
    ///   - didStart: called once with the port that is listened on.
    package init(
        _ host: ClusterHost, port: Int, logger: Logger, didStart: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.host = host
        self.port = port
        self.logger = logger
        self.didStart = didStart
    }

    /// Serves until graceful shutdown or cancellation.
    package func run() async throws {
        let exchange = HTTPExchange(host: host)
        let application = Application(
            responder: CallbackResponder<BasicRequestContext> { request, _ in await exchange.answer(request) },
            configuration: .init(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { [didStart] channel in didStart(channel.localAddress?.port ?? 0) },
            logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            group.addTask { [host] in
                while true {
                    try await Task.sleep(for: .seconds(1))
                    await host.tick()
                    // The server waits for its connections, and watches would keep them for minutes.
                    if Task.isShuttingDownGracefully { await host.endWatches() }
                }
            }
            try await group.next()
            group.cancelAll()
        }
    }
}
