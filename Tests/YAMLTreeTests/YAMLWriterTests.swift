import JSONTree
import TestThreads
import Testing
import YAMLTree

@Suite("Written text", .computing)
struct YAMLWriterTests {
    @Test("sequences are not indented, empty things stay on the line, long names get a question mark")
    func structure() throws {
        let value: JSONValue = [
            "apiVersion": "v1", "empty": [:], "none": [], "null": .null,
            "lists": [[1, 2], [[3]], [], [:], ["a": [1], "b": ["c": [["d": true]]]]],
            "text": ["a\nb", "x\ny\n"], .init(repeating: "k", count: 200): ["inner": 1],
        ]
        #expect(
            YAMLWriter.text(value) == """
                apiVersion: v1
                empty: {}
                none: []
                "null": null
                lists:
                - - 1
                  - 2
                - - - 3
                - []
                - {}
                - a:
                  - 1
                  b:
                    c:
                    - d: true
                text:
                - |-
                  a
                  b
                - |
                  x
                  y
                ? \(String(repeating: "k", count: 200))
                :
                  inner: 1

                """)
        #expect(try values(YAMLWriter.text(value)) == [value])
    }

    @Test("a stream has a line between its documents")
    func stream() throws {
        let documents: [JSONValue] = [["a": 1], [1, "---"], "text", "a\n---\nb\n"]
        let text = YAMLWriter.stream(documents)
        #expect(text == "a: 1\n---\n- 1\n- '---'\n---\ntext\n---\n|\n  a\n  ---\n  b\n")
        #expect(try values(text) == documents)
        #expect(YAMLWriter.stream([]) == "")
    }

    @Test("a text is written in the style of kubectl", arguments: styles)
    func style(row: (text: String, written: String)) throws {
        #expect(YAMLWriter.text(.string(row.text)) == row.written + "\n")
        #expect(try values(YAMLWriter.text(["v": .string(row.text)])) == [["v": .string(row.text)]])
    }

    @Test(
        "kubectl's own text is read and written again byte for byte",
        .enabled(if: Kubectl.isPresent, "kubectl is not on the PATH"))
    func kubectlText() throws {
        var object = JSONObject()
        let texts = styles.map(\.text).filter {
            !$0.contains("\t") && $0.unicodeScalars.allSatisfy { $0.isASCII && $0 != "\u{7f}" }
        }
        for (index, text) in texts.enumerated() where !["=", "<<", "1e400", "0x1ffffffffffffffff"].contains(text) {
            object["v\(index)"] = .string(text)
            if !text.contains(where: \.isNewline) { object[text] = [.string(text)] }
        }
        let written = try Kubectl.yaml(Kubectl.envelope(" " + JSONValue.object(object).text + "\n"))
        let value = try #require(try values(written).first)
        #expect(value["spec"] == .object(object))
        #expect(YAMLWriter.text(value) == written)
    }

    @Test("no line of a document ends with a space")
    func trailingSpaces() {
        var random = Seeded(for: "trailing spaces")
        for _ in 0..<500 {
            let text = YAMLWriter.text(.object(random.object(depth: 3)))
            #expect(!text.contains(" \n"))
            #expect(text.hasSuffix("\n"))
        }
    }
}

private let styles: [(text: String, written: String)] = [
    ("", "\"\""), ("a", "a"), ("a b", "a b"), ("yes", "\"yes\""), ("N", "\"N\""), ("null", "\"null\""), ("~", "\"~\""),
    ("12", "\"12\""),
    ("1.5", "\"1.5\""), ("1e3", "\"1e3\""), ("0x1F", "\"0x1F\""), ("0o17", "\"0o17\""), ("08", "\"08\""),
    ("1_000", "\"1_000\""),
    ("+1", "\"+1\""), ("1:30", "\"1:30\""), ("190:20:30", "\"190:20:30\""), ("2001-12-14", "\"2001-12-14\""),
    ("2001-12-14T00:00:00Z", "\"2001-12-14T00:00:00Z\""), (".inf", "\".inf\""), ("1e400", "\"1e400\""), ("=", "\"=\""),
    ("<<", "\"<<\""),
    ("0x1ffffffffffffffff", "\"0x1ffffffffffffffff\""),
    ("_1", "_1"), ("1,000", "1,000"), ("10.0.0.1", "10.0.0.1"), ("100m", "100m"), ("1e", "1e"), ("yEs", "yEs"),
    ("-.", "-."),
    (" a", "' a'"), ("a ", "'a '"), (" ", "' '"), ("a: b", "'a: b'"), ("a:", "'a:'"), ("a:b", "a:b"),
    ("a #b", "'a #b'"), ("a#b", "a#b"),
    ("#a", "'#a'"), ("- a", "'- a'"), ("-", "'-'"), ("-a", "-a"), ("--", "--"), ("---", "'---'"), ("--- a", "'--- a'"),
    ("...a", "'...a'"),
    ("? a", "'? a'"), ("?", "'?'"), ("?a", "?a"), (":", "':'"), (": a", "': a'"), ("[a", "'[a'"), ("{{x}}", "'{{x}}'"),
    ("a{b}", "a{b}"),
    (",a", "',a'"), ("a, b", "a, b"), ("&a", "'&a'"), ("*a", "'*a'"), ("!a", "'!a'"), ("|a", "'|a'"), (">a", "'>a'"),
    ("@a", "'@a'"),
    ("`a", "'`a'"), ("%a", "'%a'"), ("100%", "100%"), ("'a", "'''a'"), ("\"a", "'\"a'"), ("a'b\"c", "a'b\"c"),
    ("it's: x", "'it''s: x'"),
    ("a\\b", "a\\b"), ("\ta", "\"\\ta\""), ("a\tb", "\"a\\tb\""), ("a\rb", "\"a\\rb\""), ("\u{1b}[0m", "\"\\e[0m\""),
    ("\u{7f}", "\"\\x7F\""),
    ("é", "é"), ("😀", "😀"), ("\u{85}", "\"\\x85\""), ("\u{a0}", "\"\\xA0\""), ("\u{200b}", "\"\\u200B\""),
    ("\u{202e}", "\"\\u202E\""),
    ("\u{feff}", "\"\\uFEFF\""), ("\u{e0001}", "\"\\U000E0001\""),
    ("a\n", "|\n  a"), ("a\nb", "|-\n  a\n  b"), ("a\nb\n", "|\n  a\n  b"), ("a\n\n", "|+\n  a\n"), ("\n", "|2+\n"),
    ("\n\n", "|2+\n\n"),
    ("\na", "|2-\n\n  a"), (" a\nb", "|2-\n   a\n  b"), ("a\n b\n", "|\n  a\n   b"), ("a\n\nb", "|-\n  a\n\n  b"),
    ("a \nb", "\"a \\nb\""), ("a\n ", "\"a\\n \""), ("a\n  \nb", "\"a\\n  \\nb\""), ("a\r\nb", "\"a\\r\\nb\""),
    ("a: b\nc", "|-\n  a: b\n  c"),
    ("all:\n\tmake\n", "|\n  all:\n  \tmake"), ("\tx\ny", "|2-\n  \tx\n  y"), ("a\t\nb", "\"a\\t\\nb\""),
    ("# c\nb", "|-\n  # c\n  b"),
    ("a\u{2028}\nb", "\"a\\u2028\\nb\""), ("😀\nb", "|-\n  😀\n  b"),
]
