/// The tokens of RFC 8259, read from bytes that somebody else keeps alive.
///
/// Everything is checked here and only here: the document, the reader and `skip()` use the same functions. A pointer
/// and not a `Span`, so that a scanner can be kept in the locals of a loop without a bounds check a byte; every read is
/// preceded by a comparison with `end`.
struct JSONScanner {
    let base: UnsafePointer<UInt8>
    let end: Int
    /// The offset of the next byte to read, at most `end`.
    var offset: Int

    init(_ base: UnsafePointer<UInt8>, count: Int, offset: Int = 0) {
        self.base = base
        end = count
        self.offset = offset
    }

    /// Where a string's text lies, without its quotes.
    struct StringToken {
        let start: Int
        let length: Int
        let hasEscapes: Bool
    }

    struct NumberToken {
        let start: Int
        let length: Int
        /// The text has neither a fraction nor an exponent.
        let isIntegral: Bool
    }

    @inline(__always)
    func word(at index: Int) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self))
    }

    // MARK: - Between tokens

    /// Passes white space and returns the byte behind it, which is not consumed.
    @inline(__always)
    mutating func nextSignificant() throws(ScanFailure) -> UInt8 {
        guard offset < end else { throw ScanFailure(.unexpectedEnd, at: end) }
        let byte = base[offset]
        if byte > 0x20 { return byte }
        return try passWhitespace()
    }

    @inline(never)
    private mutating func passWhitespace() throws(ScanFailure) -> UInt8 {
        var index = offset
        while index < end {
            // Indentation comes in runs of spaces.
            while index + 8 <= end, word(at: index) == 0x2020_2020_2020_2020 { index += 8 }
            guard index < end else { break }
            let byte = base[index]
            guard byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 else {
                offset = index
                return byte
            }
            index += 1
        }
        offset = end
        throw ScanFailure(.unexpectedEnd, at: end)
    }

    /// Passes white space; true when nothing is left behind it.
    mutating func isAtEnd() -> Bool { (try? nextSignificant()) == nil }

    func unexpected() -> ScanFailure { ScanFailure(.unexpectedByte, at: offset) }

    // MARK: - Strings

    /// Marks, by its high bit, the first byte of a word that ends a plain run of a string: quote, backslash, control
    /// character or anything beyond ASCII. Marks above the first one may be wrong, as borrows travel upwards.
    @inline(__always)
    static func interesting(_ word: UInt64) -> UInt64 {
        let quote = word ^ 0x2222_2222_2222_2222
        let backslash = word ^ 0x5c5c_5c5c_5c5c_5c5c
        let ones: UInt64 = 0x0101_0101_0101_0101
        let found =
            ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash) | ((word &- (ones &* 0x20)) & ~word) | word
        return found & 0x8080_8080_8080_8080
    }

    /// Reads a string whose opening quote is the next byte.
    @inline(__always)
    mutating func string() throws(ScanFailure) -> StringToken {
        let start = offset + 1
        var index = start
        while index + 8 <= end {
            let mark = Self.interesting(word(at: index))
            if mark == 0 {
                index += 8
                continue
            }
            index += mark.trailingZeroBitCount >> 3
            if base[index] == 0x22 {
                offset = index + 1
                return StringToken(start: start, length: index - start, hasEscapes: false)
            }
            break
        }
        return try finishString(start: start, from: index)
    }

    /// The rest of a string that is not all plain, or lies in the last bytes of the text.
    @inline(never)
    private mutating func finishString(start: Int, from first: Int) throws(ScanFailure) -> StringToken {
        var index = first
        var hasEscapes = false
        while true {
            while index + 8 <= end {
                let mark = Self.interesting(word(at: index))
                index += mark == 0 ? 8 : mark.trailingZeroBitCount >> 3
                if mark != 0 { break }
            }
            guard index < end else { throw ScanFailure(.unexpectedEnd, at: end) }
            let byte = base[index]
            switch byte {
            case 0x22:
                offset = index + 1
                return StringToken(start: start, length: index - start, hasEscapes: hasEscapes)
            case 0x5c:
                hasEscapes = true
                index = try escape(at: index)
            case 0x80...: index = try utf8Sequence(at: index)
            case 0x20...: index += 1
            default: throw ScanFailure(.controlCharacter, at: index)
            }
        }
    }

    /// Checks the escape whose backslash is at `index`; returns the offset behind it.
    private func escape(at index: Int) throws(ScanFailure) -> Int {
        guard index + 1 < end else { throw ScanFailure(.unexpectedEnd, at: end) }
        switch base[index + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return index + 2
        case UInt8(ascii: "u"): break
        default: throw ScanFailure(.invalidEscape, at: index + 1)
        }
        let unit = try hexUnit(at: index + 2)
        switch unit {
        case 0xd800...0xdbff:
            guard index + 7 < end, base[index + 6] == 0x5c, base[index + 7] == UInt8(ascii: "u") else {
                throw index + 6 < end ? ScanFailure(.loneSurrogate, at: index) : ScanFailure(.unexpectedEnd, at: end)
            }
            guard case 0xdc00...0xdfff = try hexUnit(at: index + 8) else {
                throw ScanFailure(.loneSurrogate, at: index)
            }
            return index + 12
        case 0xdc00...0xdfff: throw ScanFailure(.loneSurrogate, at: index)
        default: return index + 6
        }
    }

    /// The value of the four hexadecimal digits at `index`.
    func hexUnit(at index: Int) throws(ScanFailure) -> UInt32 {
        var unit: UInt32 = 0
        for position in index..<index + 4 {
            guard position < end else { throw ScanFailure(.unexpectedEnd, at: end) }
            let byte = base[position]
            let digit: UInt8 =
                switch byte {
                case 0x30...0x39: byte - 0x30
                case 0x41...0x46: byte - 0x37
                case 0x61...0x66: byte - 0x57
                default: throw ScanFailure(.invalidEscape, at: position)
                }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }

    /// Checks one character beyond ASCII; returns the offset behind it.
    ///
    /// The ranges are those of table 3-7 of the Unicode standard: no overlong forms, no surrogates, nothing above
    /// U+10FFFF.
    private func utf8Sequence(at index: Int) throws(ScanFailure) -> Int {
        let lead = base[index]
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xbf
        switch lead {
        case 0xc2...0xdf: length = 2
        case 0xe0...0xef:
            length = 3
            if lead == 0xe0 { second = 0xa0...0xbf }
            if lead == 0xed { second = 0x80...0x9f }
        case 0xf0...0xf4:
            length = 4
            if lead == 0xf0 { second = 0x90...0xbf }
            if lead == 0xf4 { second = 0x80...0x8f }
        default: throw ScanFailure(.invalidUTF8, at: index)
        }
        guard index + length <= end else { throw ScanFailure(.invalidUTF8, at: index) }
        guard second.contains(base[index + 1]) else { throw ScanFailure(.invalidUTF8, at: index) }
        for position in index + 2..<index + length where base[position] & 0xc0 != 0x80 {
            throw ScanFailure(.invalidUTF8, at: index)
        }
        return index + length
    }

    // MARK: - Numbers and literals

    @inline(__always)
    private func isDigit(_ index: Int) -> Bool { index < end && base[index] &- 0x30 < 10 }

    @inline(__always)
    private func passDigits(from first: Int) throws(ScanFailure) -> Int {
        guard isDigit(first) else {
            throw first < end ? ScanFailure(.invalidNumber, at: first) : ScanFailure(.unexpectedEnd, at: end)
        }
        var index = first + 1
        while isDigit(index) { index += 1 }
        return index
    }

    /// Reads a number whose first byte, a digit or a minus, is the next byte.
    @inline(__always)
    mutating func number() throws(ScanFailure) -> NumberToken {
        let start = offset
        var index = base[start] == UInt8(ascii: "-") ? start + 1 : start
        if index < end, base[index] == UInt8(ascii: "0") {
            index += 1
            if isDigit(index) { throw ScanFailure(.invalidNumber, at: index) }
        } else {
            index = try passDigits(from: index)
        }
        var isIntegral = true
        if index < end, base[index] == UInt8(ascii: ".") {
            isIntegral = false
            index = try passDigits(from: index + 1)
        }
        if index < end, base[index] | 0x20 == UInt8(ascii: "e") {
            isIntegral = false
            index += 1
            if index < end, base[index] == UInt8(ascii: "+") || base[index] == UInt8(ascii: "-") { index += 1 }
            index = try passDigits(from: index)
        }
        offset = index
        return NumberToken(start: start, length: index - start, isIntegral: isIntegral)
    }

    /// Reads `true`, `false` or `null`, whose first byte has been seen.
    @inline(__always)
    mutating func literal(_ text: StaticString) throws(ScanFailure) {
        for position in 0..<text.utf8CodeUnitCount {
            guard offset < end else { throw ScanFailure(.unexpectedEnd, at: end) }
            guard base[offset] == text.utf8Start[position] else { throw unexpected() }
            offset += 1
        }
    }
}
