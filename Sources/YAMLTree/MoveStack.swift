/// A stack whose top elements become an array without being copied.
///
/// Collections are read element by element and their size is known at the end only. Gathered here, each costs one
/// allocation of the right size instead of one for every doubling.
@safe
struct MoveStack<Element>: ~Copyable {
    private var storage: UnsafeMutableBufferPointer<Element>
    private(set) var count = 0

    init() { unsafe storage = .allocate(capacity: 256) }

    deinit {
        unsafe storage.prefix(count).deinitialize()
        unsafe storage.deallocate()
    }

    @inline(__always)
    mutating func push(_ element: consuming Element) {
        if unsafe count == storage.count { grow() }
        unsafe storage.initializeElement(at: count, to: element)
        count &+= 1
    }

    /// - Precondition: `index` is below ``count``.
    subscript(index: Int) -> Element {
        @inline(__always)
        _read {
            precondition(index >= 0 && index < count)
            yield unsafe storage[index]
        }
        @inline(__always)
        _modify {
            precondition(index >= 0 && index < count)
            yield unsafe &storage[index]
        }
    }

    /// Takes the elements from `start` up to the top off the stack.
    @inline(__always)
    mutating func take(from start: Int) -> [Element] {
        precondition(start >= 0 && start <= count)
        guard start < count else { return [] }
        var array: [Element] = []
        array.reserveCapacity(count - start)
        for index in start..<count { array.append(unsafe storage.moveElement(from: index)) }
        count = start
        return array
    }

    /// Drops the elements from `start` up to the top.
    @inline(__always)
    mutating func drop(from start: Int) {
        precondition(start >= 0 && start <= count)
        unsafe storage.extracting(start..<count).deinitialize()
        count = start
    }

    @inline(never)
    private mutating func grow() {
        let larger = unsafe UnsafeMutableBufferPointer<Element>.allocate(capacity: storage.count * 2)
        _ = unsafe larger.moveInitialize(fromContentsOf: storage)
        unsafe storage.deallocate()
        unsafe storage = larger
    }
}
