/// A growing run of words, without the uniqueness and bounds checks of an array.
///
/// It owns its memory alone (it cannot be copied) and frees it at its end; indices come from its only users, the tree
/// builder and its table of names, and are below `count`.
struct WordBuffer: ~Copyable {
    private(set) var base: UnsafeMutablePointer<UInt64>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = max(capacity, 16)
        base = .allocate(capacity: self.capacity)
    }

    deinit { base.deallocate() }

    subscript(index: Int) -> UInt64 {
        @inline(__always) get { base[index] }
        @inline(__always) set { base[index] = newValue }
    }

    @inline(__always)
    mutating func append(_ word: UInt64) {
        if count == capacity { grow() }
        base[count] = word
        count += 1
    }

    mutating func removeAll(from index: Int) { count = index }

    var words: UnsafeBufferPointer<UInt64> { UnsafeBufferPointer(start: base, count: count) }

    @inline(never)
    private mutating func grow() {
        let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity * 2)
        larger.update(from: base, count: count)
        base.deallocate()
        base = larger
        capacity *= 2
    }
}
