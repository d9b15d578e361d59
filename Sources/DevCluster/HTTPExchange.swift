import ClusterModel
import HTTPTypes
import Hummingbird
import JSONTree
import KubeModel
import NIOCore

/// Turns HTTP requests into the model's requests, and its replies into HTTP responses.
struct HTTPExchange: Sendable {
    let host: ClusterHost

    func answer(_ request: Request) async -> Response {
        do throws(APIStatus) {
            try BrowserGuard.check(request.head)
            let user = try await Authentication(host).user(request.headers)
            let wanted = try await RequestReader.read(request)
            switch await host.handle(wanted, as: user) {
            case .response(let answer): return response(answer)
            case .watch(let subscription): return watch(subscription, of: request)
            }
        } catch {
            let refusal = APIResponse(status: error.code, body: error.value.bytes)
            return response(refusal, withoutBody: request.method == .head)
        }
    }

    private func response(_ answer: APIResponse, withoutBody: Bool = false) -> Response {
        var headers: HTTPFields = [.contentType: answer.contentType, .cacheControl: "no-cache, private"]
        for (name, value) in answer.headers {
            if let field = HTTPField.Name(name) { headers[field] = value }
        }
        let body = withoutBody ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
        return Response(status: .init(code: answer.status), headers: headers, body: body)
    }

    /// Streams the events of a watch until it ends or the client goes away.
    private func watch(_ subscription: WatchSubscription, of request: Request) -> Response {
        let body = ResponseBody { [host] writer in
            // The head of the answer leaves with the first bytes, and clients wait for it.
            try await writer.write(ByteBuffer())
            try await request.body.consumeWithCancellationOnInboundClose { _ in
                var subscription = subscription
                while !Task.isCancelled {
                    let (batch, next) = await host.nextBatch(of: subscription)
                    subscription = next
                    if !batch.lines.isEmpty { try await writer.write(Self.chunk(batch.lines)) }
                    if batch.hasEnded { break }
                }
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "application/json"], body: body)
    }

    private static func chunk(_ lines: [[UInt8]]) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(lines.reduce(0) { $0 + $1.count + 1 })
        for line in lines {
            buffer.writeBytes(line)
            buffer.writeInteger(UInt8(ascii: "\n"))
        }
        return buffer
    }
}
