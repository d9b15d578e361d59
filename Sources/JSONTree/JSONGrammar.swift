/// What the grammar tells about a text as it reads on.
protocol JSONSink: ~Copyable {
    /// How many arrays and objects are open.
    var depth: Int { get }
    /// Whether the innermost open one is an object.
    var isInObject: Bool { get }

    mutating func open(isObject: Bool, at offset: Int)
    /// - Parameters:
    ///   - count: of elements or members.
    ///   - end: the offset behind the closing bracket.
    mutating func close(end: Int) throws(ScanFailure)
    mutating func name(_ token: JSONScanner.StringToken)
    mutating func string(_ token: JSONScanner.StringToken)
    mutating func number(_ token: JSONScanner.NumberToken)
    mutating func literal(_ kind: JSONNode.Kind, start: Int, length: Int)
}

/// The grammar of RFC 8259 without recursion: depth costs no stack.
enum JSONGrammar {
    /// Reads one value; stops at the byte behind it.
    ///
    /// - Parameter maximumDepth: how many arrays and objects `sink` may have open.
    @inline(__always)
    static func value<Sink: JSONSink & ~Copyable>(
        _ scanner: inout JSONScanner, into sink: inout Sink, maximumDepth: Int
    ) throws(ScanFailure) {
        let outer = sink.depth
        while true {
            if try !beginValue(&scanner, into: &sink, maximumDepth: maximumDepth) { continue }
            // A value has ended; so may have the ones around it.
            while true {
                if sink.depth == outer { return }
                let byte = try scanner.nextSignificant()
                if byte == UInt8(ascii: ",") {
                    scanner.offset += 1
                    if sink.isInObject { try name(&scanner, into: &sink) }
                    break
                }
                guard byte == (sink.isInObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                    throw scanner.unexpected()
                }
                scanner.offset += 1
                try sink.close(end: scanner.offset)
            }
        }
    }

    /// Reads a scalar, an empty array or object, or the beginning of one up to its first value.
    ///
    /// - Returns: whether a value has ended.
    @inline(__always)
    private static func beginValue<Sink: JSONSink & ~Copyable>(
        _ scanner: inout JSONScanner, into sink: inout Sink, maximumDepth: Int
    ) throws(ScanFailure) -> Bool {
        let byte = try scanner.nextSignificant()
        let start = scanner.offset
        switch byte {
        case UInt8(ascii: "\""): sink.string(try scanner.string())
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            let isObject = byte == UInt8(ascii: "{")
            guard sink.depth < maximumDepth else { throw ScanFailure(.tooDeep, at: start) }
            sink.open(isObject: isObject, at: start)
            scanner.offset += 1
            // The closing bracket lies two after the opening one in ASCII.
            if try scanner.nextSignificant() == byte + 2 {
                scanner.offset += 1
                try sink.close(end: scanner.offset)
                return true
            }
            if isObject { try name(&scanner, into: &sink) }
            return false
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): sink.number(try scanner.number())
        case UInt8(ascii: "t"):
            try scanner.literal("true")
            sink.literal(.true, start: start, length: 4)
        case UInt8(ascii: "f"):
            try scanner.literal("false")
            sink.literal(.false, start: start, length: 5)
        case UInt8(ascii: "n"):
            try scanner.literal("null")
            sink.literal(.null, start: start, length: 4)
        default: throw scanner.unexpected()
        }
        return true
    }

    @inline(__always)
    private static func name<Sink: JSONSink & ~Copyable>(
        _ scanner: inout JSONScanner, into sink: inout Sink
    ) throws(ScanFailure) {
        guard try scanner.nextSignificant() == UInt8(ascii: "\"") else { throw scanner.unexpected() }
        sink.name(try scanner.string())
        guard try scanner.nextSignificant() == UInt8(ascii: ":") else { throw scanner.unexpected() }
        scanner.offset += 1
    }
}
