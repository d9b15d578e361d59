import Testing
import YAMLTree

@Suite("Errors say where, what, and what to do")
struct YAMLErrorTests {
    @Test("the report has the place, the advice, the line and a caret under the column", arguments: reports)
    func report(row: Report) {
        let error = #expect(throws: YAMLError.self) { try YAMLReader.documents(in: row.bytes) }
        #expect(error?.report(file: "x.yaml") == row.report)
    }

    @Test("what is logged of an error does not quote the text")
    func description() {
        let error = #expect(throws: YAMLError.self) { try values("password: \"hunter2\nother: 1\n") }
        #expect(
            error?.description
                == "line 1, column 11: what begins here is never closed; add the closing quote or bracket")
        #expect(error?.excerpt.contains("hunter2") == true)
    }

    @Test("no message quotes a value", arguments: ["!!int", "!!bool", "!!float", "!!null", "!!binary"])
    func secrets(tag: String) {
        let error = #expect(throws: YAMLError.self) { try values("password: \(tag) hunter-2\n") }
        #expect(error?.description.contains("hunter") == false)
    }

    @Test("a long line is cut around the column")
    func longLine() throws {
        let text = "a: \"\(String(repeating: "x", count: 300))\\q\(String(repeating: "y", count: 300))\"\n"
        let error = try #require(throws: YAMLError.self) { try values(text) }
        let lines = error.excerpt.split(separator: "\n")
        #expect(lines[0] == "…\(String(repeating: "x", count: 50))\\q\(String(repeating: "y", count: 48))…")
        #expect(lines[1] == "\(String(repeating: " ", count: 51))^")
    }

    @Test("control characters of the text do not reach the terminal")
    func controlCharacters() {
        let error = #expect(throws: YAMLError.self) { try values("a: \u{1b}[31m\n") }
        #expect(error?.excerpt.contains("\u{1b}") == false)
    }
}

struct Report: Sendable, CustomTestStringConvertible {
    let bytes: [UInt8]
    let report: String

    init(_ text: String, _ report: String) { self.init(Array(text.utf8), report) }

    init(_ bytes: [UInt8], _ report: String) {
        self.bytes = bytes
        self.report = report
    }

    var testDescription: String { String(decoding: bytes, as: UTF8.self).debugDescription }
}

private let reports: [Report] = [
    Report("a:\n\tb: 1\n", "x.yaml:2:1: a tab is used for indentation; YAML allows spaces only\n\tb: 1\n^"),
    Report(
        "a:\n  b: 1\n \t c: 2\n", "x.yaml:3:2: a tab is used for indentation; YAML allows spaces only\n \t c: 2\n ^"),
    Report(
        "a: b: c\n",
        """
        x.yaml:1:5: a ':' begins a value where none can be; quote the text if the ':' belongs to it, or check the indentation
        a: b: c
            ^
        """),
    Report(
        "spec:\n  a: 1\n b: 2\n",
        """
        x.yaml:3:2: this line is indented unlike its neighbours, or a quoted text ended too early; check indentation and quotes
         b: 2
         ^
        """),
    Report(
        "name: @home\n",
        """
        x.yaml:1:7: a plain text cannot begin with this character (one of @ ` % or a tab); put the text in quotes
        name: @home
              ^
        """),
    Report(
        "é: \"abc\n",
        "x.yaml:1:4: what begins here is never closed; add the closing quote or bracket\né: \"abc\n   ^"),
    Report(
        "a: \"\\d+\"\n",
        "x.yaml:1:5: there is no such escape; write \\\\ for a backslash, or use single quotes\na: \"\\d+\"\n    ^"),
    Report(
        "a: [1, 2\nb: 3\n",
        """
        x.yaml:2:2: a '[' is open: put ',' between the elements and ']' behind the last; it stands on line 1, column 4
        b: 3
         ^
        """),
    Report(
        "a: {b: 1\nc: 2\n",
        """
        x.yaml:2:2: a '{' is open: put ',' between the members and '}' behind the last; it stands on line 1, column 4
        c: 2
         ^
        """),
    Report(
        "a: 1\nb\nc: 2\n",
        """
        x.yaml:2:1: this line has no ':' behind its name; add one, or check the indentation
        b
        ^
        """),
    Report(
        "a: 1\n\nb: 2\na: 3\n",
        """
        x.yaml:4:1: the name "a" stands here a second time; it was first on line 1, column 1; remove one of them
        a: 3
        ^
        """),
    Report(
        "a: *ref\n",
        """
        x.yaml:1:4: no anchor &ref stands above this alias in its document; quote the text if the '*' belongs to it
        a: *ref
           ^
        """),
    Report(
        "a: .inf\n",
        """
        x.yaml:1:4: JSON has no infinities and no not-a-number; put the text in quotes or write a number
        a: .inf
           ^
        """),
    Report(
        "ok: 1\na: \u{7}\n",
        "x.yaml:2:4: a control character stands here; write it as an escape in double quotes, as \"\\x07\"\na: \u{fffd}\n   ^"
    ),
    Report(
        Array("ok: 1\na: é".utf8) + [0xff] + Array("\n".utf8),
        "x.yaml:2:5: the bytes here are not UTF-8; save the text as UTF-8\na: é\u{fffd}\n    ^"),
    Report([0xff, 0xfe, 0x61, 0x00], "x.yaml:1:1: the text is UTF-16; save it as UTF-8\n\u{fffd}\u{fffd}a\u{fffd}\n^"),
    Report(
        "\u{feff}a: !!int x\n",
        """
        x.yaml:1:4: the value is not what its tag !!int says; drop the tag or change the value
        a: !!int x
           ^
        """),
    Report(
        "a: !x!y z\n",
        "x.yaml:1:4: the tag's handle is not declared by a %TAG line\na: !x!y z\n   ^"),
    Report(
        "a:\r\n  - b\r\n  c: d\r\n",
        """
        x.yaml:3:3: a sequence stands here and this line is no element of it; begin it with '- ' or check the indentation
          c: d
          ^
        """),
]
