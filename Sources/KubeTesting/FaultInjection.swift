package import KubeClient
package import KubeModel
import Synchronization

/// What goes wrong with one request.
package enum Fault: Sendable {
    /// The request never arrives.
    case requestLost
    /// The server acts on the request, and its answer is lost.
    case replyLost
    /// The server answers this instead of acting.
    case answer(APIResponse)
}

/// A transport that lets chosen requests go wrong; everything else passes.
package final class FaultInjection<Wrapped: Transport>: Transport {
    private let wrapped: Wrapped
    private let choose: @Sendable (_ number: Int, APIRequest) -> Fault?
    private let count = Mutex(0)

    /// - Parameter choose: the fault for a request; requests are numbered from 0 in the order in which they are sent.
    package init(_ wrapped: Wrapped, choose: @escaping @Sendable (_ number: Int, APIRequest) -> Fault?) {
        self.wrapped = wrapped
        self.choose = choose
    }

    package var sentRequests: Int { count.withLock { $0 } }

    package func send(_ request: APIRequest, timeout: Duration) async throws(KubeError) -> APIResponse {
        switch choose(nextNumber(), request) {
        case nil: return try await wrapped.send(request, timeout: timeout)
        case .requestLost?: throw KubeError(.unreachable, "injected: the request was lost")
        case .replyLost?:
            _ = try await wrapped.send(request, timeout: timeout)
            throw KubeError(.connectionLost, "injected: the reply was lost")
        case .answer(let response)?: return response
        }
    }

    package func stream(_ request: APIRequest, idleTimeout: Duration) async throws(KubeError) -> ResponseStream {
        switch choose(nextNumber(), request) {
        case nil: return try await wrapped.stream(request, idleTimeout: idleTimeout)
        case .requestLost?, .replyLost?: throw KubeError(.connectionLost, "injected: the connection was lost")
        case .answer(let response)?:
            return ResponseStream(status: response.status, next: { () async throws(KubeError) in nil })
        }
    }

    private func nextNumber() -> Int {
        count.withLock { count in
            defer { count += 1 }
            return count
        }
    }
}
