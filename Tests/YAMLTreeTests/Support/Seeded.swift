import JSONTree
import ReconcileCore
import TestInputs

/// Random numbers that a seed repeats.
struct Seeded: RandomNumberGenerator {
    let seed = Seed.value
    private var numbers = SplitMix64(seed: Seed.value)

    /// Prints the seed.
    init(for test: String) {
        print("\(test): IDMON_SEED=\(seed)")
    }

    mutating func next() -> UInt64 { numbers.next() }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &self)]
    }

    /// A text made of pieces that mean something in YAML.
    mutating func nastyText() -> String {
        (0..<Int.random(in: 0...8, using: &self)).map { _ in pick(Self.pieces) }.joined()
    }

    mutating func value(depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 10 : 7), using: &self) {
        case 0: .null
        case 1: .bool(Bool.random(using: &self))
        case 2: .integer(pick([0, 1, -1, 42, .max, .min, Int64.random(in: .min ... .max, using: &self)]))
        case 3: .decimal(pick(["0.5", "-1.25", "1e+21", "1e-7", "123456.789", "9223372036854776000"]))
        case 4, 5, 6: .string(nastyText())
        case 7: .array((0..<Int.random(in: 0...4, using: &self)).map { _ in value(depth: depth - 1) })
        default: .object(object(depth: depth - 1))
        }
    }

    mutating func object(depth: Int) -> JSONObject {
        var object = JSONObject()
        for _ in 0..<Int.random(in: 0...5, using: &self) { object[nastyText()] = value(depth: depth) }
        return object
    }

    private static let pieces = [
        "", " ", "  ", "\n", "\n\n", "\t", ":", ": ", " #", "#", "-", "- ", "'", "\"", "\\", "{{", "}}", "{", "}", "[",
        "]", ",",
        "&", "*", "!", "!!str ", "|", ">", "%", "@", "`", "?", "? ", "yes", "No", "null", "~", "true", "0", "1", "12",
        "08",
        "0x1F", "1e3", "1e400", "1:30", "2001-12-14", "T00:00:00Z", ".", "_", "e", "+", ".inf", ".nan", "=", "<<",
        "---", "...",
        "\n---\n", "\n...\n", "a", "b c", "word ", "é", "e\u{301}", "日本", "😀", "\u{80}", "\u{85}", "\u{a0}", "\u{ad}",
        "\u{200b}",
        "\u{202e}", "\u{2028}", "\u{2029}", "\u{feff}", "\u{fffd}", "\u{fffe}", "\u{ffff}", "\u{10ffff}", "\u{0}",
        "\u{1}", "\u{7}",
        "\u{1b}", "\u{7f}", "\r", "\r\n", "apiVersion: v1\nkind: x\n", "\n  indented", "\n\tmake",
        String(repeating: "long ", count: 40),
    ]
}
