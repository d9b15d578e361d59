extension JSONView {
    /// The elements of an array; empty for anything else.
    package struct Elements: Sequence, Sendable {
        fileprivate let view: JSONView

        package struct Iterator: IteratorProtocol {
            fileprivate let arena: JSONArena
            fileprivate var index: Int
            fileprivate var left: Int

            package mutating func next() -> JSONView? {
                guard left > 0 else { return nil }
                left -= 1
                defer { index += arena.size(at: index) }
                return JSONView(arena: arena, index: index)
            }
        }

        package func makeIterator() -> Iterator {
            Iterator(arena: view.arena, index: view.index + 2, left: underestimatedCount)
        }

        package var underestimatedCount: Int { view.kind == .array ? view.count : 0 }
    }

    /// The members of an object in the order of the text; empty for anything else.
    package struct Members: Sequence, Sendable {
        fileprivate let view: JSONView

        package struct Iterator: IteratorProtocol {
            fileprivate let view: JSONView
            fileprivate var index: Int
            fileprivate var left: Int

            package mutating func next() -> (name: String, value: JSONView)? {
                guard left > 0 else { return nil }
                left -= 1
                let name = view.text(of: index)
                let value = JSONView(arena: view.arena, index: index + 1)
                index += 1 + view.arena.size(at: index + 1)
                return (name, value)
            }
        }

        package func makeIterator() -> Iterator {
            Iterator(view: view, index: view.index + 2, left: underestimatedCount)
        }

        package var underestimatedCount: Int { view.kind == .object ? view.count : 0 }
    }

    package var elements: Elements { Elements(view: self) }

    package var members: Members { Members(view: self) }

    /// The member of an object; nil when it is absent or this is no object.
    package subscript(name: String) -> JSONView? {
        guard JSONNode.kind(node) == .object else { return nil }
        return name.withUTF8Bytes { wanted in
            var index = self.index + 2
            for _ in 0..<count {
                if hasName(wanted, at: index) { return JSONView(arena: arena, index: index + 1) }
                index += 1 + arena.size(at: index + 1)
            }
            return nil
        }
    }

    /// The element of an array; nil when it is out of range or this is no array. Elements before it are passed one by one.
    package subscript(index: Int) -> JSONView? {
        guard JSONNode.kind(node) == .array, index >= 0, index < count else { return nil }
        var position = self.index + 2
        for _ in 0..<index { position += arena.size(at: position) }
        return JSONView(arena: arena, index: position)
    }

    /// Whether the name at a node is `wanted`, byte for byte.
    @inline(__always)
    func hasName(_ wanted: UnsafeBufferPointer<UInt8>, at node: Int) -> Bool {
        let word = arena.words[node]
        if JSONNode.kind(word) == .escapedString {
            return withBytes(of: node) { JSONEscapes.decode($0).elementsEqual(wanted) }
        }
        guard JSONNode.length(word) == wanted.count else { return false }
        return withBytes(of: node) { $0.hasSameBytes(as: wanted) }
    }

    /// Copies this value's text and words into an arena of their own.
    func extracted() -> JSONArena {
        let range = sourceRange
        let size = arena.size(at: index)
        var words: [UInt64] = []
        words.reserveCapacity(size)
        var position = index
        while position < index + size {
            let word = arena.words[position]
            words.append(word - UInt64(range.lowerBound))
            position += 1
            if JSONNode.isContainer(word) {
                words.append(arena.words[position])
                position += 1
            }
        }
        return JSONArena(bytes: Array(arena.bytes[range]), words: words)
    }

    /// Where this value's text lies in the document's.
    var sourceRange: Range<Int> {
        let start = JSONNode.start(node)
        switch kind {
        // A string's text is counted without its quotes.
        case .string: return start - 1..<start + JSONNode.length(node) + 1
        case .array, .object: return start..<start + Int(arena.words[index + 1] & 0xffff_ffff)
        case .null, .bool, .number: return start..<start + JSONNode.length(node)
        }
    }
}

extension JSONArena {
    /// How many words the value at `index` and all below it take.
    @inline(__always)
    func size(at index: Int) -> Int { JSONNode.isContainer(words[index]) ? Int(words[index + 1] >> 32) : 1 }
}
