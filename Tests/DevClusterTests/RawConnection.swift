import Glibc

/// Linux's MSG_DONTWAIT, which imports as another type depending on the modules in sight.
private let doNotWait: CInt = 0x40

/// A TCP connection over which a test says exactly what it wants to.
final class RawConnection {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let descriptor: CInt

    init(port: Int) throws {
        descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(description: "no socket: \(errno)") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failure(description: "no connection to port \(port): \(errno)") }
    }

    deinit { close(descriptor) }

    func send(_ text: String) async throws {
        var rest = Array(text.utf8)[...]
        let flags = CInt(MSG_NOSIGNAL) | doNotWait
        while !rest.isEmpty {
            let count = try await whenReady("does not read") {
                rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, flags) }
            }
            rest = rest.dropFirst(count)
        }
    }

    /// Reads until the text contains something, or until the server closes the connection.
    func read(until part: String? = nil) async throws -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = try await whenReady("is silent") {
                recv(descriptor, &buffer, buffer.count, doNotWait)
            }
            bytes += buffer[..<count]
            let text = String(decoding: bytes, as: UTF8.self)
            if count == 0 || part.map(text.contains) == true { return text }
        }
    }

    /// Repeats a call until it does not have to wait: a call that blocks would take a thread from the server.
    private func whenReady(_ problem: String, _ call: () -> Int) async throws -> Int {
        for _ in 0..<10_000 {
            let count = call()
            if count >= 0 { return count }
            guard errno == EAGAIN else { break }
            try await Task.sleep(for: .milliseconds(2))
        }
        throw Failure(description: "the server \(problem): \(String(cString: strerror(errno)))")
    }
}
