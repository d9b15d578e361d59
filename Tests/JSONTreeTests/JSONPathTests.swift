import JSONTree
import Testing

@Suite struct JSONPathTests {
    @Test(
        "a path is written as people read it and as a pointer, and read back from both",
        arguments: [
            (JSONPath(), "", ""),
            (
                JSONPath([.name("spec"), .name("groups"), .index(0), .name("path")]),
                "spec.groups[0].path", "/spec/groups/0/path"
            ),
            (
                JSONPath([.name("metadata"), .name("labels"), .name("app.kubernetes.io/name")]),
                #"metadata.labels["app.kubernetes.io/name"]"#, "/metadata/labels/app.kubernetes.io~1name"
            ),
            (JSONPath([.name("")]), #"[""]"#, "/"), (JSONPath([.index(7), .index(0)]), "[7][0]", "/7/0"),
            (JSONPath([.name("a"), .name("]\"[\\")]), #"a["]\"[\\"]"#, #"/a/]"[\"#),
            (JSONPath([.name("m~n"), .name("~1")]), #"["m~n"]["~1"]"#, "/m~0n/~01"),
            (JSONPath([.name("é"), .name("a-b_c$1")]), #"["é"].a-b_c$1"#, "/é/a-b_c$1"),
            (JSONPath([.name("01"), .name("-")]), "01.-", "/01/-"),
        ])
    func spelling(path: JSONPath, text: String, pointer: String) throws {
        #expect(path.description == text)
        #expect(try JSONPath(parsing: text) == path)
        #expect(path.pointer == pointer)
        #expect(try JSONPath(pointer: pointer) == path)
    }

    @Test(
        "what is no path is refused with the place",
        arguments: [
            ("a..b", 2), (".a", 0), ("a.", 2), ("a[", 1), ("a[]", 2), ("a[-1]", 2), ("a[01]", 2), ("a[\"b]", 1),
            ("a[\"\\x\"]", 2), ("a]", 1), ("a b", 1), ("[0]a", 3), ("a/b", 1), ("é", 0), ("a[99999999999999999999]", 2),
        ])
    func wrongText(text: String, offset: Int) {
        let error = #expect(throws: JSONPathError.self) { try JSONPath(parsing: text) }
        #expect(error?.offset == offset)
    }

    @Test("what is no pointer is refused with the place", arguments: [("a", 0), ("/a~", 2), ("/x/~2", 3), ("/~x", 1)])
    func wrongPointer(pointer: String, offset: Int) {
        let error = #expect(throws: JSONPathError.self) { try JSONPath(pointer: pointer) }
        #expect(error?.offset == offset)
    }

    @Test("the pointers of RFC 6901, section 5, find what it says")
    func rfcPointers() throws {
        let text = #"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}"#
        let document = try JSONDocument(parsing: Array(text.utf8))
        let expected: [(String, JSONValue)] = [
            ("", document.root.value), ("/foo", ["bar", "baz"]), ("/foo/0", "bar"), ("/", 0), ("/a~1b", 1), ("/c%d", 2),
            ("/e^f", 3), ("/g|h", 4), ("/i\\j", 5), ("/k\"l", 6), ("/ ", 7), ("/m~0n", 8),
        ]
        for (pointer, value) in expected {
            let path = try JSONPath(pointer: pointer)
            #expect(document.root.value[path] == value)
            #expect(document.root.at(path)?.value == value)
        }
    }

    @Test("a token of digits finds an element in an array and a member in an object")
    func digits() throws {
        let value: JSONValue = ["0": "member", "list": ["element"]]
        #expect(value[try JSONPath(pointer: "/0")] == "member")
        #expect(value[try JSONPath(pointer: "/list/0")] == "element")
        #expect(value[try JSONPath(pointer: "/list/00")] == nil)
        #expect(value[JSONPath([.name("list"), .name("0")])] == nil)
        #expect(JSONDocument(value).root.at(JSONPath([.name("list"), .name("0")])) == nil)
    }

    @Test("setting makes what is missing on the way, appends behind the last element, and removes")
    func setting() throws {
        var value = JSONValue.null
        value[try JSONPath(parsing: "spec.names")] = ["a"]
        value[try JSONPath(parsing: "spec.names[1]")] = "b"
        value[try JSONPath(parsing: "spec.names[0]")] = "c"
        #expect(value == ["spec": ["names": ["c", "b"]]])
        value[try JSONPath(parsing: "spec.names[0]")] = nil
        #expect(value == ["spec": ["names": ["b"]]])
        value[try JSONPath(parsing: "spec.none")] = .null
        #expect(value == ["spec": ["names": ["b"], "none": .null]])
        value[try JSONPath(parsing: "spec.none")] = nil
        #expect(value == ["spec": ["names": ["b"]]])
        let before = value
        for path in ["spec.names[5]", "spec.names.x", "spec.names[0].x", "spec.names[2].x"] {
            value[try JSONPath(parsing: path)] = 1
            #expect(value == before, "\(path)")
        }
        value[try JSONPath(parsing: "a.b.c")] = nil
        #expect(value == before)
        value[JSONPath()] = nil
        #expect(value == .null)
    }

    @Test("every value of a tree is found by its path, its text and its pointer; setting it there changes that alone")
    func laws() throws {
        let seed = RandomJSON.freshSeed("paths")
        var random = RandomJSON(seed: seed)
        for _ in 0..<200 {
            let value = random.value(depth: 3)
            let root = JSONDocument(value).root
            for (path, part) in Self.parts(of: value) {
                #expect(value[path] == part, "seed \(seed): \(path)")
                #expect(root.at(path)?.isEqual(to: part) == true, "seed \(seed): \(path)")
                #expect(try JSONPath(parsing: path.description) == path, "seed \(seed): \(path)")
                let again = try JSONPath(pointer: path.pointer)
                #expect(again.pointer == path.pointer, "seed \(seed)")
                #expect(value[again] == part, "seed \(seed): \(path)")
                var changed = value
                changed[path] = "new"
                #expect(changed[path] == "new", "seed \(seed): \(path)")
                changed[path] = part
                #expect(changed == value, "seed \(seed): \(path)")
            }
        }
    }

    @Test("paths are joined, and know their parent")
    func joining() throws {
        let path = JSONPath().appending(name: "a").appending(index: 2)
        #expect(path.parent == JSONPath([.name("a")]))
        #expect(JSONPath().parent == nil)
        #expect(path + JSONPath([.name("b")]) == (try JSONPath(parsing: "a[2].b")))
        #expect(JSONPath([.name("é")]) != JSONPath([.name("e\u{301}")]))
    }

    static func parts(of value: JSONValue, at path: JSONPath = JSONPath()) -> [(JSONPath, JSONValue)] {
        var parts = [(path, value)]
        for (index, element) in (value.array ?? []).enumerated() {
            parts += Self.parts(of: element, at: path.appending(index: index))
        }
        for member in value.object?.members ?? [] {
            parts += Self.parts(of: member.value, at: path.appending(name: member.name))
        }
        return parts
    }
}
