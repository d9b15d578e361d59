/// Numbers for UIDs and generated names, from the entropy that a caller passed in.
///
/// Source of the algorithm: Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (SplitMix64).
struct EntropySource: Sendable {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return EntropySource.mix(state)
    }

    /// Spreads every bit of a number over all bits of the result.
    static func mix(_ number: UInt64) -> UInt64 {
        var mixed = number
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A version 4 UUID (RFC 9562).
    mutating func uid() -> String {
        let (high, low) = (next(), next())
        var digits = Array(Self.hexadecimal(high) + Self.hexadecimal(low))
        digits[12] = "4"
        digits[16] = ["8", "9", "a", "b"][Int(low >> 62)]
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
        return groups.joined(separator: "-")
    }

    /// The five characters that `generateName` appends. Source of the alphabet: `k8s.io/apimachinery/pkg/util/rand`.
    mutating func nameSuffix() -> String {
        let alphabet = Array("bcdfghjklmnpqrstvwxz2456789")
        return String((0..<5).map { _ in alphabet[Int(next() % UInt64(alphabet.count))] })
    }

    /// Sixteen hexadecimal digits.
    static func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
