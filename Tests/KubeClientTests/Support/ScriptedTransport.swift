import KubeClient
import KubeModel
import Synchronization

/// A transport without a network: a closure answers each request.
final class ScriptedTransport: Transport {
    typealias Script = @Sendable (_ request: APIRequest, _ index: Int) throws(KubeError) -> APIResponse

    private let script: Script
    private let log = Mutex<[APIRequest]>([])

    init(_ script: @escaping Script) { self.script = script }

    var requests: [APIRequest] { log.withLock { $0 } }

    func send(_ request: APIRequest, timeout: Duration) async throws(KubeError) -> APIResponse {
        let index = log.withLock { log in
            log.append(request)
            return log.count - 1
        }
        return try script(request, index)
    }

    /// The body arrives in one piece.
    func stream(_ request: APIRequest, idleTimeout: Duration) async throws(KubeError) -> ResponseStream {
        let response = try await send(request, timeout: idleTimeout)
        let pieces = Mutex([response.body])
        let box = PieceBox(pieces.withLock { $0 })
        return ResponseStream(
            status: response.status, contentType: response.contentType, headers: response.headers,
            next: { () async throws(KubeError) -> [UInt8]? in box.next() })
    }
}

/// The pieces of a body that a stream has still to give.
final class PieceBox: Sendable {
    private let pieces: Mutex<[[UInt8]]>
    init(_ pieces: [[UInt8]]) { self.pieces = Mutex(pieces.reversed()) }
    func next() -> [UInt8]? { pieces.withLock { $0.popLast() } }
}

/// Time that passes only when it is slept or set.
final class ManualTime: Sendable {
    private let state = Mutex<(now: Duration, sleeps: [Duration])>((.zero, []))

    var now: Duration { state.withLock { $0.now } }
    var sleeps: [Duration] { state.withLock { $0.sleeps } }

    func advance(_ duration: Duration) { state.withLock { $0.now += duration } }

    func sleep(_ duration: Duration) {
        state.withLock { state in
            state.now += duration
            state.sleeps.append(duration)
        }
    }
}

extension APIResponse {
    static func json(_ text: String, status: Int = 200, headers: [String: String] = [:]) -> APIResponse {
        APIResponse(status: status, headers: headers, body: Array(text.utf8))
    }
}

extension KubeClient {
    /// A client whose waiting costs no time.
    static func scripted(_ transport: any Transport, time: ManualTime = ManualTime()) -> KubeClient {
        var options = Options()
        options.sleep = { duration async throws(CancellationError) in time.sleep(duration) }
        options.uptime = { time.now }
        options.random = { 0 }
        return KubeClient(transport: transport, options: options)
    }
}
