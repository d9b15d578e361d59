/// Which arrays and objects are open, as one bit a level; all that skipping a value needs to know.
struct JSONNesting: JSONSink {
    /// The innermost 64 levels at most, the innermost in the lowest bit; 1 for an object.
    private var innermost: UInt64 = 0
    /// The levels further out, 64 a word.
    private var outer: [UInt64] = []
    private(set) var depth = 0

    @inline(__always)
    var isInObject: Bool { innermost & 1 == 1 }

    @inline(__always)
    mutating func open(isObject: Bool, at offset: Int) {
        if depth & 63 == 0, depth > 0 { outer.append(innermost) }
        innermost = innermost << 1 | (isObject ? 1 : 0)
        depth += 1
    }

    @inline(__always)
    mutating func close(end: Int) {
        depth -= 1
        innermost >>= 1
        if depth & 63 == 0, let word = outer.popLast() { innermost = word }
    }

    @inline(__always)
    func name(_ token: JSONScanner.StringToken) {}
    @inline(__always)
    func string(_ token: JSONScanner.StringToken) {}
    @inline(__always)
    func number(_ token: JSONScanner.NumberToken) {}
    @inline(__always)
    func literal(_ kind: JSONNode.Kind, start: Int, length: Int) {}
}
