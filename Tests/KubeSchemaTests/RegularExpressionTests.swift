import KubeSchema
import ReconcileCore
import Testing

@Suite("Regular expressions")
struct RegularExpressionTests {
    @Test(
        "patterns match what RE2 matches",
        arguments: [
            ("^[a-z]+$", "abc", true), ("^[a-z]+$", "ab1", false), ("b", "abc", true), ("^b", "abc", false),
            ("", "", true), ("^$", "", true), ("^$", "a", false), ("a|b|cd", "xcdx", true), ("^(a|b)$", "c", false),
            ("^a{2,3}$", "aa", true), ("^a{2,3}$", "aaaa", false), ("^a{2}$", "aaa", false), ("^a{2,}$", "aaaaa", true),
            ("^a{,2}$", "a{,2}", true), ("^x*?y$", "xxy", true), ("^\\d{3}-\\w+$", "123-a_b", true),
            ("^\\S+\\s\\S+$", "a b", true), ("^[^/]+$", "a/b", false), ("^[]a]+$", "]a", true),
            ("^[a\\-z]+$", "a-z", true),
            ("^[^[:cntrl:]]+$", "/ä/ö", true), ("^[^[:cntrl:]]+$", "a\u{7}b", false), ("^[[:alpha:]]+$", "aZ", true),
            ("(?i)^abc$", "ABC", true), ("^(?i:a)b$", "Ab", true), ("^(?i:a)b$", "AB", false),
            ("\\bfoo\\b", "a foo b", true),
            ("\\bfoo\\b", "afoob", false), ("^.$", "\n", false), ("(?s)^.$", "\n", true),
            ("^\\x41\\x{42}$", "AB", true),
            ("^(?P<year>[0-9]{4})$", "2026", true), ("^\\.$", "x", false), ("^ü$", "ü", true), ("^.$", "😀", true),
            ("\\Aab\\z", "ab", true), ("^(a{2}){500}$", "a", false), ("^(a{2}b*){2,}$", "aabaa", true),
            ("^(([a-z0-9]+)(-[a-z0-9]+)*)?$", "a-b-c", true),
        ])
    func matching(_ pattern: String, _ text: String, _ expected: Bool) throws {
        #expect(try RegularExpression(parsing: pattern).matches(text) == expected)
    }

    @Test(
        "what RE2 refuses is malformed",
        arguments: [
            "(", ")", "a**", "*a", "[a", "[z-a]", "(?=a)", "(?<=a)", "(?<!a)", "a{1001}", "(a{100}){11}", "{2}",
            "a|{1,}", "((a{10}){10}b){11}", "a{3,2}", "\\", "\\y",
            "[[:foo:]]", "(?z)",
        ])
    func malformed(_ pattern: String) {
        let error = #expect(throws: RegexError.self) { try RegularExpression(parsing: pattern) }
        #expect(error?.code == .malformed)
    }

    @Test(
        "what RE2 has and this lacks is reported, not guessed",
        arguments: ["\\p{L}", "[\\p{Greek}]", "(?m)^a$", "\\Qa.b\\E", "\\C", "a(?i)*"])
    func unsupported(_ pattern: String) {
        let error = #expect(throws: RegexError.self) { try RegularExpression(parsing: pattern) }
        #expect(error?.code == .unsupported)
    }

    @Test("a pattern that makes backtracking matchers hang is answered")
    func pathological() throws {
        let text = String(repeating: "a", count: 3000)
        #expect(try !RegularExpression(parsing: "^(a*)*b$").matches(text))
        #expect(try !RegularExpression(parsing: "^(a|aa)+$").matches(text + "b"))
        #expect(try RegularExpression(parsing: "^(a?){200}a{200}$").matches(String(text.prefix(200))))
    }

    @Test("repetitions that multiply beyond any use are refused")
    func size() {
        #expect(throws: RegexError.self) { try RegularExpression(parsing: "((a{1000}){1000}){1000}") }
    }

    @Test("a wrong literal matches nothing and says what is wrong")
    func literal() {
        let pattern: RegularExpression = "("
        #expect(pattern.fault?.code == .malformed)
        #expect(!pattern.matches("("))
    }

    @Test("random patterns match what the standard library's matcher matches", arguments: [1, 2, 3, 4] as [UInt64])
    func agreesWithStandardLibrary(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<150 {
            let pattern = Self.pattern(depth: 3, &random)
            let mine = try RegularExpression(parsing: pattern)
            let other = try Regex<AnyRegexOutput>(pattern)
            for _ in 0..<8 {
                let text = String((0..<Int.random(in: 0...6, using: &random)).map { _ in Self.letter(&random) })
                #expect(
                    mine.matches(text) == (text.firstMatch(of: other) != nil),
                    "seed \(seed), pattern \(pattern), text \(text)")
            }
        }
    }

    private static func letter(_ random: inout SplitMix64) -> Character {
        ["a", "b", "c"][Int.random(in: 0...2, using: &random)]
    }

    private static func pattern(depth: Int, _ random: inout SplitMix64) -> String {
        switch Int.random(in: 0...(depth > 0 ? 9 : 2), using: &random) {
        case 0: return String(letter(&random))
        case 1: return "[\(letter(&random))\(letter(&random))]"
        case 2: return Bool.random(using: &random) ? "." : "[^\(letter(&random))]"
        case 3: return "(?:" + pattern(depth: depth - 1, &random) + ")*"
        case 4: return "(" + pattern(depth: depth - 1, &random) + ")+"
        case 5: return "(?:" + pattern(depth: depth - 1, &random) + ")?"
        case 6: return "(?:" + pattern(depth: depth - 1, &random) + "){1,2}"
        case 7: return "(?:" + pattern(depth: depth - 1, &random) + "|" + pattern(depth: depth - 1, &random) + ")"
        case 8:
            return Bool.random(using: &random)
                ? "^" + pattern(depth: depth - 1, &random) : pattern(depth: depth - 1, &random) + "$"
        default: return pattern(depth: depth - 1, &random) + pattern(depth: depth - 1, &random)
        }
    }
}

/// SplitMix64, so that a failure can be repeated from its seed.
