/// A value inside a document, looked at in place.
///
/// A view keeps its document alive. Reading a string makes a new `String`; everything else reads words.
package struct JSONView: Sendable {
    let arena: JSONArena
    /// Where the value's first word is; always within the arena, as indices come from it alone.
    let index: Int

    init(arena: JSONArena, index: Int) {
        self.arena = arena
        self.index = index
    }

    @inline(__always)
    var node: UInt64 { arena.words[index] }

    package var kind: JSONKind {
        switch JSONNode.kind(node) {
        case .null: .null
        case .true, .false: .bool
        case .integral, .decimal: .number
        case .string, .escapedString: .string
        case .array: .array
        case .object: .object
        }
    }

    /// The word that error messages use for this kind of value; the same as a ``JSONValue`` of it has.
    package var kindName: String {
        switch JSONNode.kind(node) {
        case .null: "null"
        case .true, .false: "boolean"
        case .integral: integer == nil ? "number" : "integer"
        case .decimal: "number"
        case .string, .escapedString: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    package var isNull: Bool { JSONNode.kind(node) == .null }

    package var bool: Bool? {
        switch JSONNode.kind(node) {
        case .true: true
        case .false: false
        default: nil
        }
    }

    /// The value of a string; nil for any other kind.
    package var string: String? {
        switch JSONNode.kind(node) {
        case .string, .escapedString: text(of: index)
        default: nil
        }
    }

    /// The value of a number that is written without fraction and exponent and fits 64 bits; nil for anything else.
    package var integer: Int64? {
        guard JSONNode.kind(node) == .integral else { return nil }
        return withBytes(of: index) { JSONNumber.integer($0) }
    }

    /// The text of a number, as it was received.
    package var numberText: String? {
        switch JSONNode.kind(node) {
        case .integral, .decimal: text(of: index)
        default: nil
        }
    }

    /// How many elements an array has, or members an object; 0 for anything else.
    package var count: Int { JSONNode.isContainer(node) ? JSONNode.length(node) : 0 }

    /// The value as one that can be changed.
    package var value: JSONValue {
        switch JSONNode.kind(node) {
        case .null: return .null
        case .true: return .bool(true)
        case .false: return .bool(false)
        case .integral:
            if let integer { return .integer(integer) }
            return .decimal(text(of: index))
        case .decimal: return .decimal(text(of: index))
        case .string, .escapedString: return .string(text(of: index))
        case .array:
            var array: [JSONValue] = []
            array.reserveCapacity(count)
            for element in elements { array.append(element.value) }
            return .array(array)
        case .object:
            var list: [JSONObject.Member] = []
            list.reserveCapacity(count)
            for (name, value) in members { list.append(JSONObject.Member(name: name, value: value.value)) }
            // The builder of the document left one member of a name.
            return .object(JSONObject(uniqueMembers: list))
        }
    }

    // MARK: - Text

    /// The bytes of the scalar or name at a node, escapes and all.
    @inline(__always)
    func withBytes<Result>(of node: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let word = arena.words[node]
        return arena.bytes.withUnsafeBufferPointer { bytes in
            body(
                UnsafeBufferPointer(
                    rebasing: bytes[JSONNode.start(word)..<JSONNode.start(word) + JSONNode.length(word)]))
        }
    }

    /// The text of the scalar or name at a node, without escapes.
    func text(of node: Int) -> String {
        let isEscaped = JSONNode.kind(arena.words[node]) == .escapedString
        return withBytes(of: node) { raw in
            isEscaped
                ? String(decoding: JSONEscapes.decode(raw), as: UTF8.self)
                : String(decoding: raw, as: UTF8.self)
        }
    }
}
