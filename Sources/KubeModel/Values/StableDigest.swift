/// Tells texts apart in a few characters: the same on every machine and in every release.
///
/// FNV-1a of 64 bits with a final mix. It is no secret and proves nothing: whoever chooses the texts can make two of them
/// meet.
package struct StableDigest: Sendable {
    private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

    /// - Parameter texts: without NULs; lists of other texts with the same concatenation have another digest.
    package init(_ texts: some Sequence<String>) {
        for text in texts {
            for byte in text.utf8 { add(byte) }
            add(0)
        }
    }

    private mutating func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }

    /// Every bit of it depends on every byte.
    package var number: UInt64 {
        var mixed = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
        mixed = (mixed ^ (mixed >> 33)) &* 0xc4ce_b9fe_1a85_ec53
        return mixed ^ (mixed >> 33)
    }

    /// Sixteen hexadecimal digits.
    package var text: String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
