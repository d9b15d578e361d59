import ClusterModel
import DevCluster
import KubeClient
import KubeConformance
import KubeModel
import KubeTesting
import Testing

/// Cases run against the model, called directly.
struct InMemory: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable @concurrent () async throws -> Void
    )
        async throws
    {
        let host = ClusterHost.forTests()
        // The model's controllers act within the request that they react to.
        let runner = ConformanceRunner(namespacePrefix: "memory", patience: .seconds(3)) {
            (persona) async throws(KubeError) in
            InMemoryTransport(host, as: persona.map { UserInfo(name: $0.name, groups: $0.groups) } ?? .administrator)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while true {
                    try await Task.sleep(for: .seconds(1))
                    await host.tick()
                }
            }
            try await Place("in memory", runner, administrator: InMemoryTransport(host)).perform(function)
            group.cancelAll()
        }
    }
}

/// Cases run against the model behind its server, through the client that Idmon uses.
struct OverTheSocket: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable @concurrent () async throws -> Void
    )
        async throws
    {
        try await RunningServer.run(ClusterHost.forTests()) { server in
            let clients = Clients(try server.configuration())
            let place = Place(
                "over the socket", clients.runner(prefix: "socket"), administrator: try clients.transport(nil))
            try await place.perform(function)
            await clients.shutDown()
        }
    }
}

/// Cases run against a kube-apiserver that is started for them.
struct OnTheRealServer: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable @concurrent () async throws -> Void
    )
        async throws
    {
        try await ControlPlane.run { server in
            let clients = Clients(try server.configuration())
            let prefix = "real-\(String(UInt32.random(in: .min ... .max), radix: 36))"
            let place = Place(
                "on the real server", clients.runner(prefix: prefix), administrator: try clients.transport(nil))
            try await place.perform(function)
            await clients.shutDown()
        }
    }
}

extension Place {
    fileprivate func perform(_ function: @Sendable @concurrent () async throws -> Void) async throws {
        try await Place.$current.withValue(self) { try await function() }
        await finish()
    }
}
