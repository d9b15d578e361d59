import KubeClient
import KubeModel

/// A transport that lets something else happen just before a request arrives.
struct BeforeRequest<Wrapped: Transport>: Transport {
    let wrapped: Wrapped
    let action: @Sendable (APIRequest) async -> Void

    init(_ wrapped: Wrapped, _ action: @escaping @Sendable (APIRequest) async -> Void) {
        self.wrapped = wrapped
        self.action = action
    }

    func send(_ request: APIRequest, timeout: Duration) async throws(KubeError) -> APIResponse {
        await action(request)
        return try await wrapped.send(request, timeout: timeout)
    }

    func stream(_ request: APIRequest, idleTimeout: Duration) async throws(KubeError) -> ResponseStream {
        try await wrapped.stream(request, idleTimeout: idleTimeout)
    }
}
