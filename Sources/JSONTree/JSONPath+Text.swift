extension JSONPath: CustomStringConvertible {
    /// `spec.groups[0].path`; empty for the root.
    package var description: String {
        var text = ""
        for element in elements {
            switch element {
            case .index(let index): text += "[\(index)]"
            case .name(let name) where Self.isPlain(name): text += text.isEmpty ? name : ".\(name)"
            case .name(let name): text += "[\(JSONValue.string(name).text)]"
            }
        }
        return text
    }

    /// Plain names are ASCII letters, digits, `_`, `-` and `$`.
    private static func isPlain(_ name: String) -> Bool { !name.isEmpty && name.utf8.allSatisfy(isPlain) }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "$"):
            true
        default: false
        }
    }

    /// Reads what ``description`` writes.
    ///
    /// - Parameter text: names separated by dots, `[0]` for an element, `["a.b/c"]` for a name that is not plain, with
    ///   the escapes of a JSON string. Empty for the root.
    package init(parsing text: String) throws(JSONPathError) {
        self.init()
        let bytes = Array(text.utf8)
        var offset = 0
        while offset < bytes.count {
            if bytes[offset] == UInt8(ascii: "[") {
                elements.append(try Self.bracketed(text, bytes, at: &offset))
                continue
            }
            if !elements.isEmpty {
                guard bytes[offset] == UInt8(ascii: ".") else {
                    throw JSONPathError(text: text, offset: offset, message: "a dot or bracket is wanted")
                }
                offset += 1
            }
            let start = offset
            while offset < bytes.count, Self.isPlain(bytes[offset]) { offset += 1 }
            guard offset > start else {
                throw JSONPathError(
                    text: text, offset: offset, message: "a name is wanted; write unusual names as [\"name\"]")
            }
            elements.append(.name(String(decoding: bytes[start..<offset], as: UTF8.self)))
        }
    }

    private static func bracketed(
        _ text: String, _ bytes: [UInt8], at offset: inout Int
    ) throws(JSONPathError) -> JSONPathElement {
        let start = offset + 1
        guard let end = end(ofBracketAt: offset, in: bytes) else {
            throw JSONPathError(text: text, offset: offset, message: "the bracket is not closed")
        }
        offset = end + 1
        let inside = Array(bytes[start..<end])
        if inside.first == UInt8(ascii: "\""), let name = (try? JSONValue(parsing: inside))?.string {
            return .name(name)
        }
        if let index = Self.index(String(decoding: inside, as: UTF8.self)) { return .index(index) }
        throw JSONPathError(
            text: text, offset: start, message: "a whole number or a quoted name is wanted between brackets")
    }

    /// Where the bracket closes; brackets between quotes do not count.
    private static func end(ofBracketAt start: Int, in bytes: [UInt8]) -> Int? {
        var isQuoted = false
        var offset = start + 1
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: "\\") where isQuoted: offset += 1
            case UInt8(ascii: "]") where !isQuoted: return offset
            default: break
            }
            offset += 1
        }
        return nil
    }

    /// An array index as RFC 6901 writes it: digits without a leading zero.
    static func index(_ token: String) -> Int? {
        guard let index = Int(token), index >= 0, String(index) == token else { return nil }
        return index
    }
}

// MARK: - JSON pointers

extension JSONPath {
    /// Reads a JSON pointer (RFC 6901), such as `/metadata/labels/app.kubernetes.io~1name`.
    ///
    /// A token of digits becomes an index; in an object it finds the member of that name.
    package init(pointer: String) throws(JSONPathError) {
        self.init()
        if pointer.isEmpty { return }
        let bytes = Array(pointer.utf8)
        guard bytes.first == UInt8(ascii: "/") else {
            throw JSONPathError(text: pointer, offset: 0, message: "a pointer is empty or begins with a slash")
        }
        var offset = 1
        for token in bytes.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            let name = try Self.unescaped(token, at: offset, of: pointer)
            elements.append(Self.index(name).map { .index($0) } ?? .name(name))
            offset += token.count + 1
        }
    }

    /// The JSON pointer (RFC 6901) of this path; empty for the root.
    package var pointer: String {
        var bytes: [UInt8] = []
        for element in elements {
            bytes.append(UInt8(ascii: "/"))
            for byte in element.memberName.utf8 {
                switch byte {
                case UInt8(ascii: "~"): bytes.append(contentsOf: "~0".utf8)
                case UInt8(ascii: "/"): bytes.append(contentsOf: "~1".utf8)
                default: bytes.append(byte)
                }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func unescaped(
        _ token: ArraySlice<UInt8>, at offset: Int, of pointer: String
    ) throws(JSONPathError) -> String {
        var bytes: [UInt8] = []
        var index = token.startIndex
        while index < token.endIndex {
            guard token[index] == UInt8(ascii: "~") else {
                bytes.append(token[index])
                index += 1
                continue
            }
            let digit = index + 1 < token.endIndex ? token[index + 1] : 0
            guard digit == UInt8(ascii: "0") || digit == UInt8(ascii: "1") else {
                throw JSONPathError(
                    text: pointer, offset: offset + index - token.startIndex, message: "~ must be followed by 0 or 1")
            }
            bytes.append(UInt8(ascii: digit == UInt8(ascii: "0") ? "~" : "/"))
            index += 2
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension JSONPathElement {
    /// The name of the member that this element means in an object.
    var memberName: String {
        switch self {
        case .name(let name): name
        case .index(let index): String(index)
        }
    }
}
