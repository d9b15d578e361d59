import JSONTree
import Testing

@Suite struct JSONWriterTests {
    private let value: JSONValue = [
        "b": ["x", 1, true, .null, .decimal("1.50"), [], [:]],
        "a": ["z": -1, "é": "/a\"\\\n\t\r\u{8}\u{c}\u{1}\u{7f}😀"],
    ]

    @Test("the compact text keeps the order, slashes and everything beyond ASCII")
    func compact() {
        #expect(
            value.text == #"{"b":["x",1,true,null,1.50,[],{}],"a":{"z":-1,"é":"/a\"\\\n\t\r\b\f\u0001"# + "\u{7f}😀\"}}")
        #expect(value.bytes == Array(value.text.utf8))
    }

    @Test("the canonical text sorts names by their bytes, at every level")
    func canonical() {
        let unsorted: JSONValue = ["é": 1, "z": ["b": 1, "a": 2], "Z": [["d": 1, "c": 2]], "": 0, "a": 3, "aa": 4]
        #expect(
            String(decoding: unsorted.canonicalBytes, as: UTF8.self)
                == #"{"":0,"Z":[{"c":2,"d":1}],"a":3,"aa":4,"z":{"a":2,"b":1},"é":1}"#)
    }

    @Test("the pretty text has a line for each member and element; empty ones stay on theirs")
    func pretty() {
        let value: JSONValue = ["a": [1, ["b": [], "c": [:]]], "d": "x"]
        #expect(
            value.prettyText() == """
                {
                  "a": [
                    1,
                    {
                      "b": [],
                      "c": {}
                    }
                  ],
                  "d": "x"
                }
                """)
        #expect(value.prettyText(indent: 0).split(separator: "\n").count == 10)
        #expect(JSONValue.array([]).prettyText() == "[]")
        #expect(JSONValue.string("x").prettyText() == "\"x\"")
    }

    @Test("a long string with something to escape at each place is escaped there and only there")
    func escaping() throws {
        for special in ["\"", "\\", "\u{0}", "\u{1f}", "é\n"] {
            for lead in 0..<20 {
                let text = String(repeating: "x", count: lead) + special + String(repeating: "y", count: 20)
                #expect(try JSONValue(parsing: JSONValue.string(text).text) == .string(text))
                #expect(JSONValue.string(text).bytes.allSatisfy { $0 >= 0x20 })
            }
        }
    }

    @Test("tokens and parts of documents are written one by one")
    func tokens() throws {
        let document = try JSONDocument(parsing: Array(#"{"items":[{"a" : 1.0},"x\u0041"]}"#.utf8))
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("list")
        writer.beginArray()
        for item in document.root["items"]?.elements.map({ $0 }) ?? [] { writer.write(item) }
        writer.integer(7)
        writer.endArray()
        writer.name("end")
        writer.string("now")
        writer.endObject()
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #"{"list":[{"a" : 1.0},"x\u0041",7],"end":"now"}"#)
    }

    @Test("a decimal whose text is no number is written as a string, so that the text is JSON")
    func wrongDecimal() {
        for text in ["", "x", "1,2", "01", "1.", "NaN", "1 ", "+1", "-"] {
            #expect(JSONValue.decimal(text).text == JSONValue.string(text).text)
        }
        #expect(JSONValue.decimal("-1.5e+7").text == "-1.5e+7")
    }
}
