import JSONTree
import Testing

@Suite struct JSONDocumentTests {
    @Test(
        "what is wrong is named by its offset",
        arguments: [
            ("", JSONError.Code.unexpectedEnd, 0), ("  ", .unexpectedEnd, 2), ("{\"a\":1", .unexpectedEnd, 6),
            ("[1 2]", .unexpectedByte, 3), ("[1,]", .unexpectedByte, 3), ("{\"a\":1,}", .unexpectedByte, 7),
            ("{\"a\" 1}", .unexpectedByte, 5), ("{1:2}", .unexpectedByte, 1), ("[}", .unexpectedByte, 1),
            ("{]", .unexpectedByte, 1), ("nul", .unexpectedEnd, 3), ("nulL", .unexpectedByte, 3),
            ("\u{feff}{}", .byteOrderMark, 0), ("{} {}", .trailingContent, 3), ("1 x", .trailingContent, 2),
            ("01", .invalidNumber, 1), ("-", .unexpectedEnd, 1), ("-x", .invalidNumber, 1), ("1.", .unexpectedEnd, 2),
            ("[1.]", .invalidNumber, 3), ("[1e]", .invalidNumber, 3), ("+1", .unexpectedByte, 0),
            (".5", .unexpectedByte, 0), ("NaN", .unexpectedByte, 0), ("\"\\x\"", .invalidEscape, 2),
            ("\"\\u12g4\"", .invalidEscape, 5), ("\"\\ud800\"", .loneSurrogate, 1), ("\"a", .unexpectedEnd, 2),
            ("\"\\", .unexpectedEnd, 2), ("\"\\u12", .unexpectedEnd, 5), ("\"tab\tkey\"", .controlCharacter, 4),
            ("\"0123456789\u{1}\"", .controlCharacter, 11), ("é", .unexpectedByte, 0),
        ])
    func offsets(text: String, code: JSONError.Code, offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSONDocument(parsing: Array(text.utf8)) }
        #expect(error?.code == code)
        #expect(error?.offset == offset)
    }

    @Test("an error's text says where and what, and quotes no more than a byte")
    func message() {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: "{\"password\": hunter2}") }
        #expect(error?.description == "JSON, byte 13: 'h' is not expected here")
    }

    @Test("bytes that are not UTF-8 are refused wherever they stand in a string")
    func encoding() {
        let wrong: [[UInt8]] = [
            [0x80], [0xbf], [0xc0, 0x80], [0xc1, 0xbf], [0xc3], [0xc3, 0x28], [0xe0, 0x80, 0x80], [0xe0, 0x9f, 0xbf],
            [0xed, 0xa0, 0x80], [0xed, 0xbf, 0xbf], [0xe2, 0x82], [0xf0, 0x80, 0x80, 0x80], [0xf0, 0x8f, 0xbf, 0xbf],
            [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xff], [0xfe], [0xf0, 0x9f, 0x98],
        ]
        for bytes in wrong {
            for lead in 0..<18 {
                let text = [0x22] + [UInt8](repeating: 0x61, count: lead) + bytes + [0x22]
                let error = #expect(throws: JSONError.self) { try JSONDocument(parsing: text) }
                #expect(error?.code == .invalidUTF8, "\(bytes)")
                #expect(error?.offset == lead + 1, "\(bytes)")
            }
        }
    }

    @Test("every character, written raw or as escapes, is read as itself")
    func characters() throws {
        var scalars: [Unicode.Scalar] = []
        for value in UInt32(0)...0x11_0000 where value < 0x3000 || value % 257 == 0 || value & 0xfffe == 0xfffe {
            if let scalar = Unicode.Scalar(value) { scalars.append(scalar) }
        }
        for scalar in scalars {
            let text = String(scalar)
            #expect(try JSONValue(parsing: JSONValue.string(text).text).string?.utf8.elementsEqual(text.utf8) == true)
            let escapes = text.utf16.map { unit in
                "\\u" + String(repeating: "0", count: 4 - String(unit, radix: 16).count) + String(unit, radix: 16)
            }
            let read = try JSONDocument(parsing: Array("\"\(escapes.joined())\"".utf8)).root.string
            #expect(read?.utf8.elementsEqual(text.utf8) == true)
        }
    }

    @Test("integers of 64 bits are integers, all other numbers keep their text")
    func numbers() throws {
        func value(_ text: String) throws -> JSONValue { try JSONValue(parsing: text) }
        #expect(try value("0") == 0)
        #expect(try value("-0") == 0)
        #expect(try value("9223372036854775807") == .integer(.max))
        #expect(try value("-9223372036854775808") == .integer(.min))
        #expect(try value("9223372036854775808") == .decimal("9223372036854775808"))
        #expect(try value("-9223372036854775809") == .decimal("-9223372036854775809"))
        #expect(try value("1.0") == .decimal("1.0"))
        #expect(try value("1E400") == .decimal("1E400"))
        let view = try JSONDocument(parsing: Array("[1.50, 7, 99999999999999999999]".utf8)).root
        #expect(view.elements.map(\.numberText) == ["1.50", "7", "99999999999999999999"])
        #expect(view.elements.map(\.integer) == [nil, 7, nil])
        #expect(view.elements.map(\.kindName) == ["number", "integer", "number"])
    }

    @Test("a view finds members and elements, and says nil to what is not there")
    func view() throws {
        let text = #"{"a":[1,{"b\u0063":"x\ny"},[],true,null],"é":{"d":false},"":0}"#
        let document = try JSONDocument(parsing: Array(text.utf8))
        let root = document.root
        #expect(root.kind == .object)
        #expect(root.count == 3)
        #expect(root["a"]?.count == 5)
        #expect(root["a"]?[0]?.integer == 1)
        #expect(root["a"]?[1]?["bc"]?.string == "x\ny")
        #expect(root["a"]?[1]?["b\\u0063"] == nil)
        #expect(root["a"]?[2]?.elements.map(\.kind) == [])
        #expect(root["a"]?[3]?.bool == true)
        #expect(root["a"]?[4]?.isNull == true)
        #expect(root["a"]?[5] == nil)
        #expect(root["a"]?[-1] == nil)
        #expect(root["é"]?["d"]?.bool == false)
        #expect(root["e\u{301}"] == nil)
        #expect(root[""]?.integer == 0)
        #expect(root["b"] == nil)
        #expect(root[0] == nil)
        #expect(root["a"]?["a"] == nil)
        #expect(root.members.map(\.name) == ["a", "é", ""])
        #expect(root.elements.map(\.kind) == [])
        #expect(document.bytes == Array(text.utf8))
        #expect(root.value["a"]?[1] == ["bc": "x\ny"])
    }

    @Test("of members of one name the last is there, in every way of looking")
    func duplicates() throws {
        let text = #"{"a":{"x":1,"x":[2,3]},"b":1,"a":[{"c":1,"\u0063":2}],"b":{"d":1,"d":2,"d":3}}"#
        let document = try JSONDocument(parsing: Array(text.utf8))
        let expected: JSONValue = ["a": [["c": 2]], "b": ["d": 3]]
        #expect(document.root.value == expected)
        #expect(document.root.isEqual(to: expected))
        #expect(document.root.count == 2)
        #expect(document.root.members.map(\.name) == ["a", "b"])
        #expect(document.root["b"]?["d"]?.integer == 3)
        #expect(document.root["a"]?[0]?["c"]?.integer == 2)
    }

    @Test("of many members of one name the last is there")
    func manyDuplicates() throws {
        let names = (0..<200).map { "a-long-name-that-differs-in-\($0 % 70)-the-middle-only" }
        let members = names.enumerated().map { "\"\($1)\":\($0)" }
        let document = try JSONDocument(parsing: Array("{\(members.joined(separator: ","))}".utf8))
        #expect(document.root.count == 70)
        for (index, name) in names.enumerated().suffix(70) {
            #expect(document.root[name]?.integer == Int64(index))
        }
    }

    @Test("a name of any length is the same name however it is spelled")
    func spelledDuplicates() throws {
        for length in 0...20 {
            let name = (0..<length).map { ["a", "é", "\n", "漢", "😀"][($0 * $0) % 5] }.joined()
            let plain = JSONValue.string(name).text
            let units = name.utf16.map { "\\u" + String(UInt32($0) + 0x10000, radix: 16).dropFirst() }
            for escaped in ["\"\(units.joined())\"", plain] {
                let text = "{\"other\":0,\(plain):1,\(escaped):2}"
                let document = try JSONDocument(parsing: Array(text.utf8))
                #expect(document.root.value == .object(["other": 0, name: 2]), "\(text)")
                #expect(throws: JSONError.self) { try JSONDocument(parsing: Array(text.utf8), limits: .strict) }
            }
        }
    }

    @Test("strict limits refuse a second member of a name, and say where it is")
    func strictNames() throws {
        for (text, offset) in [
            (#"{"a":1,"a":1}"#, 7), (#"[{"b":{"a":{},"x":[],"\u0061":{}}}]"#, 21), (#"{"":1,"":2}"#, 6),
        ] {
            let error = #expect(throws: JSONError.self) { try JSONDocument(parsing: Array(text.utf8), limits: .strict) }
            #expect(error?.code == .duplicateName)
            #expect(error?.offset == offset)
        }
        let distinct = #"{"a":{"a":{"a":1},"b":1},"b":{"a":2},"\u0063":[{"a":1},{"a":1}],"é":1,"e\u0301":2}"#
        #expect(throws: Never.self) { try JSONDocument(parsing: Array(distinct.utf8), limits: .strict) }
    }

    @Test("depth and size are bounded")
    func limits() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        #expect(throws: Never.self) { try JSONDocument(parsing: nested(512)) }
        let error = #expect(throws: JSONError.self) { try JSONDocument(parsing: nested(513)) }
        #expect(error?.code == .tooDeep)
        #expect(error?.offset == 512)
        // The limit is met long before the end of the text, which costs no stack.
        #expect(throws: JSONError.self) { try JSONDocument(parsing: nested(1_000_000)) }
        #expect(throws: Never.self) { try JSONDocument(parsing: Array("1".utf8), limits: JSONLimits(maximumDepth: 0)) }
        let size = JSONLimits(maximumBytes: 4)
        #expect(throws: Never.self) { try JSONDocument(parsing: Array("1234".utf8), limits: size) }
        let large = #expect(throws: JSONError.self) { try JSONDocument(parsing: Array("12345".utf8), limits: size) }
        #expect(large?.code == .tooLarge)
    }

    @Test("a part cut out of a document is a document with that part's value and text")
    func cutting() throws {
        let text = #" { "items" : [ {"a": ["x", {"b\n": 1.5}]} , "s\u0041", 12, null, [] ] } "#
        let items = try #require(try JSONDocument(parsing: Array(text.utf8)).root["items"])
        for item in items.elements {
            let part = JSONDocument(item)
            #expect(part.root.value == item.value)
            #expect(part == (try JSONDocument(parsing: part.bytes)))
        }
        #expect(
            JSONDocument(items).root.elements.map { String(decoding: JSONDocument($0).bytes, as: UTF8.self) }
                == [#"{"a": ["x", {"b\n": 1.5}]}"#, #""s\u0041""#, "12", "null", "[]"])
    }

    @Test("documents are equal when their values are")
    func equality() throws {
        func document(_ text: String) throws -> JSONDocument { try JSONDocument(parsing: Array(text.utf8)) }
        #expect(try document(#"{"a":1,"b":"x"}"#) == document(#" {"b":"\u0078","a":1} "#))
        #expect(try document(#"{"a":1}"#) != document(#"{"a":1,"b":null}"#))
        #expect(try document(#"["é"]"#) != document("[\"e\u{301}\"]"))
        #expect(try document("1") != document("1.0"))
        #expect(try document("[1]") != document("1"))
        #expect(try document(#"{"a":[]}"#) != document(#"{"a":{}}"#))
    }
}
