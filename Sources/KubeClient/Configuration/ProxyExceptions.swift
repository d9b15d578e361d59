/// The hosts that are reached without a proxy: the value of `NO_PROXY`.
///
/// Source of the forms: Go's `golang.org/x/net/http/httpproxy`. `*` is every host; `a.example` that host and all below
/// it; `.a.example` only those below; an IP address or a range such as `10.0.0.0/8`; each with an optional port.
struct ProxyExceptions {
    private let entries: [String]

    init(_ text: String) {
        entries = text.split(separator: ",").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
    }

    func contains(_ server: ServerAddress) -> Bool { entries.contains { Self.matches($0, server) } }

    private static func matches(_ entry: String, _ server: ServerAddress) -> Bool {
        if entry == "*" { return true }
        if let slash = entry.firstIndex(of: "/") {
            guard let network = IPAddress(String(entry[..<slash])), let address = IPAddress(server.host),
                let length = Int(entry[entry.index(after: slash)...])
            else { return false }
            return address.isIn(network, prefixLength: length)
        }
        var name = entry
        if IPAddress(name) == nil, let parts = URLParts("x://\(name)"), let port = parts.port {
            guard port == server.port else { return false }
            name = parts.host
        }
        if let address = IPAddress(name) { return address == IPAddress(server.host) }
        if name.hasPrefix("*.") { name.removeFirst() }
        if name.hasPrefix(".") { return server.host.hasSuffix(name) }
        return !name.isEmpty && (server.host == name || server.host.hasSuffix(".\(name)"))
    }
}

/// The bytes of an IPv4 or IPv6 address.
struct IPAddress: Hashable {
    private let bytes: [UInt8]

    /// Reads `10.0.0.1` or `fd00::1`; nil when the text is neither.
    init?(_ text: String) {
        if let four = Self.version4(text) {
            bytes = four
        } else if let six = Self.version6(text) {
            bytes = six
        } else {
            return nil
        }
    }

    func isIn(_ network: IPAddress, prefixLength: Int) -> Bool {
        guard bytes.count == network.bytes.count, (0...bytes.count * 8).contains(prefixLength) else { return false }
        return bytes.indices.allSatisfy { index in
            let bits = min(max(prefixLength - index * 8, 0), 8)
            let mask = UInt8(truncatingIfNeeded: 0xff00 >> bits)
            return bytes[index] & mask == network.bytes[index] & mask
        }
    }

    private static func version4(_ text: String) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { UInt8($0) }
        return parts.count == 4 && bytes.count == 4 ? bytes : nil
    }

    private static func version6(_ text: String) -> [UInt8]? {
        let halves = text.split(separator: "::", omittingEmptySubsequences: false).map(groups)
        guard text.contains(":"), let head = halves.first ?? nil else { return nil }
        switch halves.count {
        case 1: return head.count == 16 ? head : nil
        case 2:
            guard let tail = halves[1], head.count + tail.count <= 14 else { return nil }
            return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
        default: return nil
        }
    }

    private static func groups(_ text: Substring) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        var bytes: [UInt8] = []
        for part in text.split(separator: ":", omittingEmptySubsequences: false) {
            guard part.utf8.count <= 4, let group = UInt16(part, radix: 16) else { return nil }
            bytes += [UInt8(group >> 8), UInt8(group & 0xff)]
        }
        return bytes
    }
}
