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
        #expect(scope.memberSources == [.components])
        #expect(scope.components == [ComponentName(application: "payments", name: "nightly-report")])
        #expect(scope.workloadRefs.isEmpty && !scope.allowsComponentOverlap)
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
        #expect(installation?.server.deployment == "argo-server" && installation?.identities == IdentitySettings())
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

    @Test("how identities are laid out is read, and what is wrong with it told")
    func identitySettings() throws {
        var findings: [Finding] = []
        let spec = #"""
            {"version":"3.7.11","realmRef":{"name":"prod"},"identities":{"precedenceBase":7,"identity":"User","login":false,
             "combinations":{"limit":512,"source":"Known"}}}
            """#
        let settings = ArgoInstallation.decode(try document("argo", spec).root, findings: &findings)?.identities
        #expect(findings.isEmpty)
        #expect(settings?.precedenceBase == 7 && settings?.holder == .user && settings?.hasLogin == false)
        #expect(settings?.combinationLimit == 512 && settings?.combinations == .known)
        let wrong = #"""
            {"version":"3.7.11","realmRef":{"name":"prod"},
             "identities":{"identity":"Users","login":"no","combinations":{"limit":513,"source":"All"}}}
            """#
        #expect(ArgoInstallation.decode(try document("argo", wrong).root, findings: &findings) == nil)
        #expect(
            findings.map(\.description) == [
                #"spec.identities.identity: "Users" is none of Group, User (IDM156)"#,
                "spec.identities.login: true or false is needed here, not a string (IDM102)",
                "spec.identities.combinations.limit: 513 is not between 0 and 512 (IDM116)",
                #"spec.identities.combinations.source: "All" is none of Closure, Known (IDM156)"#,
            ])
    }

    @Test("members of a realm are read, and what is wrong with them told")
    func members() throws {
        var findings: [Finding] = []
        func realm(_ members: String) throws -> KeycloakRealm? {
            let spec = #"{"issuer":"https://kc.example.org/realms/prod","members":\#(members)}"#
            return KeycloakRealm.decode(try document("prod", spec).root, findings: &findings)
        }
        let read = try realm(#"[{"subject":"3f1c","name":"Ada","groups":["/b","/a"]},{"subject":"4a","groups":[]}]"#)
        #expect(findings.isEmpty)
        #expect(read?.members.map(\.subject.text) == ["3f1c", "4a"] && read?.members.first?.name == "Ada")
        #expect(read?.members.first?.groups.map(\.text) == ["/b", "/a"])
        let wrong = #"""
            [{"subject":"","groups":["/a","/a"]},{"groups":[]},{"subject":"x","groups":[]},
             {"subject":"x","name":"\u001b[31m","groups":["/a\u0000"]}]
            """#
        #expect(try realm(wrong) == nil)
        #expect(
            findings.map(\.description) == [
                "spec.members[0].subject: a subject has 1 to 255 characters and no control characters (IDM130)",
                "spec.members[0].groups[1]: /a is listed twice (IDM115)",
                "spec.members[1].subject: the field is required (IDM101)",
                "spec.members[3].name: a name has at most 255 characters and no control characters (IDM130)",
                "spec.members[3].groups[0]: a group has 1 to 255 characters and no control characters (IDM107)",
                "spec.members[3]: x is listed twice (IDM115)",
            ])
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
