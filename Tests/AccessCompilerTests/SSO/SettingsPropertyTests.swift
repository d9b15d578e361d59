import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import ReconcileCore
import TestInputs
import Testing
import YAMLTree

#if canImport(Glibc)
    import Glibc
#endif

@Suite("Argo's settings, at random")
struct SettingsPropertyTests {
    private static let count = 1000

    @Test("in a random document exactly the block of sso changes")
    func onlySSO() throws {
        print("random settings: IDMON_SEED=\(Seed.value)")
        for offset in 0..<Self.count {
            let seed = Seed.value &+ UInt64(offset)
            var random = RandomSettings(seed: seed)
            let parts = random.document()
            let config = parts.before + parts.sso + parts.after
            let wanted = random.wanted()
            let read = try? ControllerConfiguration(data: ["config": .string(config)], version: ArgoVersion(4, 1, 2))
            let configuration = try #require(read, "seed \(seed)\n\(config)")
            let new = try #require(try configuration.replacing(sso: wanted)["config"]?.string, "seed \(seed)")
            let old = try YAMLReader.documents(in: Array(config.utf8)).first?.value
            var expected = old ?? [:]
            expected["sso"] = wanted
            #expect(try YAMLReader.documents(in: Array(new.utf8)).first?.value == expected, "seed \(seed)\n\(new)")
            if !parts.sso.isEmpty {
                #expect(
                    new.hasPrefix(parts.before) && new.hasSuffix(parts.after), "seed \(seed)\n\(config)\n=>\n\(new)")
                #expect(configuration.ssoText == parts.sso, "seed \(seed)")
            } else {
                #expect(
                    new.utf8.count > config.utf8.count && removingOnePiece(from: new, leaves: config), "seed \(seed)")
            }
            // Once more, nothing changes any more.
            let again = try ControllerConfiguration(data: ["config": .string(new)], version: ArgoVersion(4, 1, 2))
            #expect(again.sso == wanted, "seed \(seed)")
            #expect(try again.replacing(sso: wanted)["config"]?.string == new, "seed \(seed)")
        }
    }

    /// Whether a text is another one with one piece put in somewhere.
    private func removingOnePiece(from longer: String, leaves shorter: String) -> Bool {
        let (long, short) = (Array(longer.utf8), Array(shorter.utf8))
        let same = zip(long, short).prefix { $0.0 == $0.1 }.count
        let sameBehind = zip(long.reversed(), short.reversed()).prefix { $0.0 == $0.1 }.count
        return same + sameBehind >= short.count
    }
}

/// Makes up documents of settings as people write them, in the parts before, in and behind the block of `sso`.
private struct RandomSettings {
    private var random: SplitMix64
    private let lineBreak: String
    private let indentation: String

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
        lineBreak = random.next() % 4 == 0 ? "\r\n" : "\n"
        indentation = random.next() % 6 == 0 ? "  " : ""
    }

    private mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
    private mutating func pick(_ texts: [String]) -> String { texts[below(texts.count)] }

    mutating func wanted() -> JSONValue {
        var value: JSONObject = ["issuer": "https://kc.example.org/realms/\(below(1000))"]
        if below(2) == 0 { value["rootCA"] = "-----BEGIN-----\n# a\nb\n-----END-----\n" }
        if below(2) == 0 { value["scopes"] = ["groups", "e: mail", "# x"] }
        value["filterGroupsRegex"] = ["^/payments/a\\.b$", "^'it\"s$"]
        value["rbac"] = ["enabled": true]
        return .object(value)
    }

    mutating func document() -> (before: String, sso: String, after: String) {
        var before: [String] = []
        var after: [String] = []
        if below(4) == 0 { before += comments() }
        if below(4) == 0 { before.append("---") }
        before += comments()
        var names = Array(Set((0..<below(6)).map { _ in pick(Self.names) })).sorted()
        if !names.isEmpty, below(2) == 0 { names.reverse() }
        let split = below(names.count + 1)
        for name in names[..<split] { before += setting(name) + comments() }
        for name in names[split...] { after += setting(name) + comments() }
        let hasBlock = below(4) > 0
        // What follows the block begins with comments of its own, which stay.
        if hasBlock { after = comments() + after }
        // A document without anything in it has no end of its own either.
        if below(8) == 0, hasBlock || !names.isEmpty { after.append("...") }
        func text(_ lines: [String]) -> String { lines.map { $0 + lineBreak }.joined() }
        let block = hasBlock ? text(lines(pick(Self.blocks))) : ""
        var last = text(after)
        if !last.isEmpty, below(3) == 0, !(after.last ?? "").isEmpty { last = String(last.dropLast()) }
        return (text(before), block, last)
    }

    private mutating func comments() -> [String] {
        (0..<below(3)).map { _ in pick(["", "", "# sso:", "  # deep: note", "#   issuer: x", indentation + "# plain"]) }
    }

    private mutating func setting(_ name: String) -> [String] {
        lines(pick(Self.values).replacing("NAME", with: below(5) == 0 ? "\"\(name)\"" : name))
    }

    private func lines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : indentation + $0 }
    }

    private static let names = [
        "images", "links", "columns", "executor", "persistence", "workflowDefaults", "instanceID", "artifactRepository",
    ]

    private static let values = [
        "NAME: plain # note", "NAME: 'single ''quoted'''", "NAME: \"double \\u00e9 \\\n  folded\"", "NAME:",
        "NAME: {a: [1, 2.50], \"b\": ~,\n  c: {d: e}}", "NAME: [a,\n  b # note\n  ]",
        "NAME:\n- a: b\n  c: d\n-   - nested",
        "NAME:\n  a: |\n    sso:\n      issuer: fake\n\n    # no comment\n  b: >-\n    folded\n    text",
        "NAME: &x\n  sso: inner",
        "NAME: |+\n  kept\n\n", "NAME: !!str 12", "NAME:\n    deep:\n        # note\n        er: 'yes'",
        "NAME: plain text\n  over two lines", "NAME: https://example.org/#fragment",
    ]

    private static let blocks = [
        "sso:\n  issuer: old # note\n  # inside\n  rbac:\n    enabled: false", "sso: {issuer: old, scopes: [a]}",
        "\"sso\":\n  scopes:\n  - groups\n\n  - email", "sso:", "'sso': ~ # nothing",
        "sso:\n  rootCA: |\n    # x\n    y",
        "sso:\n- wrong", "sso: text\n  over lines", "sso:\n  issuer: \"a\\\n    b\"",
    ]
}
