import KubeClient
import KubeConformance
import Synchronization

/// The clients of everybody in whose name cases make requests.
final class Clients: Sendable {
    private let configuration: KubeConfiguration
    private let transports = Mutex<[Persona?: CurlTransport]>([:])

    init(_ configuration: KubeConfiguration) { self.configuration = configuration }

    func runner(prefix: String) -> ConformanceRunner {
        ConformanceRunner(namespacePrefix: prefix) { (persona) async throws(KubeError) in
            try self.transport(persona)
        }
    }

    func shutDown() async {
        for transport in transports.withLock({ Array($0.values) }) { await transport.shutDown() }
    }

    func transport(_ persona: Persona?) throws(KubeError) -> CurlTransport {
        try transports.withLock { (transports) throws(KubeError) in
            if let known = transports[persona] { return known }
            var configuration = configuration
            configuration.impersonation = persona.map { .init(user: $0.name, uid: nil, groups: $0.groups, extra: []) }
            let transport = try CurlTransport(configuration)
            transports[persona] = transport
            return transport
        }
    }
}
