/// Reads a text from front to back and hands out only what is asked for.
///
/// ```swift
/// var reader = JSONReader(bytes)
/// try reader.beginObject()
/// while try reader.nextMember() {
///     if reader.nameIs("type") { type = try reader.string() }  // any other member is skipped
/// }
/// try reader.finish()
/// ```
///
/// Every byte that is passed is checked by the full grammar of RFC 8259, UTF-8 and depth included, whether its value is
/// read or skipped; only members of one name go unnoticed, so a caller that assigns as it reads gets the last of them.
/// It cannot be copied: there is one place at which a text is being read.
package struct JSONReader: ~Copyable {
    private enum State {
        /// A value comes next: the first one, a member's or an element.
        case pending
        /// An array or object has been opened and nothing in it was read.
        case opened
        /// A value has ended.
        case done
    }

    private let bytes: [UInt8]
    private let limits: JSONLimits
    /// The offset of the next byte to read.
    package private(set) var offset: Int
    private var state = State.pending
    /// ``nextValue()`` has been asked for the value that comes next.
    private var isAtNextValue = false
    private var nesting = JSONNesting()
    private var currentName = JSONScanner.StringToken(start: 0, length: 0, hasEscapes: false)

    /// - Parameter offset: where to begin; a text may hold several values, see ``nextValue()``.
    package init(_ bytes: [UInt8], from offset: Int = 0, limits: JSONLimits = .standard) {
        self.bytes = bytes
        self.limits = limits
        self.offset = min(max(0, offset), bytes.count)
    }

    // MARK: - Objects and arrays

    package mutating func beginObject() throws(JSONError) { try begin(isObject: true) }

    package mutating func beginArray() throws(JSONError) { try begin(isObject: false) }

    /// Goes to the next member of the innermost object, passing a value that was not read.
    ///
    /// - Returns: false at the end of the object, which is then closed.
    package mutating func nextMember() throws(JSONError) -> Bool {
        guard try next(inObject: true) else { return false }
        currentName = try scan { (scanner) throws(ScanFailure) in
            guard try scanner.nextSignificant() == UInt8(ascii: "\"") else { throw scanner.unexpected() }
            let name = try scanner.string()
            guard try scanner.nextSignificant() == UInt8(ascii: ":") else { throw scanner.unexpected() }
            scanner.offset += 1
            return name
        }
        return true
    }

    /// Goes to the next element of the innermost array, passing a value that was not read.
    ///
    /// - Returns: false at the end of the array, which is then closed.
    package mutating func nextElement() throws(JSONError) -> Bool { try next(inObject: false) }

    /// The name of the member that ``nextMember()`` found.
    package var name: String { text(currentName) }

    /// Whether the member that ``nextMember()`` found has this name; makes no string.
    package func nameIs(_ name: StaticString) -> Bool {
        if currentName.hasEscapes { return text(currentName).utf8.elementsEqual(Self.utf8(name)) }
        return currentName.length == name.utf8CodeUnitCount
            && bytes.withUnsafeBufferPointer { buffer in
                let end = currentName.start + currentName.length
                return UnsafeBufferPointer(rebasing: buffer[currentName.start..<end]).hasSameBytes(as: Self.utf8(name))
            }
    }

    // MARK: - Values

    /// The kind of the value that comes next, told by its first byte; the value is not read yet.
    package mutating func kind() throws(JSONError) -> JSONKind {
        guard state == .pending else { throw wrongKind("a value") }
        return try scan { (scanner) throws(ScanFailure) in
            switch try scanner.nextSignificant() {
            case UInt8(ascii: "{"): .object
            case UInt8(ascii: "["): .array
            case UInt8(ascii: "\""): .string
            case UInt8(ascii: "t"), UInt8(ascii: "f"): .bool
            case UInt8(ascii: "n"): .null
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): .number
            default: throw scanner.unexpected()
            }
        }
    }

    package mutating func string() throws(JSONError) -> String {
        guard try kind() == .string else { throw wrongKind("a string") }
        let token = try scan { (scanner) throws(ScanFailure) in try scanner.string() }
        state = .done
        return text(token)
    }

    /// Reads a number that is written without fraction and exponent and fits 64 bits.
    package mutating func integer() throws(JSONError) -> Int64 {
        guard try kind() == .number else { throw wrongKind("an integer") }
        let start = offset
        let token = try scan { (scanner) throws(ScanFailure) in try scanner.number() }
        let value = bytes.withUnsafeBufferPointer { buffer in
            JSONNumber.integer(UnsafeBufferPointer(rebasing: buffer[start..<start + token.length]))
        }
        guard let value else {
            offset = start
            throw wrongKind("an integer of 64 bits")
        }
        state = .done
        return value
    }

    package mutating func bool() throws(JSONError) -> Bool {
        guard try kind() == .bool else { throw wrongKind("a boolean") }
        let isTrue = bytes[offset] == UInt8(ascii: "t")
        _ = try skip()
        return isTrue
    }

    /// Passes the value that comes next.
    ///
    /// - Returns: where it lies in the text.
    @discardableResult
    package mutating func skip() throws(JSONError) -> Range<Int> {
        _ = try kind()
        let start = offset
        let depth = limits.maximumDepth - nesting.depth
        try scan { (scanner) throws(ScanFailure) in
            var passed = JSONNesting()
            try JSONGrammar.value(&scanner, into: &passed, maximumDepth: depth)
        }
        state = .done
        return start..<offset
    }

    /// Reads the value that comes next into a document of its own.
    package mutating func document() throws(JSONError) -> JSONDocument {
        _ = try kind()
        let start = offset
        let limits = limits
        let depth = limits.maximumDepth - nesting.depth
        let words = try scan { (scanner) throws(ScanFailure) -> [UInt64] in
            let left = scanner.end - start
            var part = JSONScanner(scanner.base + start, count: left)
            var builder = JSONTreeBuilder(
                text: part.base, count: min(left, 16 << 10), allowsDuplicateNames: limits.allowsDuplicateNames)
            do throws(ScanFailure) {
                try JSONGrammar.value(&part, into: &builder, maximumDepth: depth)
            } catch {
                throw ScanFailure(error.code, at: start + error.offset)
            }
            scanner.offset = start + part.offset
            return builder.finish()
        }
        state = .done
        return JSONDocument(arena: JSONArena(bytes: Array(bytes[start..<offset]), words: words))
    }

    // MARK: - The end

    /// Goes to the next of several values that follow each other in one text, as the lines of a watch do, passing one
    /// that was not read.
    ///
    /// - Returns: false when only white space is left.
    package mutating func nextValue() throws(JSONError) -> Bool {
        guard nesting.depth == 0 else { throw wrongKind("the end of the value before") }
        if isAtNextValue, state == .pending { try skip() }
        isAtNextValue = !isAtEnd()
        state = isAtNextValue ? .pending : .done
        return isAtNextValue
    }

    /// Makes sure that the value has ended and only white space follows it.
    package mutating func finish() throws(JSONError) {
        guard nesting.depth == 0, state == .done else { throw failure(.unexpectedEnd) }
        guard isAtEnd() else { throw failure(.trailingContent) }
    }
}

