/// The plain names met last: the same few hundred names recur all over Kubernetes objects, and finding one here is
/// cheaper than making its string again.
///
/// It holds names that are their scalar's own text; `yes`, which becomes `true`, is none.
struct YAMLNameCache {
    private static let size = 512
    private var names: [YAMLName?] = Array(repeating: nil, count: size)

    /// The name with these bytes; nil when it is not here.
    @inline(__always)
    func known(_ bytes: UnsafeBufferPointer<UInt8>, hash: UInt64) -> YAMLName? {
        guard let name = names[Self.slot(hash)], name.hash == hash, unsafe name.hasBytes(bytes) else { return nil }
        return name
    }

    /// Keeps a name, in the place of another one perhaps.
    mutating func keep(_ name: YAMLName) { names[Self.slot(name.hash)] = name }

    private static func slot(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash) & (size - 1) }
}
