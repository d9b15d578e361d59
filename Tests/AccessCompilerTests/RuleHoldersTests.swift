import AccessCompiler
import AccessModel
import Testing

@Suite("Whom a rule is about")
struct RuleHoldersTests {
    private func words(_ rule: String, people: [String] = []) -> [String] {
        let holders = RuleHolders(rule: rule, people: Set(people.compactMap { PersonSubject($0) }))
        return holders.groups.map { $0.map(\.text).joined(separator: "+") }.sorted() + (holders.isOpen ? ["?"] : [])
    }

    @Test(
        "each group alone, those that a rule needs together, and an open end where it is about something else",
        arguments: [
            ("'/ops' in ($env?.groups ?? [])", ["/ops"]), ("\"/ops\" in groups", ["/ops"]),
            ("any(groups, {# in ['/a', '/b']})", ["/a", "/b"]),
            ("'/a' in groups and '/b' in groups", ["/a", "/a+/b", "/b"]),
            ("'/a' in groups and not ('/b' in groups)", ["/a", "/b"]),
            ("true", []), ("'/a' in", []), ("nothing == 1", []),
            ("sub == 'ada'", ["?"]), ("email == 'a@b.c' and '/a' in groups", ["/a", "?"]),
            ("'groups' in $env", ["?"]), ("len(groups) > 3", ["?"]), ("email endsWith '@b.c'", ["?"]),
            ("'/a' in groups and email != 'a@b.c'", ["/a", "?"]),
        ] as [(String, [String])])
    func holders(rule: String, expected: [String]) {
        #expect(words(rule) == expected)
    }

    @Test("a person whose subject is known leaves nothing open")
    func people() {
        #expect(words("sub == 'ada'", people: ["ada"]) == [])
    }

    @Test("what everybody needs who satisfies a rule is told")
    func needed() throws {
        let rule = "'/a' in groups and (email == 'x' or '/b' in groups)"
        #expect(RuleHolders(rule: rule).needed.map(\.text) == ["/a"])
    }
}
