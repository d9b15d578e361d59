import Glibc

/// A port of the loopback address on which nobody listens.
package enum FreePort {
    /// Below those that the kernel takes for outgoing connections, and apart from those of `.ci/control-plane`.
    private static let range: Range<UInt16> = 12_000..<20_000

    package struct NoneIsFree: Error {}

    package static func find() throws -> Int {
        for _ in 0..<100 {
            let port = UInt16.random(in: range)
            if isFree(port) { return Int(port) }
        }
        throw NoneIsFree()
    }

    private static func isFree(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
