import JSONTree
import Testing

/// A scalar behind `v: ` and its value.
struct ScalarRow: Sendable, CustomTestStringConvertible {
    let text: String
    let value: JSONValue
    /// Whether we read it although kubectl refuses it.
    var isBeyondKubectl = false

    init(_ text: String, _ value: JSONValue, isBeyondKubectl: Bool = false) {
        self.text = text
        self.value = value
        self.isBeyondKubectl = isBeyondKubectl
    }

    var testDescription: String { text.debugDescription }
}

private func texts(_ texts: [String]) -> [ScalarRow] { texts.map { ScalarRow($0, .string($0)) } }

private func all(_ texts: [String], _ value: JSONValue) -> [ScalarRow] { texts.map { ScalarRow($0, value) } }

/// The dialect in examples.
let scalarTable: [ScalarRow] =
    all(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"], true)
    + all(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF", "OFF # really"], false)
    + all(["", "~", "null", "Null", "NULL", "null # none", "!!null", "!!null \"\"", "!!null null"], .null)
    + texts(["yEs", "tRue", "nuLL", "oN", "Nope", "yesterday", "nullable", "~a", "true.", "none"])
    + integers + fractions + notNumbers + quoted + tagged + plain

private let integers: [ScalarRow] =
    all(["0", "-0", "+0", "00", "0x0", "0b0", "0o0", "0.0", "-0.0", ".0", "0.", "0e0", "1e-400"], 0)
    + all(["1", "+1", "01", "1_", "1.", "1.0", "0x1", "0b1", "0o1", "0b+1"], 1)
    + all(["-1", "-01", "-_1", "-0x1", "-1.0", "0b-1"], -1)
    + all(["15", "017", "+017", "0o17", "0O17", "0xf", "0XF", "+0xF", "0x_f", "0b1111", "0B1111", "1_5", "1__5"], 15)
    + all(["08", "0_8", "8.0", "0_10", "0o_10"], 8) + all(["09"], 9) + all(["-017"], -15) + all(["0b101"], 5)
    + all(["1000", "1_000", "1e3", "1E3", "1e+3", "1.0e3", "+1e03"], 1000)
    + [
        ScalarRow("9223372036854775807", .integer(.max)), ScalarRow("-9223372036854775808", .integer(.min)),
        ScalarRow("0x7fffffffffffffff", .integer(.max)), ScalarRow("9007199254740993", 9_007_199_254_740_993),
        ScalarRow("9007199254740993.0", 9_007_199_254_740_992), ScalarRow("1e18", 1_000_000_000_000_000_000),
        ScalarRow("12345678901234567.0", 12_345_678_901_234_568), ScalarRow("8.5e15", 8_500_000_000_000_000),
        ScalarRow("4503599627370497.5", 4_503_599_627_370_498), ScalarRow("1e1_0", 10_000_000_000),
    ]

private let fractions: [ScalarRow] =
    all([".5", "+.5", "0.5", "5e-1", "0.50", "0_.5", ".5_0".replacing("_", with: "")], .decimal("0.5"))
    + [
        ScalarRow("-.5", .decimal("-0.5")), ScalarRow("1.5e0", .decimal("1.5")),
        ScalarRow("12_3.4_5", .decimal("123.45")),
        ScalarRow(".1_0", .decimal("0.1")), ScalarRow("0.30000000000000004", .decimal("0.30000000000000004")),
        ScalarRow("3.14159265358979323846", .decimal("3.141592653589793")), ScalarRow("1e-6", .decimal("0.000001")),
        ScalarRow("1e-7", .decimal("1e-7")), ScalarRow("0.000001234", .decimal("0.000001234")),
        ScalarRow("1e20", .decimal("100000000000000000000")), ScalarRow("-1e19", .decimal("-10000000000000000000")),
        ScalarRow("1e21", .decimal("1e+21")), ScalarRow("6.02e23", .decimal("6.02e+23")),
        ScalarRow("1e308", .decimal("1e+308")),
        ScalarRow("5e-324", .decimal("5e-324")), ScalarRow("2.5e-324", .decimal("5e-324")),
        ScalarRow("1.7976931348623157e308", .decimal("1.7976931348623157e+308")),
        ScalarRow("9223372036854775808", .decimal("9223372036854776000")),
        ScalarRow("-9223372036854775809", .decimal("-9223372036854776000")),
        ScalarRow("18446744073709551615", .decimal("18446744073709552000")),
        ScalarRow("0xffffffffffffffff", .decimal("18446744073709552000")),
        ScalarRow("123456789012345678901234567890", .decimal("1.2345678901234568e+29")),
        ScalarRow("07777777777777777777777777777", .decimal("7.777777777777778e+27")),
    ]

private let notNumbers: [ScalarRow] = texts([
    "0o8", "0xg", "0x", "0o", "0b", "-0x", "0b12", "_1", "+", ".", "..", ".e3", "1e", "e1", "1e400", "-1e400", "inf",
    "nan", "NaN",
    "Infinity", "0x1p4", "1:30", "190:20:30", "190:20:30.15", "2001-12-14", "2001-12-14t21:59:43.10-05:00",
    "2001-12-14 21:59:43.10 -5", "2001-12-14T21:59:43Z", "2001-1-1", "1,000", "1.2.3", "1-2", "100m", "128Mi", "0.5Gi",
    "1e3m",
    "<<", "=", "++1", "--1", "+-1", "0x-1", "1e5.5", "._1", "0x1ffffffffffffffff", "10.0.0.1", "1.24.3", "-0b-1", "+ 1",
])

private let quoted: [ScalarRow] = [
    ScalarRow("\"\"", ""), ScalarRow("''", ""), ScalarRow("\"yes\"", "yes"), ScalarRow("'12'", "12"),
    ScalarRow("\"~\"", "~"),
    ScalarRow("'null'", "null"), ScalarRow("'it''s'", "it's"), ScalarRow("\"a\\\n    b\"", "ab"),
    ScalarRow("\"a\n    b\"", "a b"),
    ScalarRow("'a\n\n    b'", "a\nb"), ScalarRow("\"\\x41\\u00e9\\U0001F600\\n\\t\\\\\\\"\"", "Aé😀\n\t\\\""),
    ScalarRow("\"\\0\\a\\b\\v\\f\\r\\e\\N\\_\\L\\P\"", "\u{0}\u{7}\u{8}\u{b}\u{c}\r\u{1b}\u{85}\u{a0}\u{2028}\u{2029}"),
    ScalarRow("\"a\\/b\"", "a/b", isBeyondKubectl: true), ScalarRow("|\n    12", "12\n"),
    ScalarRow("|-\n    yes", "yes"),
    ScalarRow("|\n    a\n     b\n\n    c\n", "a\n b\n\nc\n"), ScalarRow(">-\n    a\n    b\n\n    c", "a b\nc"),
    ScalarRow("|+\n    a\n", "a\n\n"),
]

private let tagged: [ScalarRow] = [
    ScalarRow("!!str 12", "12"), ScalarRow("!!str true", "true"), ScalarRow("!!str", ""), ScalarRow("!!str ~", "~"),
    ScalarRow("!!int \"12\"", 12), ScalarRow("!!int 0x10", 16), ScalarRow("!!float 1", 1),
    ScalarRow("!!float 1e3", 1000),
    ScalarRow("!!float \"1.5\"", .decimal("1.5")), ScalarRow("!!float 0x10", 16), ScalarRow("!!bool yes", true),
    ScalarRow("!!bool \"true\"", true), ScalarRow("!!binary aGVsbG8=", "hello"), ScalarRow("!!binary \"\"", ""),
    ScalarRow("!!binary |\n    aGVs\n    bG8=\n", "hello"), ScalarRow("!!timestamp 2001-12-14", "2001-12-14"),
    ScalarRow("!!foo bar", "bar"), ScalarRow("!foo 12", "12"), ScalarRow("! 12", "12"), ScalarRow("! \"12\"", "12"),
    ScalarRow("! true", "true"), ScalarRow("!", ""), ScalarRow("!<tag:yaml.org,2002:int> 12", 12),
    ScalarRow("!<tag:yaml.org,2002:str> 12", "12"), ScalarRow("!!map {a: 1}", ["a": 1]),
    ScalarRow("!!set {a, b}", ["a": .null, "b": .null]),
    ScalarRow("!!omap [a: 1]", [["a": 1]]), ScalarRow("!!str {a: 1}", ["a": 1]), ScalarRow("!!int [1]", [1]),
    ScalarRow("&anchor 12", 12),
]

private let plain: [ScalarRow] =
    [
        ScalarRow("[a, b, ]", ["a", "b"]), ScalarRow("[]", []), ScalarRow("{}", [:]),
        ScalarRow("{a, b: 1}", ["a": .null, "b": 1]),
        ScalarRow("[a: 1]", [["a": 1]]), ScalarRow("[yes, ~, 0x1, ]", [true, .null, 1]), ScalarRow("a #b", "a"),
        ScalarRow("a\n    b", "a b"), ScalarRow("12\n    13", "12 13"),
    ]
    + texts([
        "a#b", "a, b", "http://x.y:80/z", "a:b", "-a", "?a", ":a", "--- a", "a{b}", "a'b", "a\"b", "a\\nb", "é", "😀",
        "日本", "a\u{a0}b",
    ])
