/// Addresses as Go's `net` package reads them.
enum NetworkAddress {
    /// - Parameter leadingZeros: whether `01` counts as a number, as in old versions of Go.
    static func isIPv4(_ text: String, leadingZeros: Bool) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                !part.isEmpty && part.utf8.allSatisfy(StringFormat.isDigit) && Int(part).map { $0 <= 255 } == true
                    && (leadingZeros || part.count == 1 || part.first != "0")
            }
    }

    static func isIPv6(_ text: String) -> Bool {
        guard text.contains(":") else { return false }
        let halves = split(text)
        guard halves.count <= 2 else { return false }
        var groups = 0
        for (index, half) in halves.enumerated() where !half.isEmpty {
            let parts = half.split(separator: ":", omittingEmptySubsequences: false)
            for (position, part) in parts.enumerated() {
                let isLast = index == halves.count - 1 && position == parts.count - 1
                if isLast, part.contains(".") {
                    guard isIPv4(String(part), leadingZeros: true) else { return false }
                    groups += 2
                } else {
                    guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy(StringFormat.isHexadecimal) else {
                        return false
                    }
                    groups += 1
                }
            }
        }
        return halves.count == 2 ? groups < 8 : groups == 8
    }

    /// The parts around `::`.
    private static func split(_ text: String) -> [Substring] {
        var halves: [Substring] = []
        var rest = text[...]
        while let index = rest.indices.first(where: { rest[$0...].hasPrefix("::") }) {
            halves.append(rest[..<index])
            rest = rest[rest.index(index, offsetBy: 2)...]
        }
        return halves + [rest]
    }

    static func isCIDR(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty, parts[1].utf8.allSatisfy(StringFormat.isDigit),
            let bits = Int(parts[1])
        else { return false }
        let address = String(parts[0])
        return isIPv4(address, leadingZeros: true) ? bits <= 32 : isIPv6(address) && bits <= 128
    }

    /// Six, eight or twenty bytes, in pairs with `:` or `-`, or in fours with `.`.
    static func isMAC(_ text: String) -> Bool {
        for (separator, width) in [(":", 2), ("-", 2), (".", 4)] as [(Character, Int)] where text.contains(separator) {
            let groups = text.split(separator: separator, omittingEmptySubsequences: false)
            return [6, 8, 20].contains(groups.count * width / 2)
                && groups.allSatisfy { $0.utf8.count == width && $0.utf8.allSatisfy(StringFormat.isHexadecimal) }
        }
        return false
    }
}
