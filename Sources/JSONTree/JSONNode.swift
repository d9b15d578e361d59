/// The words from which a document's tree is made.
///
/// A scalar or a name is one word: where its text begins (32 bits), how long it is (28), what it is (4). An array or an
/// object is two: where its bracket stands, how many elements or members it has, what it is; then how many bytes and how
/// many words it has in all. Its children follow at once; a member is its name and its value. Lengths are relative, so a
/// part of a tree can be cut out by moving its beginnings.
enum JSONNode {
    enum Kind: UInt64 {
        case null, `false`, `true`
        /// A number without fraction and exponent.
        case integral
        case decimal
        case string
        case escapedString
        case array, object
    }

    @inline(__always)
    static func scalar(_ kind: Kind, start: Int, length: Int) -> UInt64 {
        kind.rawValue << 60 | UInt64(truncatingIfNeeded: length) << 32 | UInt64(truncatingIfNeeded: start)
    }

    @inline(__always)
    static func extent(bytes: Int, words: Int) -> UInt64 {
        UInt64(truncatingIfNeeded: words) << 32 | UInt64(truncatingIfNeeded: bytes)
    }

    @inline(__always)
    static func kind(_ word: UInt64) -> Kind { Kind(rawValue: word >> 60) ?? .null }

    @inline(__always)
    static func isContainer(_ word: UInt64) -> Bool { word >> 60 >= Kind.array.rawValue }

    @inline(__always)
    static func start(_ word: UInt64) -> Int { Int(word & 0xffff_ffff) }

    /// The bytes of a scalar's text; the elements of an array; the members of an object.
    @inline(__always)
    static func length(_ word: UInt64) -> Int { Int(word >> 32 & 0x0fff_ffff) }

    /// How many words the value at `index` and all below it take.
    @inline(__always)
    static func size(_ index: Int, in words: UnsafeBufferPointer<UInt64>) -> Int {
        isContainer(words[index]) ? Int(words[index + 1] >> 32) : 1
    }
}
