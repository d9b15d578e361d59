/// Base 64 (RFC 4648), which Secrets, tokens and list positions are written in.
package enum Base64 {
    package enum Alphabet: Sendable {
        /// `+` and `/`, with padding.
        case standard
        /// `-` and `_`, without padding.
        case url
    }

    package static func text(_ bytes: some Sequence<UInt8>, _ alphabet: Alphabet = .standard) -> String {
        let characters = Array((alphabet == .standard ? symbols + "+/" : symbols + "-_").utf8)
        var text: [UInt8] = []
        var pending: UInt32 = 0
        var bitCount = 0
        for byte in bytes {
            pending = pending << 8 | UInt32(byte)
            bitCount += 8
            while bitCount >= 6 {
                bitCount -= 6
                text.append(characters[Int(pending >> UInt32(bitCount)) & 63])
            }
            pending &= (1 << UInt32(bitCount)) - 1
        }
        if bitCount > 0 { text.append(characters[Int(pending << UInt32(6 - bitCount)) & 63]) }
        while alphabet == .standard && !text.count.isMultiple(of: 4) { text.append(UInt8(ascii: "=")) }
        return String(decoding: text, as: UTF8.self)
    }

    /// - Returns: nil when the text is not base 64 of this alphabet.
    package static func bytes(_ text: String, _ alphabet: Alphabet = .standard) -> [UInt8]? {
        var bytes: [UInt8] = []
        var pending: UInt32 = 0
        var bitCount = 0
        var rest = Array(text.utf8.filter { $0 != 0x0a && $0 != 0x0d })[...]
        if alphabet == .standard {
            guard rest.count.isMultiple(of: 4) else { return nil }
            for _ in 0..<2 where rest.last == UInt8(ascii: "=") { rest.removeLast() }
        }
        guard rest.count % 4 != 1 else { return nil }
        for character in rest {
            guard let value = value(of: character, alphabet) else { return nil }
            pending = pending << 6 | value
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                bytes.append(UInt8(truncatingIfNeeded: pending >> UInt32(bitCount)))
                pending &= (1 << UInt32(bitCount)) - 1
            }
        }
        return bytes
    }

    private static let symbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

    private static func value(of character: UInt8, _ alphabet: Alphabet) -> UInt32? {
        switch character {
        case 0x41...0x5a: UInt32(character) - 0x41
        case 0x61...0x7a: UInt32(character) - 0x61 + 26
        case 0x30...0x39: UInt32(character) - 0x30 + 52
        case UInt8(ascii: alphabet == .standard ? "+" : "-"): 62
        case UInt8(ascii: alphabet == .standard ? "/" : "_"): 63
        default: nil
        }
    }
}
