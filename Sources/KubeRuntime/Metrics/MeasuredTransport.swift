package import KubeClient
package import KubeModel

/// A transport that counts and times what goes through another.
package struct MeasuredTransport<Wrapped: Transport>: Transport {
    private let wrapped: Wrapped
    private let metrics: MetricsRegistry

    package init(_ wrapped: Wrapped, metrics: MetricsRegistry) {
        self.wrapped = wrapped
        self.metrics = metrics
    }

    package func send(_ request: APIRequest, timeout: Duration) async throws(KubeError) -> APIResponse {
        let start = ContinuousClock.now
        defer { metrics.observe(.requestSeconds, start.duration(to: .now), [("method", request.method.rawValue)]) }
        do {
            let response = try await wrapped.send(request, timeout: timeout)
            count(request.method.rawValue, String(response.status))
            return response
        } catch {
            count(request.method.rawValue, error.code.description)
            throw error
        }
    }

    package func stream(_ request: APIRequest, idleTimeout: Duration) async throws(KubeError) -> ResponseStream {
        do {
            let stream = try await wrapped.stream(request, idleTimeout: idleTimeout)
            count("WATCH", String(stream.status))
            return stream
        } catch {
            count("WATCH", error.code.description)
            throw error
        }
    }

    private func count(_ method: String, _ code: String) {
        metrics.add(to: .requests, [("method", method), ("code", code)])
    }
}
