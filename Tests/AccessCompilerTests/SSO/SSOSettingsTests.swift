import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import KubeSchema
import ReconcileCore
import Testing

@Suite("Argo's SSO settings")
struct SSOSettingsTests {
    private static let groups: Set<GroupPath> = Set(
        ["/a.b/c+d", "/payments/leads", "a|b", "/x(y)[z]{1}^$*?\\", "/ünï/🚀", "/payments/lead", "it's \"q\""].compactMap
        {
            GroupPath($0)
        })

    private static var spec: SSOSpec {
        SSOSpec(clientID: SecretKey(name: "oidc", key: "id"), clientSecret: SecretKey(name: "oidc", key: "secret"))
    }
    private static let realm = KeycloakRealm(
        name: ResourceName(namespace: "argo", name: "prod"), issuer: "https://kc.example.org/realms/prod")

    @Test("the filter lets exactly the groups through, whatever is in their names")
    func filter() throws {
        let expressions = GroupFilter.expressions(for: Self.groups)
        #expect(expressions.count == Self.groups.count && expressions == expressions.sorted())
        let matchers = try expressions.map { try RegularExpression(parsing: $0) }
        for group in Self.groups { #expect(matchers.contains { $0.matches(group.text) }, "\(group)") }
        for other in ["/aXb/c+d", "/payments/leads2", "x/payments/leads", "a", "b", "", "/x", "/payments/LEADS"] {
            #expect(!matchers.contains { $0.matches(other) }, "\(other)")
        }
    }

    @Test("without any group the filter lets none through")
    func emptyFilter() throws {
        let expressions = GroupFilter.expressions(for: [])
        #expect(expressions == ["[^\\x00-\\x{10FFFF}]"])
    }

    @Test("only what is asked for is written, and rbac always is")
    func minimum() {
        let settings = SSOSettings(Self.spec, realm: Self.realm, groups: [])
        #expect(settings.value.object?.names == ["issuer", "clientId", "clientSecret", "filterGroupsRegex", "rbac"])
        #expect(settings.value["rbac"] == ["enabled": true])
    }

    @Test("a claim of another name, certificates and everything else reach the settings that 4.1 knows")
    func maximum() throws {
        var spec = Self.spec
        spec.redirectURL = "https://argo.example.org/oauth2/callback"
        spec.issuerAlias = "https://kc"
        spec.scopes = ["groups"]
        spec.sessionExpiry = GoDuration(seconds: 5400)
        spec.userInfoPath = "/userinfo"
        spec.skipsVerification = true
        spec.rootCA = "-----BEGIN CERTIFICATE-----\n"
        spec.groupFilter = .none
        let realm = KeycloakRealm(name: Self.realm.name, issuer: Self.realm.issuer, groupsClaim: "roles")
        let value = SSOSettings(spec, realm: realm, groups: Self.groups).value
        #expect(value["customGroupClaimName"] == "roles" && value["sessionExpiry"] == "1h30m")
        #expect(value["filterGroupsRegex"] == nil)
        let known = try #require(ConfigurationKeys.ssoSettings(of: ArgoVersion(4, 1, 2)))
        #expect(Set(value.object?.names ?? []).union(["filterGroupsRegex"]) == known)
        spec.groupFilter = .inScopes
        spec.keptGroups = [GroupPath("/mine")].compactMap { $0 }
        #expect(SSOSettings(spec, realm: realm, groups: []).value["filterGroupsRegex"] == ["^/mine$"])
    }

    @Test("equal effects have one digest, other effects another")
    func digest() {
        var spec = Self.spec
        let settings = SSOSettings(spec, realm: Self.realm, groups: Self.groups)
        #expect(settings.digest.utf8.count == 16)
        #expect(SSOSettings(spec, realm: Self.realm, groups: Self.groups).digest == settings.digest)
        var reworded = settings.value
        reworded["insecureSkipVerify"] = false
        reworded["scopes"] = []
        #expect(settings.areInEffect(in: reworded) && !settings.areInEffect(in: nil))
        reworded["rbac"] = ["enabled": false]
        #expect(!settings.areInEffect(in: reworded))
        spec.sessionExpiry = GoDuration(seconds: 60)
        #expect(SSOSettings(spec, realm: Self.realm, groups: Self.groups).digest != settings.digest)
    }

    // MARK: - The size of a session

    private func bytes(_ count: Int, of version: ArgoVersion = ArgoVersion(4, 1, 2), _ name: (Int) -> String) -> Int {
        SessionSize.bytes(groups: (0..<count).compactMap { GroupPath(name($0)) }, version: version)
    }

    /// 36 characters without any pattern, the same each time.
    private func uuid(_ number: Int) -> String {
        var random = SplitMix64(seed: UInt64(number))
        let digits = (0..<2).map { _ in
            let text = String(random.next(), radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
        return [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)].map {
            String(digits.dropFirst($0.0).prefix($0.1 - $0.0))
        }
        .joined(separator: "-")
    }

    /// A path of three words and a number, the same each time.
    private func path(_ number: Int) -> String {
        var random = SplitMix64(seed: UInt64(number))
        let teams = ["payments", "data", "web", "infra", "sre", "mobile"]
        let roles = ["leads", "devs", "operators", "approvers"]
        return "/org/\(teams[Int(random.next() % 6)])-\(random.next() % 100)/\(roles[Int(random.next() % 4)])"
    }

    @Test("the estimate lies where sessions were measured to be full, and errs to the safe side")
    func sessionSize() {
        // Full at 120 identifiers, or 630 paths of one form; before 4.1.2 at 110 and 560.
        #expect((4096..<5200).contains(bytes(120) { uuid($0) }))
        #expect((4096..<5200).contains(bytes(110, of: ArgoVersion(4, 0, 6)) { uuid($0) }))
        #expect((3800..<5200).contains(bytes(630) { path($0) }))
        #expect(bytes(60) { uuid($0) } < SessionSize.warning)
        #expect(bytes(300) { "/org/payments-\($0)/operator" } < SessionSize.warning)
        #expect((250..<500).contains(bytes(0) { _ in "" }))
    }

    @Test("a group more never makes the estimate of random names smaller")
    func monotony() {
        let sizes = stride(from: 0, to: 100, by: 10).map { count in bytes(count) { uuid($0) } }
        #expect(sizes == sizes.sorted())
    }
}
