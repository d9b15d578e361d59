import Foundation
import KubeClient
import KubeModel

/// Small requests to an nginx on this machine, 16 in flight, beside a bare loop over `curl_multi`.
///
/// Server and client share the processors, so the figures are lower bounds and only their ratio tells much.
enum ClientBenchmark {
    private static let inFlight = 16
    private static let requests = 40_000
    /// Requests per second that the project promises over plain HTTP.
    private static let bar = 10_000.0

    static func run() async throws {
        guard let server = try BenchmarkServer.start() else {
            print("  skipped: nginx is not installed")
            return
        }
        defer { server.stop() }
        try await measure("HTTP/1.1", server.plain, authority: nil, bar: bar)
        if let secure = server.secure {
            try await measure("HTTP/2, TLS", secure, authority: server.certificate, bar: nil)
        } else {
            print("  HTTP/2 skipped: openssl is not installed")
        }
    }

    private static func measure(_ name: String, _ address: String, authority: String?, bar: Double?) async throws {
        let transport = try CurlTransport(
            KubeConfiguration(
                cluster: "nginx", user: "none", server: try ServerAddress(address),
                authority: authority.map { .file($0) }))
        let client = KubeClient(transport: transport)
        let key = ObjectKey(.configMap, namespace: "argo", name: "a")
        var (raw, sent, decoded) = (0.0, 0.0, 0.0)
        for _ in 0..<3 {
            raw = max(
                raw, try RawCurlLoop.rate("\(address)/x", authority: authority, requests: requests, inFlight: inFlight))
            sent = max(sent, try await rate { _ = try await transport.send(.get(key), timeout: .seconds(10)) })
            decoded = max(decoded, try await rate { _ = try await client.get(key) })
        }
        await transport.shutDown()
        report("\(name), curl_multi alone", raw, bar: nil, raw: nil)
        report("\(name), CurlTransport.send", sent, bar: bar, raw: raw)
        report("\(name), KubeClient.get with its JSON", decoded, bar: bar, raw: raw)
    }

    /// Requests per second of tasks that each send one after the other.
    private static func rate(_ request: @escaping @Sendable () async throws -> Void) async throws -> Double {
        let start = Measurement.now
        try await withThrowingTaskGroup { group in
            for _ in 0..<inFlight {
                group.addTask { for _ in 0..<(requests / inFlight) { try await request() } }
            }
            try await group.waitForAll()
        }
        return Double(requests) / (Measurement.now - start)
    }

    private static func report(_ name: String, _ rate: Double, bar: Double?, raw: Double?) {
        var line = "  " + Measurement.padded(name, 44) + "\(Measurement.rounded(rate)) requests/s"
        if let bar { line += ", \(Measurement.rounded(rate / bar))× the bar of \(Int(bar))" }
        if let raw { line += ", \(Measurement.rounded(rate / raw))× curl_multi alone" }
        print(line)
    }
}
