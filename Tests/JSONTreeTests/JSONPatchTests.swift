import JSONTree
import Testing

@Suite struct JSONPatchTests {
    private static func apply(_ patch: String, to target: String) throws -> String {
        try JSONPatch(parsing: try JSONValue(parsing: patch)).apply(to: try JSONValue(parsing: target)).text
    }

    @Test(
        "the examples of RFC 6902, appendix A, that succeed",
        arguments: [
            // A.1 to A.7
            (#"{"foo":"bar"}"#, #"[{"op":"add","path":"/baz","value":"qux"}]"#, #"{"foo":"bar","baz":"qux"}"#),
            (
                #"{"foo":["bar","baz"]}"#, #"[{"op":"add","path":"/foo/1","value":"qux"}]"#,
                #"{"foo":["bar","qux","baz"]}"#
            ),
            (#"{"baz":"qux","foo":"bar"}"#, #"[{"op":"remove","path":"/baz"}]"#, #"{"foo":"bar"}"#),
            (#"{"foo":["bar","qux","baz"]}"#, #"[{"op":"remove","path":"/foo/1"}]"#, #"{"foo":["bar","baz"]}"#),
            (
                #"{"baz":"qux","foo":"bar"}"#, #"[{"op":"replace","path":"/baz","value":"boo"}]"#,
                #"{"baz":"boo","foo":"bar"}"#
            ),
            (
                #"{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}"#,
                #"[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]"#,
                #"{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}"#
            ),
            (
                #"{"foo":["all","grass","cows","eat"]}"#, #"[{"op":"move","from":"/foo/1","path":"/foo/3"}]"#,
                #"{"foo":["all","cows","eat","grass"]}"#
            ),
            // A.8
            (
                #"{"baz":"qux","foo":["a",2,"c"]}"#,
                #"[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}]"#,
                #"{"baz":"qux","foo":["a",2,"c"]}"#
            ),
            // A.10, A.11, A.14, A.16
            (
                #"{"foo":"bar"}"#, #"[{"op":"add","path":"/child","value":{"grandchild":{}}}]"#,
                #"{"foo":"bar","child":{"grandchild":{}}}"#
            ),
            (
                #"{"foo":"bar"}"#, #"[{"op":"add","path":"/baz","value":"qux","xyz":123}]"#,
                #"{"foo":"bar","baz":"qux"}"#
            ),
            (#"{"/":9,"~1":10}"#, #"[{"op":"test","path":"/~01","value":10}]"#, #"{"/":9,"~1":10}"#),
            (
                #"{"foo":["bar"]}"#, #"[{"op":"add","path":"/foo/-","value":["abc","def"]}]"#,
                #"{"foo":["bar",["abc","def"]]}"#
            ),
        ])
    func appendixA(target: String, patch: String, result: String) throws {
        #expect(try Self.apply(patch, to: target) == result)
    }

    @Test(
        "the examples of RFC 6902, appendix A, that fail, and others that must",
        arguments: [
            // A.9, A.12, A.15
            (#"{"baz":"qux"}"#, #"[{"op":"test","path":"/baz","value":"bar"}]"#, JSONPatchError.Code.testFailed),
            (#"{"foo":"bar"}"#, #"[{"op":"add","path":"/baz/bat","value":"qux"}]"#, .missingPath),
            (#"{"/":9,"~1":10}"#, #"[{"op":"test","path":"/~01","value":"10"}]"#, .testFailed),
            // A.13: the last "op" counts, and there is nothing to remove.
            (#"{"foo":"bar"}"#, #"[{"op":"add","path":"/baz","value":"qux","op":"remove"}]"#, .missingPath),
            (#"{"a":[1]}"#, #"[{"op":"add","path":"/a/2","value":0}]"#, .missingPath),
            (#"{"a":[1]}"#, #"[{"op":"add","path":"/a/01","value":0}]"#, .missingPath),
            (#"{"a":[1]}"#, #"[{"op":"add","path":"/a/x","value":0}]"#, .missingPath),
            (#"{"a":[1]}"#, #"[{"op":"remove","path":"/a/-"}]"#, .missingPath),
            (#"{"a":[1]}"#, #"[{"op":"remove","path":"/a/1"}]"#, .missingPath),
            (#"{"a":[1]}"#, #"[{"op":"replace","path":"/b","value":1}]"#, .missingPath),
            (#"{"a":[1]}"#, #"[{"op":"copy","from":"/b","path":"/c"}]"#, .missingPath),
            (#"{"a":[1]}"#, #"[{"op":"move","from":"/b","path":"/c"}]"#, .missingPath),
            (#"{"a":{"b":1}}"#, #"[{"op":"move","from":"/a","path":"/a/b"}]"#, .moveIntoItself),
            (#"{"a":[1]}"#, #"[{"op":"test","path":"/b","value":null}]"#, .missingPath),
            (#"{}"#, #"{"op":"remove","path":""}"#, .malformed),
            (#"{}"#, #"[{"path":"/a"}]"#, .malformed),
            (#"{}"#, #"[{"op":"remove"}]"#, .malformed),
            (#"{}"#, #"[{"op":"add","path":"/a"}]"#, .malformed),
            (#"{}"#, #"[{"op":"copy","path":"/a"}]"#, .malformed),
            (#"{}"#, #"[{"op":"spam","path":"/a"}]"#, .malformed),
            (#"{}"#, #"[{"op":"remove","path":"a"}]"#, .malformed),
            (#"{}"#, #"[1]"#, .malformed),
        ])
    func failures(target: String, patch: String, code: JSONPatchError.Code) {
        let error = #expect(throws: JSONPatchError.self) { try Self.apply(patch, to: target) }
        #expect(error?.code == code)
    }

    @Test("an error names the operation and the place, never a value")
    func message() {
        let patch = #"[{"op":"test","path":"","value":{}},{"op":"test","path":"/data/token","value":"hunter2"}]"#
        let error = #expect(throws: JSONPatchError.self) {
            try Self.apply(
                patch.replacing("\"value\":{}", with: "\"value\":{\"data\":{\"token\":\"s\"}}"),
                to: #"{"data":{"token":"s"}}"#)
        }
        #expect(
            error?.description
                == "JSON patch, operation 1: the value at \"/data/token\" is not the one tested for")
    }

    @Test("a patch can replace and test the whole, and null is a value like others")
    func whole() throws {
        #expect(try Self.apply(#"[{"op":"add","path":"","value":[1]}]"#, to: "{}") == "[1]")
        #expect(try Self.apply(#"[{"op":"replace","path":"","value":null}]"#, to: "{}") == "null")
        #expect(try Self.apply(#"[{"op":"add","path":"/a","value":null}]"#, to: "{}") == #"{"a":null}"#)
        #expect(try Self.apply(#"[{"op":"test","path":"/a","value":null}]"#, to: #"{"a":null}"#) == #"{"a":null}"#)
        #expect(try Self.apply(#"[{"op":"remove","path":"/a"}]"#, to: #"{"a":null}"#) == "{}")
        #expect(try Self.apply(#"[{"op":"move","from":"/a","path":"/a"}]"#, to: #"{"a":1}"#) == #"{"a":1}"#)
        #expect(try Self.apply(#"[{"op":"copy","from":"","path":"/a"}]"#, to: #"{"b":1}"#) == #"{"b":1,"a":{"b":1}}"#)
        #expect(try Self.apply(#"[{"op":"remove","path":"/0"}]"#, to: #"{"0":1}"#) == "{}")
    }

    @Test(
        "a test compares numbers by what they mean and all else exactly",
        arguments: [
            ("1", "1.0", true), ("1", "10e-1", true), ("100", "1E+2", true), ("0", "-0.00e5", true),
            ("1.50", "15e-1", true), ("-2", "-2.0", true), ("9007199254740993", "9007199254740992.0", false),
            ("1", "2", false), ("1", "-1", false), ("1", "1.01", false), ("10", "1", false),
            ("1e99999999999999999999", "1e99999999999999999999", true), ("1e99999999999999999999", "1", false),
            ("\"1\"", "1", false), ("[1,{\"a\":2}]", "[1.0,{\"a\":2e0}]", true), ("[1]", "[1,2]", false),
            ("\"é\"", "\"e\u{301}\"", false), ("{\"a\":1}", "{\"b\":1}", false), ("null", "false", false),
        ])
    func testing(found: String, tested: String, isEqual: Bool) {
        let passes = (try? Self.apply(#"[{"op":"test","path":"","value":\#(tested)}]"#, to: found)) != nil
        #expect(passes == isEqual)
    }

    @Test("a patch is written as it was read")
    func writing() throws {
        let text =
            #"[{"op":"add","path":"/a~1b","value":1},{"op":"remove","path":"/c"},{"op":"replace","path":"","value":{}},"#
            + #"{"op":"move","from":"/a","path":"/b/-"},{"op":"copy","from":"/a","path":"/0"},"#
            + #"{"op":"test","path":"/x","value":null}]"#
        #expect(try JSONPatch(parsing: try JSONValue(parsing: text)).value.text == text)
    }
}
