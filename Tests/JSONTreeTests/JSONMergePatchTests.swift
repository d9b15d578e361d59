import JSONTree
import Testing

@Suite struct JSONMergePatchTests {
    @Test(
        "the examples of RFC 7396, appendix A",
        arguments: [
            (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
            (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#),
            (#"{"a":"b"}"#, #"{"a":null}"#, #"{}"#),
            (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#),
            (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
            (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#),
            (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
            (#"{"a":[{"b":"c"}]}"#, #"{"a":[1]}"#, #"{"a":[1]}"#),
            (#"["a","b"]"#, #"["c","d"]"#, #"["c","d"]"#),
            (#"{"a":"b"}"#, #"["c"]"#, #"["c"]"#),
            (#"{"a":"foo"}"#, "null", "null"),
            (#"{"a":"foo"}"#, #""bar""#, #""bar""#),
            (#"{"e":null}"#, #"{"a":1}"#, #"{"e":null,"a":1}"#),
            (#"[1,2]"#, #"{"a":"b","c":null}"#, #"{"a":"b"}"#),
            (#"{}"#, #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
        ])
    func appendixA(target: String, patch: String, result: String) throws {
        let patched = JSONMergePatch.apply(try JSONValue(parsing: patch), to: try JSONValue(parsing: target))
        #expect(patched.text == result)
    }

    @Test("the example of RFC 7396, section 3")
    func section3() throws {
        let target: JSONValue = [
            "title": "Goodbye!", "author": ["givenName": "John", "familyName": "Doe"], "tags": ["example", "sample"],
            "content": "This will be unchanged",
        ]
        let patch: JSONValue = [
            "title": "Hello!", "phoneNumber": "+01-123-456-7890", "author": ["familyName": .null], "tags": ["example"],
        ]
        let result: JSONValue = [
            "title": "Hello!", "author": ["givenName": "John"], "tags": ["example"],
            "content": "This will be unchanged", "phoneNumber": "+01-123-456-7890",
        ]
        #expect(JSONMergePatch.apply(patch, to: target) == result)
        #expect(JSONMergePatch.between(target, result) == patch)
    }

    @Test("the patch between two values makes one of the other, but for members that are null")
    func law() {
        let seed = RandomJSON.freshSeed("merge patch")
        var random = RandomJSON(seed: seed)
        for _ in 0..<2_000 {
            let old = random.value()
            let new = random.changed(old)
            let patch = JSONMergePatch.between(old, new)
            let patched = JSONMergePatch.apply(patch, to: old)
            #expect(Self.withoutNulls(patched) == Self.withoutNulls(new), "seed \(seed): \(old.text) \(new.text)")
            if new == Self.withoutNulls(new), old == Self.withoutNulls(old) { #expect(patched == new, "seed \(seed)") }
            #expect(JSONMergePatch.apply(patch, to: patched) == patched, "seed \(seed): twice is once")
        }
        #expect(JSONMergePatch.between(["a": [1], "b": ["c": 2]], ["b": ["c": 2], "a": [1]]) == [:])
    }

    /// Without the members that are null, outside arrays: a merge patch cannot make them, and arrays it takes whole.
    private static func withoutNulls(_ value: JSONValue) -> JSONValue {
        guard case .object(let object) = value else { return value }
        var rest = JSONObject()
        for member in object where !member.value.isNull { rest[member.name] = withoutNulls(member.value) }
        return .object(rest)
    }
}
