/// Writes JSON as bytes, a value or a token at a time.
///
/// Strings are written as they are, in UTF-8; only the quote, the backslash and the control characters below U+0020 are
/// escaped, as RFC 8259 demands. A slash never is: Argo's rules and Kubernetes' annotations carry paths that people read.
package struct JSONWriter: Sendable {
    package enum Style: Sendable, Hashable {
        case compact
        /// One member or element a line.
        case pretty(indent: Int)
        /// Compact, members sorted by the bytes of their names.
        case canonical
    }

    private let style: Style
    private let indent: Int
    private var depth = 0
    /// Something was written at this level, so a comma comes before the next.
    private var needsComma = false
    private var isAfterName = false
    /// What was written so far.
    package private(set) var bytes: [UInt8] = []

    /// - Parameter capacity: how many bytes are to be written at least, if that is known.
    package init(_ style: Style = .compact, capacity: Int = 0) {
        self.style = style
        bytes.reserveCapacity(capacity)
        indent = if case .pretty(let indent) = style { max(0, indent) } else { -1 }
    }

    // MARK: - Values

    /// Writes a whole value.
    package mutating func write(_ value: JSONValue) {
        switch value {
        case .null: token("null")
        case .bool(let value): token(value ? "true" : "false")
        case .integer(let value): integer(value)
        case .decimal(let text): number(text)
        case .string(let text): string(text)
        case .array(let array):
            beginArray()
            for element in array { write(element) }
            endArray()
        case .object(let object):
            beginObject()
            for member in style == .canonical ? object.sorted.members : object.members {
                name(member.name)
                write(member.value)
            }
            endObject()
        }
    }

    /// Writes a string.
    package mutating func string(_ text: String) {
        separate()
        quote(text)
    }

    package mutating func integer(_ value: Int64) {
        separate()
        bytes.append(contentsOf: String(value).utf8)
    }

    /// Writes a part of a document with the very text that it has there, whatever this writer's style.
    package mutating func write(_ view: JSONView) {
        separate()
        bytes.append(contentsOf: view.arena.bytes[view.sourceRange])
    }

    private mutating func token(_ text: StaticString) {
        separate()
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Writes a number's text; a text that is no number is written as a string, so that what is written is JSON.
    private mutating func number(_ text: String) {
        guard JSONNumber.isNumber(text) else { return string(text) }
        separate()
        bytes.append(contentsOf: text.utf8)
    }

    // MARK: - Tokens

    /// Begins an object; its members are written by ``name(_:)``, each followed by a value.
    package mutating func beginObject() { begin("{") }
    package mutating func endObject() { end("}") }
    package mutating func beginArray() { begin("[") }
    package mutating func endArray() { end("]") }

    /// Writes a member's name; its value comes next.
    package mutating func name(_ name: String) {
        separate()
        quote(name)
        bytes.append(UInt8(ascii: ":"))
        if indent >= 0 { bytes.append(UInt8(ascii: " ")) }
        isAfterName = true
    }

    private mutating func begin(_ bracket: Unicode.Scalar) {
        separate()
        bytes.append(UInt8(ascii: bracket))
        depth += 1
        needsComma = false
    }

    private mutating func end(_ bracket: Unicode.Scalar) {
        depth -= 1
        // An empty array or object stays on its line.
        if needsComma { breakLine() }
        bytes.append(UInt8(ascii: bracket))
        needsComma = true
    }

    @inline(__always)
    private mutating func separate() {
        if isAfterName {
            isAfterName = false
        } else {
            if needsComma { bytes.append(UInt8(ascii: ",")) }
            if depth > 0 { breakLine() }
        }
        needsComma = true
    }

    @inline(__always)
    private mutating func breakLine() {
        guard indent >= 0 else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent * depth))
    }
}

// MARK: - Strings

extension JSONWriter {
    @inline(__always)
    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8Bytes { utf8 in
            var start = 0
            while let special = Self.firstSpecial(in: utf8, from: start) {
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start..<special]))
                escape(utf8[special])
                start = special + 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start...]))
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Where the next byte stands that has to be escaped.
    @inline(__always)
    private static func firstSpecial(in utf8: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        guard let base = utf8.baseAddress else { return nil }
        let scanner = JSONScanner(base, count: utf8.count)
        var index = start
        while index + 8 <= utf8.count {
            let word = scanner.word(at: index)
            // Bytes beyond ASCII are plain here, so a word that has any is looked at byte by byte.
            guard JSONScanner.interesting(word) == 0 else { break }
            index += 8
        }
        while index < utf8.count {
            let byte = base[index]
            if byte < 0x20 || byte == 0x22 || byte == 0x5c { return index }
            index += 1
        }
        return nil
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x22, 0x5c: bytes.append(byte)
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0a: bytes.append(UInt8(ascii: "n"))
        case 0x0c: bytes.append(UInt8(ascii: "f"))
        case 0x0d: bytes.append(UInt8(ascii: "r"))
        default:
            let digits = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 15)])
        }
    }
}
