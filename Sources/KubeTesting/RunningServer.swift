import ClusterModel
package import DevCluster
import Glibc
package import KubeClient
import KubeModel
import Logging

/// A dev cluster's server that listens on a free port of the loopback address.
package struct RunningServer: Sendable {
    package let port: Int

    package var address: String { "http://127.0.0.1:\(port)" }

    /// Runs a server for the time of an operation.
    package static func run<Value: Sendable>(
        _ host: ClusterHost, _ operation: (RunningServer) async throws -> Value
    ) async throws -> Value {
        let (ports, port) = AsyncStream<Int>.makeStream(bufferingPolicy: .bufferingNewest(1))
        var logger = Logger(label: "dev cluster")
        // A server that is cancelled reports that as an error.
        logger.logLevel = .critical
        let server = DevClusterServer(host, port: 0, logger: logger) { number in
            port.yield(number)
            port.finish()
        }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { port.finish() }
                try await server.run()
            }
            defer { group.cancelAll() }
            for await port in ports { return try await operation(RunningServer(port: port)) }
            try await group.next()
            throw Stopped()
        }
    }

    /// The server ended before the operation.
    private struct Stopped: Error {}

    /// How a client reaches the server as an administrator.
    package func configuration() throws(KubeError) -> KubeConfiguration {
        KubeConfiguration(cluster: "dev", user: "dev", server: try ServerAddress(address))
    }
}

extension ClusterHost {
    /// A cluster on the wall clock.
    package static func forTests() -> ClusterHost {
        let now: @Sendable () -> KubeTime = { KubeTime(seconds: Int64(time(nil))) }
        return ClusterHost(Cluster(ClusterConfiguration(startTime: now())), now: now)
    }
}
