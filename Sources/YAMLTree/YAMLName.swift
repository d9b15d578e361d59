/// A member's name and a hash of its bytes.
struct YAMLName {
    let text: String
    let hash: UInt64

    init(_ text: String) {
        var text = text
        hash = text.withUTF8 { unsafe Self.hash($0) }
        self.text = text
    }

    /// - Parameter hash: what ``hash(_:)`` says of the text's bytes.
    init(text: String, hash: UInt64) {
        self.text = text
        self.hash = hash
    }

    @inline(__always)
    func hasBytes(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let known = text.utf8.span
        let other = UnsafeRawBufferPointer(bytes)
        guard known.count == other.count else { return false }
        return unsafe known.withUnsafeBytes { known in
            var differences: UInt64 = 0
            unsafe Self.forEachWord(in: other) { offset, word in
                differences |= unsafe word ^ Self.word(known, at: offset)
            }
            return differences == 0
        }
    }

    /// Tells names apart that nobody chose to collide, and is fast; equal hashes do not make equal names.
    @inline(__always)
    static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let raw = UnsafeRawBufferPointer(bytes)
        var hash = UInt64(truncatingIfNeeded: raw.count) &* 0x9e37_79b9_7f4a_7c15
        unsafe forEachWord(in: raw) { _, word in
            let product = (hash ^ word).multipliedFullWidth(by: 0xd6e8_feb8_6659_fd93)
            hash = product.high ^ product.low
        }
        return hash
    }

    /// Visits all bytes as words of eight; the last word overlaps the one before it instead of being short, which
    /// spares a loop over single bytes that no processor can foresee the end of.
    @inline(__always)
    private static func forEachWord(in bytes: UnsafeRawBufferPointer, _ visit: (Int, UInt64) -> Void) {
        let last = bytes.count &- 8
        var offset = 0
        while offset < last {
            visit(offset, unsafe word(bytes, at: offset))
            offset &+= 8
        }
        visit(last, unsafe word(bytes, at: last))
    }

    /// The eight bytes at an offset; when there are fewer in all, those there are.
    @inline(__always)
    private static func word(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
        if offset >= 0 { return unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
        let count = bytes.count
        if count >= 4 {
            let first = unsafe bytes.loadUnaligned(fromByteOffset: 0, as: UInt32.self)
            let last = unsafe bytes.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
            return UInt64(first) << 32 | UInt64(last)
        }
        guard count > 0 else { return 0 }
        return unsafe UInt64(bytes[0]) << 16 | UInt64(bytes[count / 2]) << 8 | UInt64(bytes[count &- 1])
    }
}
