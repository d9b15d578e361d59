import AccessModel
import JSONTree
import TestInputs
import Testing

@Suite("What an installation says of SSO, argo-server and its version")
struct SSOSpecTests {
    private func decode(_ spec: String, version: String = "4.1.2") throws -> (ArgoInstallation?, [String]) {
        let text = """
            {"apiVersion":"idmon.dev/v1alpha1","kind":"ArgoInstallation","metadata":{"name":"argo","namespace":"argo"},
             "spec":{"version":"\(version)","realmRef":{"name":"prod"},\(spec)}}
            """
        var findings: [Finding] = []
        let decoded = ArgoInstallation.decode(try JSONDocument(parsing: Array(text.utf8)).root, findings: &findings)
        return (decoded, findings.map { "\($0.code.rawValue) \($0.path)" })
    }

    private static let references =
        #""clientIdRef":{"name":"oidc","key":"id"},"clientSecretRef":{"name":"oidc","key":"client_secret"}"#

    @Test("defaults are those of the schema")
    func defaults() throws {
        let (installation, findings) = try decode("\"sso\":{\(Self.references)}")
        #expect(findings == [])
        let sso = try #require(installation?.sso)
        #expect(sso.configMap == "workflow-controller-configmap" && sso.groupFilter == .inScopes && sso.scopes == [])
        #expect(sso.clientSecret == SecretKey(name: "oidc", key: "client_secret"))
        #expect(installation?.server == ServerSpec() && installation?.server.minimumRollInterval.description == "5m")
        let (without, _) = try decode("\"server\":{\"roll\":false,\"minimumRollInterval\":\"1h\",\"tokenRole\":true}")
        #expect(without?.sso == nil && without?.server.isRolled == false && without?.server.hasTokenRole == true)
        #expect(without?.server.minimumRollInterval.seconds == 3600)
    }

    @Test("everything that is wrong is told with its place")
    func findings() throws {
        let (installation, findings) = try decode(
            """
            "server":{"minimumRollInterval":"1d"},
            "sso":{"clientIdRef":{"name":"oidc"},"clientSecretRef":{"name":"oidc","key":"a b"},
             "redirectUrl":"https://argo.example.org/callback","issuerAlias":"http://kc.example.org","scopes":["a b"],
             "sessionExpiry":"10d","userInfoPath":"userinfo","rootCA":"-----BEGIN PRIVATE KEY-----","groupFilter":"Some",
             "keepGroups":[""]}
            """)
        #expect(installation == nil)
        #expect(
            findings == [
                "IDM151 spec.server.minimumRollInterval", "IDM101 spec.sso.clientIdRef.key",
                "IDM103 spec.sso.clientSecretRef.key", "IDM152 spec.sso.redirectUrl", "IDM152 spec.sso.issuerAlias",
                "IDM153 spec.sso.scopes[0]", "IDM151 spec.sso.sessionExpiry", "IDM152 spec.sso.userInfoPath",
                "IDM154 spec.sso.rootCA", "IDM156 spec.sso.groupFilter", "IDM107 spec.sso.keepGroups[0]",
            ])
    }

    @Test("certificates are for versions that know them")
    func rootCA() throws {
        let sso = "\"sso\":{\(Self.references),\"rootCA\":\"-----BEGIN CERTIFICATE-----\"}"
        #expect(try decode(sso, version: "4.0.0").1 == [])
        #expect(try decode(sso, version: "3.7.18").1 == ["IDM155 spec.sso.rootCA"])
    }

    @Test(
        "a duration is of hours, minutes and seconds",
        arguments: [
            ("2h", 7200), ("90m", 5400), ("1h30m5s", 5405), ("0h1s", 1), ("", nil), ("0s", nil), ("10d", nil),
            ("5", nil),
            ("h", nil), ("-1h", nil), ("1.5h", nil), ("99999999999999999999h", nil), ("1000000h", nil),
        ] as [(String, Int?)])
    func durations(text: String, seconds: Int?) {
        #expect(GoDuration(text)?.seconds == seconds)
        if let duration = GoDuration(text) { #expect(GoDuration(duration.description) == duration) }
    }

    @Test(
        "advisories concern the releases before their fixes",
        arguments: [
            ("CVE-2026-42296", ["3.4.17", "3.7.13", "4.0.4"], ["3.7.14", "4.0.5", "4.1.0", "4.2.0"]),
            ("CVE-2026-31892", ["3.6.19", "3.7.10", "4.0.1"], ["3.7.11", "4.0.2"]),
            ("CVE-2026-54526", ["3.7.14", "4.0.5"], ["3.7.15", "4.0.6", "4.1.2"]),
            ("argo-workflows#16744", ["4.1.0", "4.1.1"], ["3.7.0", "4.0.9", "4.1.2", "4.2.0"]),
            ("argo-workflows#14610", ["3.7.18", "4.0.4"], ["4.0.5", "4.1.2"]),
            ("unmaintained", ["3.7.18"], ["4.0.0", "4.1.2", "5.0.0"]),
        ])
    func advisories(id: String, affected: [String], free: [String]) throws {
        let advisory = try #require(VersionAdvisory.all.first { $0.id == id })
        for text in affected { #expect(advisory.concerns(try #require(ArgoVersion(text))), "\(text)") }
        for text in free { #expect(!advisory.concerns(try #require(ArgoVersion(text))), "\(text)") }
    }

    @Test("delegation is objected to before 4.0.5, and no release that is recommended has any advisory")
    func delegation() {
        #expect(VersionAdvisory.delegationObjection(of: ArgoVersion(4, 0, 4))?.id == "argo-workflows#14610")
        #expect(VersionAdvisory.delegationObjection(of: ArgoVersion(4, 0, 5)) == nil)
        for version in [ArgoVersion(4, 0, 6), ArgoVersion(4, 1, 2)] {
            #expect(VersionAdvisory.all.allSatisfy { !$0.concerns(version) })
        }
    }

    @Test("docs/versions.md has the table of the code; IDMON_REWRITE_GOLDEN=1 rewrites it")
    func goldenTable() throws {
        let path = "docs/versions.md"
        let lines = try Project.text(of: path).split(separator: "\n", omittingEmptySubsequences: false)
        let start = lines.firstIndex { $0.hasPrefix("|") } ?? lines.endIndex
        let end = lines[start...].firstIndex { !$0.hasPrefix("|") } ?? lines.endIndex
        let wanted = lines[..<start] + VersionAdvisory.table.split(separator: "\n") + lines[end...]
        let text = wanted.joined(separator: "\n")
        #expect(try Project.expectation(path, seen: text) == text)
    }
}
