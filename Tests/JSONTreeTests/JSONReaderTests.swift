import JSONTree
import Testing

@Suite struct JSONReaderTests {
    @Test("a reader takes what it is asked for and passes the rest")
    func picking() throws {
        let text = #"{"type":"ADDED","skip":[{"a":[1,"]"]}],"object":{"metadata":{"na\u006de":"x","n":-5,"ok":true}}}"#
        var reader = JSONReader(Array(text.utf8))
        var found: [String] = []
        try reader.beginObject()
        while try reader.nextMember() {
            if reader.nameIs("type") { found.append(try reader.string()) }
            guard reader.nameIs("object") else { continue }
            try reader.beginObject()
            while try reader.nextMember() {
                guard reader.name == "metadata" else { continue }
                try reader.beginObject()
                while try reader.nextMember() {
                    switch try reader.kind() {
                    case .string where reader.nameIs("name"): found.append(try reader.string())
                    case .number: found.append(String(try reader.integer()))
                    case .bool: found.append(String(try reader.bool()))
                    default: Issue.record("\(reader.name)")
                    }
                }
            }
        }
        try reader.finish()
        #expect(found == ["ADDED", "x", "-5", "true"])
    }

    @Test("elements are read, skipped or made into documents, each with its place")
    func elements() throws {
        let bytes = Array(#" [ 1 , {"a" : [] } , "x\"" , [ ] , null ] "#.utf8)
        var reader = JSONReader(bytes)
        var texts: [String] = []
        try reader.beginArray()
        while try reader.nextElement() { texts.append(String(decoding: bytes[try reader.skip()], as: UTF8.self)) }
        try reader.finish()
        #expect(texts == ["1", #"{"a" : [] }"#, #""x\"""#, "[ ]", "null"])

        var again = JSONReader(bytes)
        var documents: [JSONDocument] = []
        try again.beginArray()
        while try again.nextElement() { documents.append(try again.document()) }
        try again.finish()
        #expect(documents.map(\.root.value) == [1, ["a": []], "x\"", [], .null])
        #expect(documents.map { String(decoding: $0.bytes, as: UTF8.self) } == texts)
    }

    @Test("values that follow each other are read one by one")
    func stream() throws {
        var reader = JSONReader(Array("{\"a\":1}\n{\"a\":2}\n\n 3 \"x\"\n".utf8))
        var values: [JSONValue] = []
        while try reader.nextValue() { values.append(try reader.document().root.value) }
        #expect(values == [["a": 1], ["a": 2], 3, "x"])
        var empty = JSONReader(Array(" \n".utf8))
        #expect(try empty.nextValue() == false)
        var skipping = JSONReader(Array("[1] [2] ".utf8))
        #expect(try skipping.nextValue())
        #expect(try skipping.nextValue())
        #expect(try skipping.nextValue() == false)
    }

    @Test("what a reader passes is checked as closely as what it reads")
    func checking() {
        let texts = [
            #"{"a":{"b":01}}"#, #"{"a":"\x"}"#, #"{"a":[1,]}"#, #"{"a":{"b"}}"#, #"{"a":tru}"#, #"{"a":[}]}"#,
            #"{"a":1,}"#, #"{,"a":1}"#, #"{"a":1 "b":2}"#, #"{"a":1}}"#, #"{"a":1"#, "{\"a\":\"\u{1}\"}",
        ]
        for text in texts {
            let error = #expect(throws: JSONError.self, "\(text)") {
                var reader = JSONReader(Array(text.utf8))
                try reader.beginObject()
                while try reader.nextMember() {}
                try reader.finish()
            }
            let expected = #expect(throws: JSONError.self) { try JSONDocument(parsing: Array(text.utf8)) }
            #expect(error?.offset == expected?.offset, "\(text)")
        }
    }

    @Test("depth counts from the outermost value, however the inner ones are read")
    func depth() {
        let limits = JSONLimits(maximumDepth: 3)
        for (text, fits) in [("[[[]]]", true), ("[[[[]]]]", false)] {
            for way in 0..<3 {
                var reader = JSONReader(Array(text.utf8), limits: limits)
                var failure: JSONError?
                do throws(JSONError) {
                    try reader.beginArray()
                    _ = try reader.nextElement()
                    switch way {
                    case 0: try reader.skip()
                    case 1: _ = try reader.document()
                    default:
                        for _ in 0..<3 {
                            try reader.beginArray()
                            if try !reader.nextElement() { break }
                        }
                    }
                } catch { failure = error }
                #expect((failure == nil) == fits, "\(text) \(way)")
                if !fits { #expect(failure?.code == .tooDeep) }
            }
        }
    }

    @Test("nesting is followed beyond the 64 levels of a word")
    func deepNesting() throws {
        var text = ""
        for level in 0..<200 { text += level % 3 == 0 ? "[" : "{\"a\":" }
        text += "null"
        for level in (0..<200).reversed() { text += level % 3 == 0 ? "]" : "}" }
        var reader = JSONReader(Array(text.utf8))
        try reader.skip()
        try reader.finish()
        let wrong = text.dropLast(10) + "}" + text.suffix(9)
        #expect(throws: JSONError.self) {
            var reader = JSONReader(Array(wrong.utf8))
            try reader.skip()
        }
    }

    @Test("a value of another kind than the one asked for is an error at its place and stays to be read")
    func kinds() throws {
        var reader = JSONReader(Array("[99999999999999999999, 1.0, \"x\"]".utf8))
        try reader.beginArray()
        _ = try reader.nextElement()
        let error = #expect(throws: JSONError.self) { try reader.integer() }
        #expect(error?.code == .unexpectedKind)
        #expect(error?.offset == 1)
        #expect(throws: JSONError.self) { try reader.string() }
        #expect(throws: JSONError.self) { try reader.nextMember() }
        #expect(try reader.document().root.numberText == "99999999999999999999")
        #expect(throws: JSONError.self) { try reader.document() }
        _ = try reader.nextElement()
        #expect(throws: JSONError.self) { try reader.integer() }
        _ = try reader.nextElement()
        #expect(throws: JSONError.self) { try reader.bool() }
        #expect(try reader.string() == "x")
        #expect(throws: JSONError.self) { try reader.finish() }
        #expect(try reader.nextElement() == false)
        try reader.finish()
    }
}
