package import ClusterModel
package import DevCluster
package import KubeClient
package import KubeModel

/// A transport that is answered by a model of the API server in the same process.
package struct InMemoryTransport: Transport {
    package let host: ClusterHost
    package let user: UserInfo

    package init(_ host: ClusterHost, as user: UserInfo = .administrator) {
        self.host = host
        self.user = user
    }

    package func send(_ request: APIRequest, timeout: Duration) async throws(KubeError) -> APIResponse {
        switch await host.handle(request, as: user) {
        case .response(let response): return response
        case .watch: throw KubeError(.protocolViolation, "a watch was sent as a plain request")
        }
    }

    package func stream(_ request: APIRequest, idleTimeout: Duration) async throws(KubeError) -> ResponseStream {
        switch await host.handle(request, as: user) {
        case .response(let response):
            let body = OnceOnly(response.body)
            return ResponseStream(
                status: response.status, contentType: response.contentType, headers: response.headers,
                next: { () async throws(KubeError) in await body.take() })
        case .watch(let subscription):
            let cursor = WatchCursor(host: host, subscription: subscription)
            return ResponseStream(status: 200, next: { () async throws(KubeError) in try await cursor.next() })
        }
    }
}

/// A body that is handed out once.
private actor OnceOnly {
    private var bytes: [UInt8]?

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func take() -> [UInt8]? {
        defer { bytes = nil }
        return bytes.flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// Where one watch stands.
private actor WatchCursor {
    private let host: ClusterHost
    private var subscription: WatchSubscription
    private var hasEnded = false

    init(host: ClusterHost, subscription: WatchSubscription) {
        self.host = host
        self.subscription = subscription
    }

    func next() async throws(KubeError) -> [UInt8]? {
        while !hasEnded {
            if Task.isCancelled { throw KubeError(.cancelled, "the watch was cancelled") }
            let (batch, next) = await host.nextBatch(of: subscription)
            subscription = next
            hasEnded = batch.hasEnded
            if !batch.lines.isEmpty { return batch.lines.flatMap { $0 + [UInt8(ascii: "\n")] } }
        }
        return nil
    }
}
