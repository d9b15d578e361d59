/// Reads the fields of one protobuf message, one after the other.
///
/// Source: Protocol Buffers, "Encoding".
struct ProtobufReader {
    /// A message that ends early or has a wire type that Kubernetes does not use.
    struct Problem: Error, Hashable {
        let message: String
    }

    enum Value: Equatable {
        case number(UInt64)
        case bytes(ArraySlice<UInt8>)
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// The next field with its number; nil at the end.
    mutating func next() throws(Problem) -> (number: Int, value: Value)? {
        guard !rest.isEmpty else { return nil }
        let tag = try varint()
        guard let number = Int(exactly: tag >> 3) else { throw Problem(message: "a field number is too large") }
        switch tag & 7 {
        case 0: return (number, .number(try varint()))
        case 1: return (number, .number(try fixed(8)))
        case 2:
            guard let count = Int(exactly: try varint()), count <= rest.count else {
                throw Problem(message: "a field is longer than its message")
            }
            let bytes = rest.prefix(count)
            rest = rest.dropFirst(count)
            return (number, .bytes(bytes))
        case 5: return (number, .number(try fixed(4)))
        case let wireType: throw Problem(message: "wire type \(wireType) is not known")
        }
    }

    /// The bytes of the last field with a number.
    static func bytes(_ number: Int, of message: ArraySlice<UInt8>) throws(Problem) -> ArraySlice<UInt8>? {
        var reader = ProtobufReader(message)
        var found: ArraySlice<UInt8>?
        while let field = try reader.next() {
            if field.number == number, case .bytes(let bytes) = field.value { found = bytes }
        }
        return found
    }

    private mutating func varint() throws(Problem) -> UInt64 {
        var result: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = rest.popFirst() else { throw Problem(message: "the message ends inside a number") }
            result |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return result }
        }
        throw Problem(message: "a number has more than 64 bits")
    }

    private mutating func fixed(_ count: Int) throws(Problem) -> UInt64 {
        guard rest.count >= count else { throw Problem(message: "the message ends inside a number") }
        var result: UInt64 = 0
        for (index, byte) in rest.prefix(count).enumerated() { result |= UInt64(byte) << UInt64(index * 8) }
        rest = rest.dropFirst(count)
        return result
    }
}
