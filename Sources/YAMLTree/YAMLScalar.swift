/// What an untagged plain scalar says: the whole dialect in one place.
///
/// It is YAML 1.1 as sigs.k8s.io/yaml v1.4 (goyaml.v2, `resolve.go`) understands it, which is what kubectl, Helm and
/// kustomize read; a test puts several hundred scalars to kubectl itself.
///
/// | text | value |
/// |---|---|
/// | empty, `~`, and the words of the table below | null, booleans, infinities |
/// | `12`, `+12`, `1_000`, `-_1` | decimal; underscores count for nothing behind the first character |
/// | `017`, `0o17`, `0x1F`, `0b101`, with a sign too | octal, octal, hexadecimal, binary |
/// | `08` | 8: no octal number, but a decimal fraction without a fraction |
/// | `1.`, `.5`, `1e3`, `12_3.4_5` | a fraction; `.` and `e3` are text, and so is `1e400`, which no double holds |
/// | `18446744073709551615` | unsigned; anything larger becomes a double, but `0x1_0000_0000_0000_0000` is text |
/// | `1:30`, `2001-12-14`, `0x1p4`, `NaN`, `=` | text |
enum YAMLScalar: Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// An integer beyond `Int64.max`.
    case unsigned(UInt64)
    /// Any other number; infinities and not-a-number too.
    case float(Double)
    /// The text itself.
    case string

    /// The words that are no text, in the only spellings that count: `yEs` is text.
    private static let words: [(text: String, meaning: YAMLScalar)] = [
        ("y", .bool(true)), ("Y", .bool(true)),
        ("yes", .bool(true)), ("Yes", .bool(true)), ("YES", .bool(true)),
        ("true", .bool(true)), ("True", .bool(true)), ("TRUE", .bool(true)),
        ("on", .bool(true)), ("On", .bool(true)), ("ON", .bool(true)),
        ("n", .bool(false)), ("N", .bool(false)),
        ("no", .bool(false)), ("No", .bool(false)), ("NO", .bool(false)),
        ("false", .bool(false)), ("False", .bool(false)), ("FALSE", .bool(false)),
        ("off", .bool(false)), ("Off", .bool(false)), ("OFF", .bool(false)),
        ("~", .null), ("null", .null), ("Null", .null), ("NULL", .null),
        (".inf", .float(.infinity)), (".Inf", .float(.infinity)), (".INF", .float(.infinity)),
        ("+.inf", .float(.infinity)), ("+.Inf", .float(.infinity)), ("+.INF", .float(.infinity)),
        ("-.inf", .float(-.infinity)), ("-.Inf", .float(-.infinity)), ("-.INF", .float(-.infinity)),
        (".nan", .float(.nan)), (".NaN", .float(.nan)), (".NAN", .float(.nan)),
    ]

    /// - Parameter text: UTF-8, of a scalar that has neither quotes nor a tag, or one of the tags of ``YAMLTag``.
    @inline(__always)
    init(plain text: Span<UInt8>) {
        guard !text.isEmpty else {
            self = .null
            return
        }
        // The first byte tells almost every text apart from the rest.
        switch text[0] {
        case UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"),
            UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "o"), UInt8(ascii: "O"),
            UInt8(ascii: "~"):
            self = Self.word(text) ?? .string
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            self = Self.number(text)
        default: self = .string
        }
    }

    /// The meaning of a word of the table.
    static func word(_ text: Span<UInt8>) -> YAMLScalar? {
        guard text.count <= 5 else { return nil }
        let packed = pack(text)
        return packedWords.first { $0.packed == packed }?.meaning
    }

    /// The table with its words in the form in which they are compared.
    private static let packedWords: [(packed: UInt64, meaning: YAMLScalar)] = words.map { word in
        (word.text.utf8.reduce(0) { $0 << 8 | UInt64($1) }, word.meaning)
    }

    /// At most eight bytes as one number.
    private static func pack(_ text: Span<UInt8>) -> UInt64 {
        var packed: UInt64 = 0
        for index in text.indices { packed = packed << 8 | UInt64(text[index]) }
        return packed
    }
}
