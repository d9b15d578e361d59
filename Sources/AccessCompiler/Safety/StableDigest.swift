/// Tells texts apart in a few characters: the same on every machine and in every release.
///
/// FNV-1a of 64 bits with a final mix. It is no secret and proves nothing; who could make two removals of access meet in
/// one digest may take that access away himself.
struct StableDigest {
    private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

    /// Adds a text; two texts are never confused with their concatenation.
    mutating func add(_ text: String) {
        // No name, group or JSON text has a NUL, so it separates.
        for byte in text.utf8 { add(byte) }
        add(0)
    }

    private mutating func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }

    /// Sixteen hexadecimal digits.
    var text: String {
        var mixed = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
        mixed = (mixed ^ (mixed >> 33)) &* 0xc4ce_b9fe_1a85_ec53
        let digits = String(mixed ^ (mixed >> 33), radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