// MARK: - Steps

extension JSONReader {
    private mutating func begin(isObject: Bool) throws(JSONError) {
        guard try kind() == (isObject ? .object : .array) else { throw wrongKind(isObject ? "an object" : "an array") }
        guard nesting.depth < limits.maximumDepth else { throw failure(.tooDeep) }
        nesting.open(isObject: isObject, at: offset)
        offset += 1
        state = .opened
    }

    private mutating func next(inObject: Bool) throws(JSONError) -> Bool {
        guard nesting.depth > 0, nesting.isInObject == inObject else {
            throw wrongKind(inObject ? "an object" : "an array")
        }
        if state == .pending { try skip() }
        let isFirst = state == .opened
        let closes = try scan { (scanner) throws(ScanFailure) -> Bool in
            let byte = try scanner.nextSignificant()
            if byte == (inObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
                scanner.offset += 1
                return true
            }
            if isFirst { return false }
            guard byte == UInt8(ascii: ",") else { throw scanner.unexpected() }
            scanner.offset += 1
            return false
        }
        if closes { nesting.close(end: offset) }
        state = closes ? .done : .pending
        return !closes
    }

    private mutating func isAtEnd() -> Bool {
        (try? scan { (scanner) throws(ScanFailure) in try scanner.nextSignificant() }) == nil
    }

    /// Lets a scanner go on from here; where it fails, this reader stays where it was.
    @inline(__always)
    private mutating func scan<Result>(
        _ body: (inout JSONScanner) throws(ScanFailure) -> Result
    ) throws(JSONError) -> Result {
        let start = offset
        let (result, end) = try bytes.withUnsafeBufferPointer { buffer throws(JSONError) -> (Result, Int) in
            do throws(ScanFailure) {
                guard let base = buffer.baseAddress, !buffer.isEmpty else { throw ScanFailure(.unexpectedEnd, at: 0) }
                guard buffer.count <= limits.maximumBytes else {
                    throw ScanFailure(.tooLarge, at: limits.maximumBytes)
                }
                var scanner = JSONScanner(base, count: buffer.count, offset: start)
                let result = try body(&scanner)
                return (result, scanner.offset)
            } catch {
                throw JSONError(error, in: buffer, limits: limits)
            }
        }
        offset = end
        return result
    }

    private func text(_ token: JSONScanner.StringToken) -> String {
        bytes.withUnsafeBufferPointer { buffer in
            let raw = UnsafeBufferPointer(rebasing: buffer[token.start..<token.start + token.length])
            return token.hasEscapes
                ? String(decoding: JSONEscapes.decode(raw), as: UTF8.self) : String(decoding: raw, as: UTF8.self)
        }
    }

    private static func utf8(_ text: StaticString) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }

    private func wrongKind(_ wanted: String) -> JSONError {
        JSONError(code: .unexpectedKind, offset: offset, message: "\(wanted) is wanted here")
    }

    private func failure(_ code: JSONError.Code) -> JSONError {
        bytes.withUnsafeBufferPointer { JSONError(ScanFailure(code, at: offset), in: $0, limits: limits) }
    }
}
