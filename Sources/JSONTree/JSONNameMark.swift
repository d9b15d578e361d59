/// A number for a member's name: equal names have equal ones, and others rarely do.
///
/// It is made of the length and the first and last eight bytes of the name's text, since it is made for every name of
/// every document that is read.
enum JSONNameMark {
    /// - Parameter name: a name as it stands in the text.
    @inline(__always)
    static func of(_ name: UnsafeBufferPointer<UInt8>, hasEscapes: Bool) -> UInt64 {
        if hasEscapes { return decoded(name) }
        guard let base = name.baseAddress, name.count > 0 else { return mixed(first: 0, last: 0, length: 0) }
        let raw = UnsafeRawPointer(base)
        let length = name.count
        if length >= 8 {
            return mixed(
                first: UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self)),
                last: UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: length - 8, as: UInt64.self)),
                length: length)
        }
        if length >= 4 {
            return mixed(
                first: UInt64(UInt32(littleEndian: raw.loadUnaligned(as: UInt32.self))),
                last: UInt64(UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: length - 4, as: UInt32.self))),
                length: length)
        }
        let ends = UInt64(name[0]) | UInt64(name[length / 2]) << 8
        return mixed(first: ends, last: UInt64(name[length - 1]), length: length)
    }

    /// The same for a name with escapes, from the text that they mean.
    @inline(never)
    private static func decoded(_ name: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var first: UInt64 = 0
        var last: UInt64 = 0
        var length = 0
        JSONEscapes.forEachByte(of: name) { byte in
            if length < 8 { first |= UInt64(byte) << (8 * length) }
            last = last >> 8 | UInt64(byte) << 56
            length += 1
        }
        if length >= 8 { return mixed(first: first, last: last, length: length) }
        if length >= 4 { return mixed(first: first & 0xffff_ffff, last: last >> 32, length: length) }
        // An escape means at least one byte, so the length is not zero.
        let ends = first & 0xff | (first >> (8 * (length / 2)) & 0xff) << 8
        return mixed(first: ends, last: last >> 56, length: length)
    }

    @inline(__always)
    private static func mixed(first: UInt64, last: UInt64, length: Int) -> UInt64 {
        (first ^ (last << 29 | last >> 35) ^ UInt64(length)) &* 0x9e37_79b9_7f4a_7c15
    }
}
