import JSONTree
import Testing

@Suite struct JSONValueTests {
    @Test("strings and names are told apart byte for byte, even where Unicode calls them equivalent")
    func spelling() {
        let composed: JSONValue = "é"
        let decomposed: JSONValue = "e\u{301}"
        #expect(composed != decomposed)
        let object: JSONObject = ["é": 1, "e\u{301}": 2]
        #expect(object.count == 2)
        #expect(object["e\u{301}"] == 2)
        #expect(JSONValue.object(["é": 1]) != .object(["e\u{301}": 1]))
        #expect([JSONObject.Member(name: "é", value: 1)] != [JSONObject.Member(name: "e\u{301}", value: 1)])
    }

    @Test("setting a member keeps its place, appends a new one, and nil removes it")
    func members() {
        var value: JSONValue = ["a": 1, "b": 2]
        value["a"] = 3
        value["c"] = .null
        #expect(value.text == #"{"a":3,"b":2,"c":null}"#)
        value["b"] = nil
        #expect(value.text == #"{"a":3,"c":null}"#)
        var null = JSONValue.null
        null["x"] = nil
        #expect(null == .null)
        null["x"] = 1
        #expect(null == ["x": 1])
        var list: JSONValue = [1]
        list["x"] = 1
        #expect(list == [1])
    }

    @Test("of a literal's members of one name the last counts")
    func literal() {
        let value: JSONValue = ["a": 1, "b": 2, "a": 3]
        #expect(value.text == #"{"a":3,"b":2}"#)
    }
}
