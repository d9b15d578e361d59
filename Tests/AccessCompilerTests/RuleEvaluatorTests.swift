import AccessCompiler
import JSONTree
import KubeModel
import Testing

@Suite("Single rules")
struct RuleEvaluatorTests {
    private static let claims: JSONObject = [
        "iss": "argo-server", "sub": "u", "exp": 5, "groups": ["/a", "/b"], "email": "a@b.c",
    ]

    private func outcome(_ rule: String, _ claims: JSONObject = claims, now: String? = nil) -> RuleOutcome {
        RuleEvaluator(claims: claims, now: now.flatMap { KubeTime($0) }).outcome(of: rule)
    }

    private func stage(_ rule: String) -> RuleOutcome.Stage? {
        if case .fails(let stage, _) = outcome(rule) { stage } else { nil }
    }

    @Test(
        "what is true",
        arguments: [
            "1 < 2 && 2 <= 2 && 3 > 2.5 && 3 >= 3", "1 < 2 < 3", "not (1 < 3 < 2)",
            "'/a' in groups and '/c' not in groups",
            "groups[0] == '/a'", "groups[-1] == '/b'", "len('äö') == 2", "len($env) == 5", "'a' == \"\\u0061\"",
            "\"\\x41\\101\" == 'AA'", "`a``b` == 'a`b'", "$env?.['email'] == 'a@b.c'", "$env?.nothing?.more == nil",
            "let x = '/a'; x in groups", "groups | any({# == '/b'})", "all([], {false})", "true ? true : false",
            "nil == nil", "[1, 2.0] == [1.0, 2]", "lower('AB') == 'ab'",
            "email matches '^a@'", "false && $env?.nothing.more || true",
        ])
    func matching(_ rule: String) {
        #expect(outcome(rule) == .matches)
    }

    @Test(
        "what Argo cannot compile",
        arguments: [
            "", "true true", "'a' in", "unknown", "$env.unknown", "'a' < 1", "'a' and true", "not 'a'", "groups.name",
            "'\\/'", "\"\\'\"", "'a\nb'", "'\\ud8'", "sub in [1]", "any('a', {true})", "any(groups, {'a'})", "len(1)",
            "any(groups)",
            "true ?? false == true", "let sub = 1; true", "let len = 1; true", "email matches '('", "@", "/* open",
            "nil.a",
            "1 2", "groups['a']", "get(groups)",
        ])
    func malformed(_ rule: String) {
        #expect(stage(rule) == .compile)
    }

    @Test(
        "what fails while it runs",
        arguments: [
            "any($env?.nothing, {true})", "groups[5] == 'a'", "groups[0] in groups[0]", "any(groups, {#.x == 1})",
            "any(groups, {# && true})", "'a' in groups[0]", "any([1, '/a'], {# in ['/a']})",
        ])
    func failing(_ rule: String) {
        #expect(stage(rule) == .run)
    }

    @Test("a value that is neither true nor false", arguments: ["1", "'true'", "groups", "nil", "$env?.nothing"])
    func wrongType(_ rule: String) {
        #expect(stage(rule) == .type)
    }

    @Test(
        "what the evaluator does not know it does not guess",
        arguments: [
            "1 + 1 == 2", "{a: 1} == {}", "groups[0:1] == ['/a']", "if true { true } else { false }", "true; true",
            "map(groups, {#}) == groups", "now().Year() > 2000", "'ä' == lower('Ä')", "b'a' == b'a'", "0x10 == 16",
            "email matches '\\\\pL'", "any(groups, {#index == 0})", "len(filter(groups, {#.x})) == 0", "é",
            "false ?: true",
            String(repeating: "(", count: 300) + "true",
        ])
    func unsupported(_ rule: String) {
        guard case .unsupported = outcome(rule) else {
            Issue.record("\(rule): \(outcome(rule))")
            return
        }
    }

    @Test("constants make failing parts disappear, as expr-lang's optimizer does")
    func folding() {
        #expect(outcome("any($env?.nothing, {true}) && false") == .differs)
        #expect(outcome("any($env?.nothing, {true}) || true") == .matches)
        #expect(outcome("any($env?.nothing, {true}) || 1 == 1") == .matches)
    }

    @Test("a clock is only read where it is given, and not at the turn of the year")
    func clock() {
        #expect(outcome("now().Year() == 2026", now: "2026-06-01T00:00:00Z") == .matches)
        guard case .unsupported = outcome("now().Year() == 2026", now: "2026-12-31T20:00:00Z") else {
            Issue.record("the year depends on the server's time zone")
            return
        }
    }

    @Test("a long or deep rule neither crashes nor takes long")
    func size() {
        let clause = "'/a' in groups"
        #expect(outcome(Array(repeating: clause, count: 200).joined(separator: " && ")) == .matches)
        let chain = Array(repeating: clause, count: 1000).joined(separator: " && ")
        for rule in [
            chain, chain + chain, String(repeating: "!", count: 60_000) + "true",
            "groups" + String(repeating: ".a", count: 2000),
        ] {
            guard case .unsupported = outcome(rule) else {
                Issue.record("\(rule.prefix(40))… must not be judged")
                continue
            }
        }
    }
}
