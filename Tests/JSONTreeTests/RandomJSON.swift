import JSONTree
import ReconcileCore
import TestInputs

/// Makes values and texts at random, from a seed that a failing test prints.
struct RandomJSON: RandomNumberGenerator {
    private var numbers: SplitMix64

    init(seed: UInt64) { numbers = SplitMix64(seed: seed) }

    mutating func next() -> UInt64 { numbers.next() }

    /// The seed for one run of a property, printed.
    static func freshSeed(_ property: String) -> UInt64 {
        print("\(property): IDMON_SEED=\(Seed.value)")
        return Seed.value
    }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    mutating func chance(_ one: Int, in many: Int) -> Bool { below(many) < one }

    mutating func value(depth: Int = 4) -> JSONValue {
        switch below(depth > 0 ? 9 : 6) {
        case 0: return .null
        case 1: return .bool(chance(1, in: 2))
        case 2: return .integer(integer())
        case 3: return decimal()
        case 4, 5: return .string(string())
        case 6: return .array((0..<below(5)).map { _ in value(depth: depth - 1) })
        default: return object(depth: depth)
        }
    }

    mutating func object(depth: Int = 4) -> JSONValue {
        var object = JSONObject()
        // Now and then more members than are compared pair by pair.
        for _ in 0..<(chance(1, in: 20) ? 40 : below(6)) { object[string()] = value(depth: depth - 1) }
        return .object(object)
    }

    /// A value that resembles another: what a change leaves of it.
    mutating func changed(_ value: JSONValue, depth: Int = 4) -> JSONValue {
        if chance(1, in: 6) { return self.value(depth: depth) }
        switch value {
        case .object(var object):
            for name in object.names {
                guard chance(1, in: 3) else { continue }
                object[name] = chance(1, in: 3) ? nil : object[name].map { changed($0, depth: depth - 1) }
            }
            if chance(1, in: 3) { object[string()] = self.value(depth: depth - 1) }
            return .object(object)
        case .array(var array):
            for index in array.indices where chance(1, in: 3) { array[index] = changed(array[index], depth: depth - 1) }
            if chance(1, in: 3), !array.isEmpty { array.remove(at: below(array.count)) }
            if chance(1, in: 3) { array.insert(self.value(depth: depth - 1), at: below(array.count + 1)) }
            return .array(array)
        default: return value
        }
    }

    private mutating func integer() -> Int64 {
        switch below(4) {
        case 0: Int64(below(100))
        case 1: Int64.random(in: .min ... .max, using: &self)
        case 2: [Int64.min, .max, 0, -1][below(4)]
        default: -Int64(below(1_000_000))
        }
    }

    private mutating func decimal() -> JSONValue {
        let numbers = [
            "0.5", "-0.0", "1e9", "1E-400", "-1.25e+7", "9223372036854775808", "-9223372036854775809",
            "100000000000000000000000000", "3.14159265358979323846", "0e0",
        ]
        return .decimal(numbers[below(numbers.count)])
    }

    mutating func string() -> String {
        let pieces = [
            "a", "name", "metadata", "app.kubernetes.io/name", " ", "\"", "\\", "/", "\n", "\t", "\r", "\u{8}", "\u{c}",
            "\u{0}", "\u{1f}", "\u{7f}", "é", "e\u{301}", "ß", "€", "漢字", "😀", "\u{10ffff}", "\u{ffff}", "~0", "~1", "",
            "0", "1", "-",
        ]
        return (0..<below(chance(1, in: 10) ? 30 : 4)).map { _ in pieces[below(pieces.count)] }.joined()
    }

    // MARK: - Texts

    /// A text of a value, with white space and escapes wherever the grammar allows them.
    mutating func text(of value: JSONValue) -> String {
        space() + inner(value) + space()
    }

    private mutating func inner(_ value: JSONValue) -> String {
        switch value {
        case .array(let array):
            return "[" + array.map { text(of: $0) }.joined(separator: ",") + (array.isEmpty ? space() : "") + "]"
        case .object(let object):
            let members = object.members.map { space() + quoted($0.name) + space() + ":" + text(of: $0.value) }
            return "{" + members.joined(separator: ",") + (members.isEmpty ? space() : "") + "}"
        case .string(let string): return quoted(string)
        case .null, .bool, .integer, .decimal: return value.text
        }
    }

    private mutating func quoted(_ string: String) -> String {
        var text = "\""
        for scalar in string.unicodeScalars {
            if chance(1, in: 5) {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16, uppercase: chance(1, in: 2))
                    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
                continue
            }
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "/": text += chance(1, in: 2) ? "/" : "\\/"
            case "\u{8}": text += "\\b"
            case "\u{c}": text += "\\f"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..<" ":
                text += scalar.value < 16 ? "\\u000" : "\\u00"
                text += String(scalar.value, radix: 16)
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }

    private mutating func space() -> String {
        guard chance(1, in: 3) else { return "" }
        return (0..<below(chance(1, in: 10) ? 20 : 3)).map { _ in [" ", "\n", "\r", "\t"][below(4)] }.joined()
    }

    /// A text with a few bytes changed, added, removed or doubled.
    mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        let structural =
            Array("{}[]\",:\\/u0123-+.eEtfn \n\u{0}".utf8) + [0x80, 0xbf, 0xc0, 0xc3, 0xed, 0xef, 0xf4, 0xff]
        for _ in 0...below(3) {
            let byte = chance(1, in: 2) ? structural[below(structural.count)] : UInt8(below(256))
            let index = below(bytes.count + 1)
            switch below(4) {
            case 0: bytes.insert(byte, at: index)
            case 1 where index < bytes.count: bytes.remove(at: index)
            case 2 where index < bytes.count: bytes.insert(bytes[index], at: below(bytes.count + 1))
            default: if index < bytes.count { bytes[index] = byte }
            }
        }
        return bytes
    }
}
