import AccessModel
import JSONTree
import KubeModel
import Testing

@Suite("Reading resources")
struct DecodingTests {
    private func document(_ name: String, _ spec: String) throws -> JSONDocument {
        JSONDocument(
            try JSONValue(parsing: #"{"metadata":{"namespace":"payments","name":"\#(name)"},"spec":\#(spec)}"#))
    }

    private func told(_ findings: [Finding]) -> [String] { findings.map { "\($0.code.rawValue) \($0.path)" } }

    private static let scope = #"""
        {"environment":"production","installationRef":{"name":"argo","namespace":"argo"},
         "groups":[{"path":"/payments/leads","maxRole":"submitter"},{"path":"/sre","maxRole":"viewer"}],
         "runner":{"rules":[{"apiGroups":[""],"resources":["configmaps"],"verbs":["get"],"resourceNames":["report-config"]}]},
         "members":{"sources":["Components"],"components":[{"application":"payments","name":"nightly-report"}]}}
        """#

    @Test("a scope is read whole")
    func scope() throws {
        var findings: [Finding] = []
        let read = WorkflowScope.decode(try document("prod", Self.scope).root, findings: &findings)
        let scope = try #require(read)
        #expect(findings.isEmpty)
        #expect(scope.name == ResourceName(namespace: "payments", name: "prod"))
        #expect(scope.installation.description == "argo/argo")
        #expect(scope.ceiling.groups.map(\.text) == ["/payments/leads", "/sre"])
        #expect(scope.runnerRules.map(\.resourceNames) == [["report-config"]])
        #expect(scope.admits(ComponentName(application: "payments", name: "nightly-report")))
        #expect(!scope.admits(ComponentName(application: "payments", name: "other")))
        #expect(!scope.admits(nil))
    }

    @Test("a binding is read whole, its grants in their order")
    func binding() throws {
        let spec = #"""
            {"scopeRef":{"name":"prod"},"component":{"application":"payments","name":"nightly-report"},
             "templates":[{"name":"nightly-report"}],
             "grants":[{"group":"/sre","role":"viewer"},
                       {"group":"/payments/leads","role":"submitter","notBefore":"2026-01-01T00:00:00Z","expiresAt":"2027-06-30T00:00:00Z"}]}
            """#
        var findings: [Finding] = []
        let binding = try #require(WorkflowBinding.decode(try document("nightly", spec).root, findings: &findings))
        #expect(findings.isEmpty)
        #expect(
            binding.scopeName == "prod" && binding.templates.map(\.description) == ["WorkflowTemplate nightly-report"])
        #expect(binding.grants.map(\.role) == [.viewer, .submitter])
        #expect(binding.grants[1].expiresAt == KubeTime("2027-06-30T00:00:00Z"))
        #expect(binding.runnerRules.isEmpty)
    }

    @Test("defaults are those of the schema")
    func defaults() throws {
        var findings: [Finding] = []
        let installation = ArgoInstallation.decode(
            try document("argo", #"{"version":"3.7.11","realmRef":{"name":"prod"}}"#).root, findings: &findings)
        let realm = KeycloakRealm.decode(
            try document("prod", #"{"issuer":"https://kc.example.org/realms/prod"}"#).root, findings: &findings)
        #expect(findings.isEmpty)
        #expect(installation?.server.deployment == "argo-server" && installation?.precedenceBase == 1000)
        #expect(installation?.tokens == TokenSettings(kind: .requested, lifetimeSeconds: 86_400))
        #expect(realm?.groupsClaim == "groups" && realm?.groupsAreFullPaths == true)
    }

    @Test("everything that is wrong is told, not only the first thing")
    func allFindings() throws {
        let spec = #"""
            {"scopeRef":{},"templates":[{"name":"UPPER"},{"name":"a"},{"name":"a"}],
             "grants":[{"group":"","role":"viewer"},{"group":"/a","role":"submiter"},
                       {"group":"/b","role":"viewer","notBefore":"2027-01-01T00:00:00Z","expiresAt":"2026-01-01T00:00:00Z"},
                       {"group":"/c","role":"viewer","expiresAt":"tomorrow"},
                       {"group":"/d","role":"viewer"},{"group":"/d","role":"viewer"}],
             "runner":{"rules":[{"apiGroups":["*"],"resources":["pods"],"verbs":["get","bind"]},{"apiGroups":[""],"resources":[]}]}}
            """#
        var findings: [Finding] = []
        #expect(WorkflowBinding.decode(try document("nightly", spec).root, findings: &findings) == nil)
        #expect(
            told(findings) == [
                "IDM101 spec.scopeRef.name", "IDM103 spec.templates[0].name", "IDM115 spec.templates[2]",
                "IDM107 spec.grants[0].group", "IDM108 spec.grants[1].role", "IDM114 spec.grants[2]",
                "IDM113 spec.grants[3].expiresAt", "IDM115 spec.grants[5]", "IDM111 spec.runner.rules[0].apiGroups[0]",
                "IDM112 spec.runner.rules[0].verbs[1]", "IDM116 spec.runner.rules[1].resources",
                "IDM101 spec.runner.rules[1].verbs",
            ])
        #expect(findings.first { $0.code == .unknownRole }?.hint == "Did you mean submitter?")
    }

    @Test(
        "an issuer is an https URL without trailing slash, query or fragment",
        arguments: [
            ("https://kc.example.org/realms/prod", true), ("http://localhost:8080/realms/dev", true),
            ("http://127.0.0.1/realms/dev", true), ("http://kc.example.org/realms/prod", false),
            ("http://localhost.example.org/realms/prod", false), ("https://kc.example.org/realms/prod/", false),
            ("https://kc.example.org/realms/prod?x", false), ("https://kc.example.org/realms/prod#x", false),
            ("kc.example.org", false), ("https://", false), ("ftp://kc.example.org/realms/prod", false),
            ("https://kc.example.org/realms/a b", false),
        ])
    func issuer(_ issuer: String, _ isAccepted: Bool) throws {
        var findings: [Finding] = []
        let realm = KeycloakRealm.decode(try document("prod", #"{"issuer":"\#(issuer)"}"#).root, findings: &findings)
        #expect((realm != nil) == isAccepted)
        #expect(told(findings) == (isAccepted ? [] : ["IDM105 spec.issuer"]))
    }

    @Test("names that would not fit into labels are refused")
    func longNames() throws {
        var findings: [Finding] = []
        let spec = #"{"issuer":"https://kc.example.org/realms/prod"}"#
        let fitting = try document(String(repeating: "a", count: 50), spec)
        #expect(KeycloakRealm.decode(fitting.root, findings: &findings) != nil)
        let long = try document(String(repeating: "a", count: 51), spec)
        #expect(KeycloakRealm.decode(long.root, findings: &findings) == nil)
        #expect(told(findings) == ["IDM103 metadata.name"])
    }

    @Test("values of the wrong kind are told with the kind that was found")
    func kinds() throws {
        var findings: [Finding] = []
        let spec = #"{"version":3.7,"realmRef":"prod","identities":{"precedenceBase":0},"server":[]}"#
        #expect(ArgoInstallation.decode(try document("argo", spec).root, findings: &findings) == nil)
        #expect(
            findings.map(\.description) == [
                "spec.version: a string is needed here, not a number (IDM102)",
                "spec.realmRef: an object is needed here, not a string (IDM102)",
                "spec.server: an object is needed here, not a list (IDM102)",
                "spec.identities.precedenceBase: 0 is not between 1 and 1000000 (IDM116)",
            ])
    }

    @Test(
        "a lifetime of tokens is hours, minutes and seconds from 10m to 720h",
        arguments: [
            ("24h", 86_400), ("10m", 600), ("600s", 600), ("1h30m", 5400), ("0h10m0s", 600), ("720h", 2_592_000),
            ("9m59s", nil), ("720h1s", nil), ("10", nil), ("1d", nil), ("30m1h", nil), ("-1h", nil), ("1.5h", nil),
            ("1h 30m", nil), ("99999999h", nil), ("h", nil), ("", nil),
        ] as [(String, Int?)])
    func lifetimes(text: String, seconds: Int?) throws {
        let spec = #"{"version":"3.7.11","realmRef":{"name":"prod"},"tokens":{"lifetime":"\#(text)"}}"#
        var findings: [Finding] = []
        let installation = ArgoInstallation.decode(try document("argo", spec).root, findings: &findings)
        #expect(installation?.tokens.lifetimeSeconds == seconds)
        #expect(told(findings) == (seconds == nil ? ["IDM141 spec.tokens.lifetime"] : []))
    }

    @Test("a kind of token that does not exist is told with the one that was meant")
    func tokenKinds() throws {
        let spec = #"{"version":"3.7.11","realmRef":{"name":"prod"},"tokens":{"kind":"Permanant"}}"#
        var findings: [Finding] = []
        #expect(ArgoInstallation.decode(try document("argo", spec).root, findings: &findings) == nil)
        #expect(told(findings) == ["IDM140 spec.tokens.kind"])
        #expect(findings.first?.hint == "Did you mean Permanent?")
    }

    @Test("null counts as absent, as for the API server")
    func null() throws {
        var findings: [Finding] = []
        let spec =
            #"{"version":"3.7.11","realmRef":{"name":"prod"},"server":null,"identities":{"precedenceBase":null}}"#
        #expect(ArgoInstallation.decode(try document("argo", spec).root, findings: &findings) != nil)
        #expect(findings.isEmpty)
    }

    @Test("whether a group can appear in a realm's tokens depends on how the realm writes groups")
    func groupForms() throws {
        let name = ResourceName(namespace: "argo", name: "prod")
        let paths = KeycloakRealm(name: name, issuer: "https://kc.example.org/realms/prod")
        let leaves = KeycloakRealm(name: name, issuer: "https://kc.example.org/realms/prod", groupsAreFullPaths: false)
        let path = try #require(GroupPath("/payments/leads"))
        let leaf = try #require(GroupPath("leads"))
        #expect(paths.canName(path) && !paths.canName(leaf))
        #expect(leaves.canName(leaf) && !leaves.canName(path))
    }
}
