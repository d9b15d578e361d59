import JSONTree
import TestThreads
import Testing
import YAMLTree

@Suite("Streams, documents and names", .computing)
struct YAMLReaderTests {
    @Test("documents that are empty, null or comments are left out")
    func emptyDocuments() throws {
        let text = "# first\n---\n---\na: 1 # one\n---\n# only a comment\n---\nnull\n---\n~\n---\nb: 2\n---\n"
        #expect(try values(text) == [["a": 1], ["b": 2]])
        #expect(try values("") == [])
        #expect(try values("# nothing\n") == [])
        #expect(try values("---\n...\n") == [])
    }

    @Test("a document may be any value, and false is one")
    func otherDocuments() throws {
        #expect(try values("[]\n---\nfalse\n---\ntext\n---\n{}\n") == [[], false, "text", [:]])
    }

    @Test("a document follows a marker with content, a comment, or a directive")
    func markers() throws {
        let text = "a: 1\n...\n--- {c: 3}\n--- # d\nd: 4\n...\n%YAML 1.1\n---\ne: 5\n"
        #expect(try values(text) == [["a": 1], ["c": 3], ["d": 4], ["e": 5]])
    }

    @Test("a document behind an end marker needs a marker of its own: kubectl would drop it without a word")
    func bareDocument() {
        let error = #expect(throws: YAMLError.self) { try values("a: 1\n...\nb: 2\n") }
        #expect(error?.position == SourcePosition(line: 3, column: 1))
    }

    @Test("line ends of Windows and a byte order mark make no difference")
    func windows() throws {
        #expect(
            try values("\u{feff}a: |\r\n  x\r\n  y\r\nb: 1\r\n---\r\nc: 2\r\n") == [["a": "x\ny\n", "b": 1], ["c": 2]])
    }

    @Test("members keep the order of the text")
    func order() throws {
        #expect(try values("b: 1\na: 2\nc: 3\n").first?.object?.names == ["b", "a", "c"])
    }

    @Test("a name that is no text becomes the text kubectl makes of it", arguments: nameTable)
    func names(row: (name: String, expected: String)) throws {
        let text = "{\(row.name) : x}"
        #expect(try values(text).first?.object?.names == [row.expected])
        if Kubectl.isPresent { #expect(try Kubectl.spec(" \(text)\n").object?.names == [row.expected]) }
    }

    @Test(
        "a name that has no text is refused, and kubectl refuses it too",
        arguments: ["~", "null", "[a]", "{a: b}", "18446744073709551615", "!!null"])
    func noNames(name: String) {
        let error = #expect(throws: YAMLError.self) { try values("{\(name) : x}") }
        #expect(error?.code == .invalidName)
        if Kubectl.isPresent { #expect(throws: Kubectl.Refusal.self) { try Kubectl.spec(" {\(name) : x}\n") } }
    }

    @Test("a template's braces without quotes are refused with advice")
    func braces() {
        let error = #expect(throws: YAMLError.self) { try values("image: {{workflow.parameters.image}}\n") }
        #expect(error?.message.contains("quote it") == true)
    }

    @Test("an object of a thousand members is read, and a name that stands twice in it is found")
    func manyMembers() throws {
        let lines = (0..<1000).map { "name\($0): \($0)\n" }
        let object = try #require(try values(lines.joined()).first?.object)
        #expect(object.count == 1000)
        #expect(object["name999"] == 999)
        let error = #expect(throws: YAMLError.self) { try values((lines + ["name17: again\n"]).joined()) }
        #expect(error?.message.contains("first on line 18, column 1") == true)
    }

    @Test(
        "a name that stands twice is refused with both places",
        arguments: [
            "a: 1\nb: 2\na: 3\n", "1: x\nb: 2\n\"1\": y\n", "yes: x\nb: 2\n!!str true: y\n",
            "'é': x\nb: 2\n\"\\xe9\": y\n",
        ])
    func duplicates(text: String) {
        let error = #expect(throws: YAMLError.self) { try values(text) }
        #expect(error?.code == .duplicateName)
        #expect(error?.position == SourcePosition(line: 3, column: 1))
        #expect(error?.message.contains("first on line 1, column 1") == true)
    }

    @Test("two Unicode spellings of one name are two names")
    func unicodeSpellings() throws {
        #expect(try values("\"\\xe9\": 1\n\"e\\u0301\": 2\n").first?.object?.count == 2)
    }
}

/// The values of a stream's documents.
func values(_ text: String, limits: YAMLLimits = .standard) throws(YAMLError) -> [JSONValue] {
    try YAMLReader.documents(in: Array(text.utf8), limits: limits).map(\.value)
}

private let nameTable: [(name: String, expected: String)] = [
    ("a", "a"), ("yes", "true"), ("off", "false"), ("1", "1"), ("0x10", "16"), ("017", "15"), ("1_0", "10"),
    ("-0", "0"),
    ("1.5", "1.5"), ("1.0", "1"), ("1e3", "1000"), ("100000.0", "100000"), ("1000000.0", "1e+06"),
    ("123456789.0", "1.2345679e+08"),
    ("0.1234567890123", "0.12345679"), ("0.0001", "0.0001"), ("0.00001", "1e-05"), ("1e20", "1e+20"), ("1e30", "1e+30"),
    ("1e39", ".inf"), ("-1e39", "-.inf"), ("1e-50", "0"), ("-0.0", "-0"), (".inf", ".inf"), (".nan", ".nan"),
    ("3.4e38", "3.4e+38"),
    ("16777217.0", "1.6777216e+07"), ("1e-40", "1e-40"), ("-9223372036854775808", "-9223372036854775808"),
    ("123456789012345678901234567890", "1.2345679e+29"), ("2001-12-14", "2001-12-14"), ("!!str 1", "1"), ("'1'", "1"),
    ("\"\"", ""),
    ("! 1", "1"), ("! yes", "yes"), ("!!int '5'", "5"), ("!!float 1", "1"), ("!!bool yes", "true"),
    ("!!binary aGk=", "hi"),
    ("? a", "a"), ("<<x", "<<x"), ("'<<'", "<<"), ("!!str <<", "<<"), ("&x yes", "true"), ("!foo 1", "1"),
]
