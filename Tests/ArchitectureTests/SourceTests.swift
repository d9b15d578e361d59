import Testing

@Suite("Sources keep the house rules")
struct SourceTests {
    @Test("a way around the compiler's checks has a comment that proves it safe")
    func escapes() {
        let sources = Repository.swift(in: "Sources")
        #expect(!sources.isEmpty)
        for (path, text) in sources {
            for (line, escape) in EscapeRule.violations(in: text) {
                Issue.record("\(path):\(line): \(escape) without a comment on the line before")
            }
        }
    }

    @Test(
        "a planted escape is found",
        arguments: [
            "final class Box: @unchecked Sendable {}", "let x = try! read()", "fatalError(\"no\")", "let y = x as! Int",
            "let z: Any = 1", "let d: [String: Any] = [:]", "func f() -> Any", "nonisolated(unsafe) var n = 0",
            "let s = \"\\(try! read())\"", "\n// far away\n\nlet x = try! read()",
        ])
    func plantedEscape(source: String) {
        #expect(EscapeRule.violations(in: SourceText(source)).count == 1)
    }

    @Test(
        "what is explained, quoted or only similar is no escape",
        arguments: [
            "// The table is complete.\nlet x = try! read()", "let s = \"try! as! Any\"", "// try!", "let x: AnyObject",
            "let a = AnySequence([1])", "try read()", "as Int", "let isAny = true",
        ])
    func innocentEscape(source: String) {
        #expect(EscapeRule.violations(in: SourceText(source)).isEmpty)
    }

    @Test("no source file has more than 400 lines")
    func length() {
        // A file that ends with a newline has one line less than it has pieces.
        for (path, text) in Repository.swift(in: "Sources") where text.lines.count > 401 {
            Issue.record("\(path) has \(text.lines.count - 1) lines")
        }
    }

    @Test("no file and no type has a name that says nothing")
    func names() {
        for (path, text) in Repository.swift {
            let name = path.split(separator: "/").last?.dropLast(".swift".count) ?? ""
            for name in [name] + NameRule.types(in: text) {
                #expect(NameRule.emptyWords(in: name) == [], "\(name) in \(path)")
            }
        }
    }

    @Test("an empty name is found as a word, not as a part of one")
    func plantedNames() {
        #expect(NameRule.types(in: "package struct TokenManager<T> {}\nfinal class A {}") == ["TokenManager", "A"])
        #expect(NameRule.emptyWords(in: "TokenManager") == ["Manager"])
        #expect(NameRule.emptyWords(in: "String+Utils") == ["Utils"])
        #expect(NameRule.emptyWords(in: "ManagedFields") == [])
        #expect(NameRule.emptyWords(in: "Commonality") == [])
    }

    @Test("no file names a folder of the machine it was written on")
    func machinePaths() {
        // Put together here, so that this file does not contain them itself.
        let folders = ["work", "farm", "root", "opt/swift"].map { "/" + $0 + "/" }
        for file in Repository.files() {
            let text = Repository.text(of: file) ?? ""
            for folder in folders where text.contains(folder) {
                Issue.record("\(file) contains \(folder)")
            }
        }
    }
}
