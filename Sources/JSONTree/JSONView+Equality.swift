extension JSONView {
    /// Whether this value equals one of the program; nothing is built for the comparison.
    ///
    /// Members may have any order. Numbers are equal when both are integers of one value or have one text.
    package func isEqual(to other: JSONValue) -> Bool {
        switch (JSONNode.kind(node), other) {
        case (.null, .null): return true
        case (.true, .bool(let value)): return value
        case (.false, .bool(let value)): return !value
        case (.integral, .integer(let value)): return integer == value
        case (.integral, .decimal(let text)):
            return integer == nil && text.withUTF8Bytes { hasName($0, at: index) }
        case (.decimal, .decimal(let text)), (.string, .string(let text)), (.escapedString, .string(let text)):
            return text.withUTF8Bytes { hasName($0, at: index) }
        case (.array, .array(let array)):
            return count == array.count && zip(elements, array).allSatisfy { $0.isEqual(to: $1) }
        case (.object, .object(let object)): return count == object.count && hasMembers(of: object)
        default: return false
        }
    }

    private func hasMembers(of object: JSONObject) -> Bool {
        var position = index + 2
        for member in object.members {
            // Members mostly come in the same order; only where they do not is one looked for.
            let next = position
            position += 1 + arena.size(at: position + 1)
            let isHere = member.name.withUTF8Bytes { hasName($0, at: next) }
            let found = isHere ? JSONView(arena: arena, index: next + 1) : self[member.name]
            guard let found, found.isEqual(to: member.value) else { return false }
        }
        return true
    }

    /// Whether two values are equal; members may have any order.
    package func isEqual(to other: JSONView) -> Bool {
        switch (JSONNode.kind(node), JSONNode.kind(other.node)) {
        case (.null, .null), (.true, .true), (.false, .false): return true
        case (.integral, .integral):
            if let left = integer, let right = other.integer { return left == right }
            return hasText(of: other, at: other.index)
        case (.decimal, .decimal), (.string, .string), (.escapedString, .string):
            return hasText(of: other, at: other.index)
        case (.string, .escapedString): return other.hasText(of: self, at: index)
        case (.escapedString, .escapedString): return text(of: index).hasSameBytes(as: other.text(of: other.index))
        case (.array, .array):
            return count == other.count && zip(elements, other.elements).allSatisfy { $0.isEqual(to: $1) }
        case (.object, .object): return count == other.count && hasMembers(of: other)
        default: return false
        }
    }

    private func hasMembers(of other: JSONView) -> Bool {
        var mine = index + 2
        var theirs = other.index + 2
        for _ in 0..<count {
            // Members mostly come in the same order; only where they do not is one looked for.
            let isSameName =
                JSONNode.kind(other.arena.words[theirs]) == .string
                && other.withBytes(of: theirs) { hasName($0, at: mine) }
            let found = isSameName ? JSONView(arena: arena, index: mine + 1) : self[other.text(of: theirs)]
            guard let found, found.isEqual(to: JSONView(arena: other.arena, index: theirs + 1)) else { return false }
            mine += 1 + arena.size(at: mine + 1)
            theirs += 1 + other.arena.size(at: theirs + 1)
        }
        return true
    }

    /// Whether this scalar's text is the text of another view's node, which has no escapes.
    private func hasText(of other: JSONView, at node: Int) -> Bool {
        other.withBytes(of: node) { hasName($0, at: index) }
    }
}
