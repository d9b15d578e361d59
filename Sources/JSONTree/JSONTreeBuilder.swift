/// Makes a document's words from what the grammar reports, and settles members of one name.
struct JSONTreeBuilder: ~Copyable, JSONSink {
    private let text: UnsafePointer<UInt8>
    private let allowsDuplicateNames: Bool
    private var nodes: WordBuffer
    /// A mark for every name of the objects that are open; the marks of one object lie together.
    private var marks = WordBuffer(capacity: 256)
    private(set) var depth = 0
    private(set) var isInObject = false
    /// The node of the innermost open array or object; meaningless while none is open.
    private var parent = 0
    private var count = 0
    private var firstMark = 0

    init(text: UnsafePointer<UInt8>, count: Int, allowsDuplicateNames: Bool) {
        self.text = text
        self.allowsDuplicateNames = allowsDuplicateNames
        nodes = WordBuffer(capacity: count / 12 + 16)
    }

    func finish() -> [UInt64] { Array(nodes.words) }

    // While a container is open its two words hold what must be known again when it is the innermost one: its start and
    // kind, the number of children so far; and its parent and the parent's first mark.

    @inline(__always)
    mutating func open(isObject: Bool, at offset: Int) {
        if depth > 0 { nodes[parent] = header(count: count + 1) }
        let index = nodes.count
        nodes.append(JSONNode.scalar(isObject ? .object : .array, start: offset, length: 0))
        nodes.append(UInt64(truncatingIfNeeded: parent) << 32 | UInt64(truncatingIfNeeded: firstMark))
        parent = index
        count = 0
        firstMark = marks.count
        isInObject = isObject
        depth += 1
    }

    @inline(__always)
    mutating func close(end: Int) throws(ScanFailure) {
        if isInObject {
            if marks.count - firstMark > 1, mayHaveDuplicates() { try settleDuplicates() }
            marks.removeAll(from: firstMark)
        }
        let index = parent
        let saved = nodes[index + 1]
        let head = header(count: count)
        nodes[index] = head
        nodes[index + 1] = JSONNode.extent(bytes: end - JSONNode.start(head), words: nodes.count - index)
        depth -= 1
        parent = Int(saved >> 32)
        firstMark = Int(saved & 0xffff_ffff)
        guard depth > 0 else { return }
        count = JSONNode.length(nodes[parent])
        isInObject = JSONNode.kind(nodes[parent]) == .object
    }

    @inline(__always)
    private func header(count: Int) -> UInt64 {
        nodes[parent] & 0xf000_0000_ffff_ffff | UInt64(truncatingIfNeeded: count) << 32
    }

    @inline(__always)
    mutating func name(_ token: JSONScanner.StringToken) {
        nodes.append(
            JSONNode.scalar(token.hasEscapes ? .escapedString : .string, start: token.start, length: token.length))
        let name = UnsafeBufferPointer(start: text + token.start, count: token.length)
        marks.append(JSONNameMark.of(name, hasEscapes: token.hasEscapes))
    }

    @inline(__always)
    mutating func string(_ token: JSONScanner.StringToken) {
        append(token.hasEscapes ? .escapedString : .string, start: token.start, length: token.length)
    }

    @inline(__always)
    mutating func number(_ token: JSONScanner.NumberToken) {
        append(token.isIntegral ? .integral : .decimal, start: token.start, length: token.length)
    }

    @inline(__always)
    mutating func literal(_ kind: JSONNode.Kind, start: Int, length: Int) {
        append(kind, start: start, length: length)
    }

    @inline(__always)
    private mutating func append(_ kind: JSONNode.Kind, start: Int, length: Int) {
        nodes.append(JSONNode.scalar(kind, start: start, length: length))
        count += 1
    }
}

// MARK: - Members of one name

extension JSONTreeBuilder {
    /// Whether two names of the object that is ending may be equal: two marks are.
    @inline(__always)
    private func mayHaveDuplicates() -> Bool {
        let base = marks.base + firstMark
        let count = marks.count - firstMark
        if count > 24 { return manyMayHaveDuplicates() }
        for index in 1..<count {
            let mark = base[index]
            for earlier in 0..<index where base[earlier] == mark { return true }
        }
        return false
    }

    @inline(never)
    private func manyMayHaveDuplicates() -> Bool {
        var sorted = Array(UnsafeBufferPointer(start: marks.base + firstMark, count: marks.count - firstMark))
        sorted.sort()
        return zip(sorted, sorted.dropFirst()).contains { $0 == $1 }
    }

    /// Removes members that a later one of the same name replaces, or refuses them.
    ///
    /// The object is the innermost one, so its members are the last nodes and nothing behind them has to move.
    @inline(never)
    private mutating func settleDuplicates() throws(ScanFailure) {
        let first = parent + 2
        var last: [JSONText: Int] = [:]
        var index = first
        while index < nodes.count {
            let name = JSONText(nodes[index], in: text)
            if last.updateValue(index, forKey: name) != nil, !allowsDuplicateNames {
                throw ScanFailure(.duplicateName, at: JSONNode.start(nodes[index]) - 1)
            }
            index += 1 + JSONNode.size(index + 1, in: nodes.words)
        }
        guard last.count < count else { return }
        let kept = Set(last.values)
        let end = nodes.count
        var target = first
        index = first
        while index < end {
            let size = 1 + JSONNode.size(index + 1, in: nodes.words)
            if kept.contains(index) {
                (nodes.base + target).update(from: nodes.base + index, count: size)
                target += size
            }
            index += size
        }
        nodes.removeAll(from: target)
        count = last.count
    }
}

/// The decoded bytes of a name, as a key: byte for byte, where `String` would take two Unicode spellings for one.
private struct JSONText: Hashable {
    private let bytes: [UInt8]

    init(_ node: UInt64, in text: UnsafePointer<UInt8>) {
        let raw = UnsafeBufferPointer(start: text + JSONNode.start(node), count: JSONNode.length(node))
        bytes = JSONNode.kind(node) == .escapedString ? JSONEscapes.decode(raw) : Array(raw)
    }
}
