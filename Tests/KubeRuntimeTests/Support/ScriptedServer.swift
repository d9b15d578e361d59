import KubeClient
import KubeModel
import Synchronization

/// A server whose answers a test writes: lists at once, watches in lines that stay open until they are left.
final class ScriptedServer: Transport {
    typealias Script = @Sendable (_ request: APIRequest, _ index: Int) -> APIResponse

    private let script: Script
    private let log = Mutex<[APIRequest]>([])

    init(_ script: @escaping Script) { self.script = script }

    var requests: [APIRequest] { log.withLock { $0 } }
    var watches: [APIRequest] { requests.filter { $0.queryValue("watch") != nil } }

    func send(_ request: APIRequest, timeout: Duration) async throws(KubeError) -> APIResponse { answer(request) }

    func stream(_ request: APIRequest, idleTimeout: Duration) async throws(KubeError) -> ResponseStream {
        let response = answer(request)
        let body = OpenBody(response.body)
        return ResponseStream(
            status: response.status, contentType: response.contentType, headers: response.headers,
            next: { () async throws(KubeError) in await body.next(isOpen: response.isSuccess) })
    }

    private func answer(_ request: APIRequest) -> APIResponse {
        let index = log.withLock { log in
            log.append(request)
            return log.count - 1
        }
        return script(request, index)
    }
}

/// A body in one piece, after which nothing comes.
private actor OpenBody {
    private var bytes: [UInt8]?

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func next(isOpen: Bool) async -> [UInt8]? {
        defer { bytes = nil }
        if let bytes, !bytes.isEmpty { return bytes }
        if isOpen { try? await Task.sleep(for: .seconds(600)) }
        return nil
    }
}

extension APIResponse {
    static func json(_ text: String, status: Int = 200) -> APIResponse {
        APIResponse(status: status, body: Array(text.utf8))
    }
}
