import JSONTree

/// RFC 8259 written down as plainly as can be, to compare the fast reader with.
struct ReferenceReader {
    struct Refused: Error {}

    private let scalars: [Unicode.Scalar]
    private var position = 0

    /// - Returns: nil when the bytes are no JSON text.
    static func value(of bytes: [UInt8]) -> JSONValue? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var reader = ReferenceReader(scalars: Array(text.unicodeScalars))
        guard let value = try? reader.value(depth: 0) else { return nil }
        reader.space()
        return reader.position == reader.scalars.count ? value : nil
    }

    private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func space() {
        while let next, [" ", "\n", "\r", "\t"].contains(next) { position += 1 }
    }

    private mutating func expect(_ text: String) throws {
        for scalar in text.unicodeScalars {
            guard next == scalar else { throw Refused() }
            position += 1
        }
    }

    private mutating func takes(_ scalar: Unicode.Scalar) -> Bool {
        space()
        guard next == scalar else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws -> JSONValue {
        space()
        switch next {
        case "{": return .object(try object(depth: depth))
        case "[": return .array(try array(depth: depth))
        case "\"": return .string(try string())
        case "t": try expect("true"); return true
        case "f": try expect("false"); return false
        case "n": try expect("null"); return .null
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws -> JSONObject {
        guard depth < 512, takes("{") else { throw Refused() }
        var object = JSONObject()
        if takes("}") { return object }
        repeat {
            space()
            let name = try string()
            guard takes(":") else { throw Refused() }
            object[name] = try value(depth: depth + 1)
        } while takes(",")
        guard takes("}") else { throw Refused() }
        return object
    }

    private mutating func array(depth: Int) throws -> [JSONValue] {
        guard depth < 512, takes("[") else { throw Refused() }
        var array: [JSONValue] = []
        if takes("]") { return array }
        repeat { array.append(try value(depth: depth + 1)) } while takes(",")
        guard takes("]") else { throw Refused() }
        return array
    }

    private mutating func string() throws -> String {
        try expect("\"")
        var units: [UInt16] = []
        while let scalar = next, scalar != "\"" {
            position += 1
            guard scalar.value >= 0x20 else { throw Refused() }
            guard scalar == "\\" else {
                units += Array(String(scalar).utf16)
                continue
            }
            let letters: [Unicode.Scalar: UInt16] = [
                "\"": 0x22, "\\": 0x5c, "/": 0x2f, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9,
            ]
            guard let letter = next else { throw Refused() }
            position += 1
            if letter == "u" {
                let digits = scalars[position...].prefix(4)
                guard digits.count == 4, digits.allSatisfy({ $0.properties.isASCIIHexDigit }),
                    let unit = UInt16(String(String.UnicodeScalarView(digits)), radix: 16)
                else { throw Refused() }
                units.append(unit)
                position += 4
            } else if let unit = letters[letter] {
                units.append(unit)
            } else {
                throw Refused()
            }
        }
        try expect("\"")
        guard let text = String(validating: units, as: UTF16.self) else { throw Refused() }
        return text
    }

    private mutating func number() throws -> JSONValue {
        let start = position
        if next == "-" { position += 1 }
        if next == "0" { position += 1 } else { try digits() }
        var isIntegral = true
        if next == "." {
            isIntegral = false
            position += 1
            try digits()
        }
        if next == "e" || next == "E" {
            isIntegral = false
            position += 1
            if next == "+" || next == "-" { position += 1 }
            try digits()
        }
        let text = String(String.UnicodeScalarView(scalars[start..<position]))
        if isIntegral, let value = Int64(text) { return .integer(value) }
        return .decimal(text)
    }

    private mutating func digits() throws {
        let start = position
        while let next, ("0"..."9").contains(next) { position += 1 }
        guard position > start else { throw Refused() }
    }
}
