import Glibc
import Synchronization

/// A request as it came over the wire.
struct PeerRequest: Sendable {
    let method: String
    /// The target as written: path and query, or `host:port` of a CONNECT, or a whole URL to a proxy.
    let target: String
    /// Names in lower case; of several with one name the values joined by `, `.
    let headers: [String: String]
    let body: [UInt8]
}

/// What a scripted server does next on a connection.
enum PeerStep: Sendable {
    case send([UInt8])
    case pause(milliseconds: UInt32)
    /// Closes with RST instead of FIN.
    case reset
    case close

    static func text(_ text: String) -> PeerStep { .send(Array(text.utf8)) }

    /// A whole answer with a length.
    static func response(
        _ status: Int = 200, type: String = "application/json", headers: [String] = [], _ body: String = "{}"
    ) -> PeerStep {
        let lines = ["HTTP/1.1 \(status) X", "Content-Type: \(type)", "Content-Length: \(body.utf8.count)"] + headers
        return .text(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }

    static let chunkedHead = PeerStep.text(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")

    static func chunk(_ bytes: [UInt8]) -> PeerStep {
        .send(Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Array("\r\n".utf8))
    }

    static let lastChunk = PeerStep.text("0\r\n\r\n")
}

/// A server on a loopback port that answers raw bytes, as a script says.
final class ScriptedPeer: Sendable {
    typealias Script = @Sendable (_ request: PeerRequest, _ index: Int) -> [PeerStep]

    let port: Int
    private let listener: Int32
    private let log = Mutex<[PeerRequest]>([])

    /// - Parameter greeting: what is sent on each connection before anything is asked.
    init(greeting: [UInt8] = [], _ script: @escaping Script) throws {
        (listener, port) = try Self.listening()
        Self.detach { [self] in accept(greeting, script) }
    }

    /// Refuses further connections.
    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    /// What was asked so far.
    var requests: [PeerRequest] { log.withLock { $0 } }

    /// Whether somebody listens on a port.
    static func isListening(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = loopback(port: UInt16(port))
        return withAddress(&address) { connect(descriptor, $0, $1) } == 0
    }

    // MARK: - Connections

    private func accept(_ greeting: [UInt8], _ script: @escaping Script) {
        while true {
            let connection = Glibc.accept(listener, nil, nil)
            guard connection >= 0 else { return }
            Self.detach { [self] in serve(connection, greeting, script) }
        }
    }

    private func serve(_ connection: Int32, _ greeting: [UInt8], _ script: Script) {
        defer { close(connection) }
        guard Self.write(connection, greeting) else { return }
        var buffer: [UInt8] = []
        while let request = Self.read(connection, &buffer) {
            let index = log.withLock { log in
                log.append(request)
                return log.count - 1
            }
            for step in script(request, index) {
                switch step {
                case .send(let bytes): guard Self.write(connection, bytes) else { return }
                case .pause(let milliseconds): usleep(milliseconds * 1000)
                case .close: return
                case .reset:
                    var option = linger(l_onoff: 1, l_linger: 0)
                    setsockopt(connection, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
                    return
                }
            }
        }
    }

    private static func read(_ connection: Int32, _ buffer: inout [UInt8]) -> PeerRequest? {
        var headEnd: Int?
        var missing = 1
        while missing > 0 {
            if let end = headEnd ?? Self.headEnd(buffer) {
                headEnd = end
                missing = end + contentLength(buffer[..<end]) - buffer.count
                if missing <= 0 { break }
            }
            var piece = [UInt8](repeating: 0, count: 1 << 16)
            let count = recv(connection, &piece, piece.count, 0)
            guard count > 0 else { return nil }
            buffer += piece[..<count]
        }
        guard let headEnd else { return nil }
        let end = headEnd + contentLength(buffer[..<headEnd])
        defer { buffer.removeFirst(end) }
        return request(head: buffer[..<headEnd], body: Array(buffer[headEnd..<end]))
    }

    private static func headEnd(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        return (0...bytes.count - 4).first { bytes[$0..<$0 + 4].elementsEqual([13, 10, 13, 10]) }.map { $0 + 4 }
    }

    private static func contentLength(_ head: ArraySlice<UInt8>) -> Int {
        Int(request(head: head, body: []).headers["content-length"] ?? "") ?? 0
    }

    private static func request(head: ArraySlice<UInt8>, body: [UInt8]) -> PeerRequest {
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n").map(String.init)
        let words = (lines.first ?? "").split(separator: " ").map(String.init)
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = String(line[line.index(colon, offsetBy: 1)...].drop { $0 == " " })
            let name = line[..<colon].lowercased()
            headers[name] = headers[name].map { "\($0), \(value)" } ?? value
        }
        return PeerRequest(
            method: words.first ?? "", target: words.count > 1 ? words[1] : "", headers: headers, body: body)
    }

    private static func write(_ connection: Int32, _ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    // MARK: - System calls

    private static func listening() throws -> (descriptor: Int32, port: Int) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = loopback(port: 0)
        let bound = withAddress(&address) { bind(listener, $0, $1) }
        guard listener >= 0, bound == 0, listen(listener, 64) == 0 else { throw PeerFailure(code: errno) }
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &size) }
        }
        return (listener, Int(UInt16(bigEndian: address.sin_port)))
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }

    private static func withAddress(
        _ address: inout sockaddr_in, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    private static func detach(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Body(body))
        pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, box.toOpaque())
        pthread_detach(thread)
    }
}

struct PeerFailure: Error { let code: Int32 }
