/// Takes the escapes out of a string that a scanner has accepted.
enum JSONEscapes {
    /// - Parameter raw: the string's text between its quotes.
    /// - Returns: its characters in UTF-8.
    static func decode(_ raw: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(raw.count)
        forEachByte(of: raw) { decoded.append($0) }
        return decoded
    }

    /// Hands out the characters of a string in UTF-8, byte by byte.
    @inline(__always)
    static func forEachByte(of raw: UnsafeBufferPointer<UInt8>, _ body: (UInt8) -> Void) {
        var index = 0
        while index < raw.count {
            guard raw[index] == UInt8(ascii: "\\"), index + 1 < raw.count else {
                body(raw[index])
                index += 1
                continue
            }
            if raw[index + 1] == UInt8(ascii: "u") {
                let (scalar, end) = scalar(at: index, of: raw)
                for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { body(byte) }
                index = end
            } else {
                body(character(for: raw[index + 1]))
                index += 2
            }
        }
    }

    private static func character(for letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0c
        case UInt8(ascii: "n"): 0x0a
        case UInt8(ascii: "r"): 0x0d
        case UInt8(ascii: "t"): 0x09
        default: letter
        }
    }

    /// The character of `\uXXXX`, or of a pair of them, at `index`, and the index behind it.
    private static func scalar(at index: Int, of raw: UnsafeBufferPointer<UInt8>) -> (Unicode.Scalar, end: Int) {
        let first = unit(at: index + 2, of: raw)
        var value = first
        var end = index + 6
        if 0xd800...0xdbff ~= first {
            let second = unit(at: index + 8, of: raw)
            value = 0x10000 + (first & 0x3ff) << 10 + second & 0x3ff
            end += 6
        }
        // The scanner refused halves of pairs, so the replacement character is never needed.
        return (Unicode.Scalar(value) ?? "\u{fffd}", end)
    }

    private static func unit(at index: Int, of raw: UnsafeBufferPointer<UInt8>) -> UInt32 {
        guard index + 4 <= raw.count else { return 0xfffd }
        return raw[index..<index + 4].reduce(0) { unit, digit in
            // The scanner accepted hexadecimal digits only: a letter's low four bits are its value less 9.
            unit << 4 | UInt32(digit < 0x40 ? digit & 0xf : (digit & 0xf) + 9)
        }
    }
}
