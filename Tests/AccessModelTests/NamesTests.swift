import AccessModel
import KubeModel
import Testing

@Suite("Names and versions")
struct NamesTests {
    @Test("groups are compared byte by byte, whatever Unicode says")
    func groups() throws {
        let composed = try #require(GroupPath("/caf\u{e9}"))
        let decomposed = try #require(GroupPath("/cafe\u{301}"))
        #expect(composed.text == decomposed.text)
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
    }

    @Test("a group has 1 to 255 characters and no control characters", arguments: ["", "/a\nb", "/a\u{7f}", "/\u{85}"])
    func refusedGroups(_ text: String) {
        #expect(GroupPath(text) == nil)
    }

    @Test("the length of a group is counted in code points")
    func groupLength() {
        #expect(GroupPath(String(repeating: "🚀", count: 255)) != nil)
        #expect(GroupPath(String(repeating: "a", count: 256)) == nil)
    }

    @Test(
        "versions are three plain numbers",
        arguments: ["v3.7.11", "3.7", "3.7.x", "3..1", "3.7.1-rc1", "", "1234567.0.0"])
    func refusedVersions(_ text: String) {
        #expect(ArgoVersion(text) == nil)
    }

    @Test("versions are ordered by number, not by text")
    func versionOrder() throws {
        let versions = try ["3.10.0", "3.9.9", "4.0.0", "3.10.1"].map { try #require(ArgoVersion($0)) }
        #expect(versions.sorted().map(\.description) == ["3.9.9", "3.10.0", "3.10.1", "4.0.0"])
    }

    @Test(
        "safe rules need 3.4.17, 3.5.5 or later",
        arguments: [
            ("2.12.13", false), ("3.3.10", false), ("3.4.16", false), ("3.4.17", true), ("3.5.0", false),
            ("3.5.4", false), ("3.5.5", true), ("3.6.0", true), ("3.7.11", true), ("4.1.2", true),
        ])
    func ruleSupport(_ text: String, _ isSupported: Bool) throws {
        #expect(try #require(ArgoVersion(text)).canEvaluateRules == isSupported)
    }

    @Test("the nearest name is suggested, and none when nothing is near")
    func suggestions() {
        #expect(
            NearestName.suggestion(for: "payment-prod", among: ["payments-prod", "payments-test"]) == "payments-prod")
        #expect(NearestName.suggestion(for: "payments", among: ["argo", "data"]) == nil)
        #expect(NearestName.suggestion(for: "ab", among: []) == nil)
    }

    @Test("DNS names follow RFC 1123")
    func dns() {
        #expect(DNSName.isLabel("a-1"))
        #expect(!DNSName.isLabel("-a") && !DNSName.isLabel("A") && !DNSName.isLabel("a.b"))
        #expect(!DNSName.isLabel(String(repeating: "a", count: 64)))
        #expect(DNSName.isSubdomain("a.b-c.d"))
        #expect(!DNSName.isSubdomain("a..b") && !DNSName.isSubdomain("a.") && !DNSName.isSubdomain(""))
    }
}
