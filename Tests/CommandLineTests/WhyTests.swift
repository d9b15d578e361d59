import KubeTesting
import TestInputs
import Testing

@Suite("Explanations") struct WhyTests {
    private static let teams = ["-f", "\(Project.root)/deploy/samples/three-teams"]
    private static let limits = ["-f", "\(Project.root)/Tests/CommandLineTests/Golden/limits.yaml"]
    private static let now = ["--at", "2026-12-01T00:00:00Z"]

    private static let cases: [(name: String, arguments: [String], status: Int32)] = [
        ("why-yes", ["why", "submit", "nightly-report", "-g", "/payments/developers"] + teams, 0),
        ("why-no-template", ["why", "submit", "settlement", "-g", "/payments/developers"] + teams, 1),
        ("why-not-role", ["why-not", "stop", "settlement", "-g", "/payments/leads"] + teams, 1),
        ("why-nobody", ["why", "view", "-n", "web", "-g", "/nobody", "--unknown-groups"] + teams, 1),
        (
            "why-parameter",
            ["why", "submit", "nightly-report", "-g", "/payments/developers", "-p", "region=us", "-p", "month=2026"]
                + limits, 1
        ),
        (
            "why-step",
            ["why-not", "approve", "nightly-report", "--step", "approve-costs", "-g", "/payments/leads"] + limits, 1
        ),
        ("who-can", ["who-can", "submit", "nightly-report"] + teams, 0),
        ("who-can-nobody", ["who-can", "delete", "nightly-report"] + teams, 1),
    ]

    @Test("each chain names its objects with file, line and column", arguments: cases.indices)
    func golden(index: Int) async throws {
        let (name, arguments, status) = Self.cases[index]
        let result = try await Program.run(Idmon.path, arguments + Self.now)
        #expect(result.exitCode == status, "\(result.errors)")
        // Files are named as they were on the command line.
        let text = result.output.replacing(Project.root + "/", with: "")
        #expect(try text == Golden.expectation("\(name).txt", seen: text))
    }

    @Test(
        "names that do not exist and options that mean nothing are refused, with what was probably meant",
        arguments: [
            (["view", "-n", "payment", "-g", "/payments/leads"], "did you mean payments?"),
            (
                ["view", "-n", "payments", "-g", "/payments/leads", "--installation", "argo/man"],
                "did you mean argo/main?"
            ),
            (["submit", "nightly-report", "-g", "/payments/leads", "--entrypoint", "nope"], "no template nope"),
            (["submit", "nightly-report", "-g", "/payments/leads", "-p", "regio=eu"], "did you mean region?"),
            (["submit", "nightly-report", "-g", "/payments/leads", "--step", "a"], "--step goes with approve"),
            (["view", "-n", "payments", "-g", "/payments/leads", "-p", "a=b"], "--parameter goes with submit"),
        ] as [([String], String)])
    func names(arguments: [String], words: String) async throws {
        let folder = try TemporaryFolder()
        let template = try folder.write(
            "template.yaml",
            """
            apiVersion: argoproj.io/v1alpha1
            kind: WorkflowTemplate
            metadata: {name: nightly-report, namespace: payments}
            spec:
              entrypoint: main
              arguments: {parameters: [{name: region}, {name: month}]}
              templates: [{name: main, suspend: {}}]
            """)
        let result = try await Program.run(
            Idmon.path, ["why"] + arguments + ["-f", template] + Self.limits + Self.now)
        #expect(result.exitCode == 2, "\(result.output)")
        #expect(result.errors.contains(words), "\(result.errors)")
    }

    @Test("a realm that validate refuses explains nothing")
    func malformedRealm() async throws {
        let folder = try TemporaryFolder()
        let realm = try folder.write(
            "realm.yaml",
            """
            apiVersion: idmon.dev/v1alpha1
            kind: KeycloakRealm
            metadata: {name: other, namespace: argo}
            spec: {issuer: 5}
            """)
        let result = try await Program.run(
            Idmon.path,
            ["why", "submit", "nightly-report", "-g", "/payments/leads", "-f", realm] + Self.teams + Self.now)
        #expect(result.exitCode == 2, "\(result.output)")
        #expect(result.errors.contains("nothing was explained"))
    }

    @Test("programs get the same answer as people")
    func goldenJSON() async throws {
        let arguments = ["why", "submit", "settlement", "-g", "/payments/developers", "-o", "json"]
        let result = try await Program.run(Idmon.path, arguments + Self.teams + Self.now)
        #expect(result.exitCode == 1)
        let text = result.output.replacing(Project.root + "/", with: "")
        #expect(try text == Golden.expectation("why.json", seen: text))
    }

    @Test("a user of the API has the groups that the API server gives everybody of that name")
    func users() async throws {
        let roles = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: looks, namespace: payments}
            rules: [{apiGroups: [argoproj.io], resources: [workflows], verbs: [get, list, watch]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: looks, namespace: payments}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: looks}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: GROUP}]
            """
        let cases: [(group: String, user: String, status: Int)] = [
            ("system:serviceaccounts:argo", "system:serviceaccount:argo:x", 0),
            ("system:serviceaccounts:web", "system:serviceaccount:argo:x", 1),
            ("system:authenticated", "ada", 0), ("system:authenticated", "system:anonymous", 1),
            ("system:unauthenticated", "system:anonymous", 0),
        ]
        for (group, user, status) in cases {
            let result = try await Program.run(
                Idmon.path, ["why", "view", "-n", "payments", "--user", user, "-f", "-"] + Self.teams + Self.now,
                input: roles.replacing("GROUP", with: group))
            #expect(result.exitCode == status, "\(user), \(group): \(result.output)\(result.errors)")
        }
        #expect(try await Program.run(Idmon.path, ["why", "view", "--user", ""] + Self.teams).exitCode == 2)
    }

    @Test("a role that is not among the files may give any right: that nobody else has it is not known")
    func unknownRole() async throws {
        let admin = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: ada}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: ada}]
            """
        let question = ["who-can", "delete", "nightly-report", "--also-outside-idmon", "-f", "-"]
        let result = try await Program.run(Idmon.path, question + Self.teams + Self.now, input: admin)
        #expect(result.exitCode == 4, "\(result.output)")
        #expect(result.output.contains("ClusterRoleBinding ada gives ClusterRole cluster-admin, which is not known"))
    }

    @Test("what the files leave open is unknown, with its own exit code")
    func unknown() async throws {
        let folder = try TemporaryFolder()
        let account = try folder.write(
            "account.yaml",
            """
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: by-hand
              namespace: argo
              annotations:
                workflows.argoproj.io/rbac-rule: "email endsWith '@example.org'"
                workflows.argoproj.io/rbac-rule-precedence: "999999"
            """)
        let question = ["why", "view", "-n", "payments", "-g", "/audit", "-f", account]
        let result = try await Program.run(Idmon.path, question + Self.teams + Self.now)
        #expect(result.exitCode == 4, "\(result.output)\(result.errors)")
        for part in ["the rule of ServiceAccount argo/by-hand", "claims that are not known: email: email endsWith"] {
            #expect(result.output.contains(part), "\(result.output)")
        }
        #expect(result.output.contains("--claims FILE"))
    }

    @Test("denials are read from lines of logs")
    func denial() async throws {
        let line =
            #"level=error error="rpc error: code = PermissionDenied desc = workflows.argoproj.io is forbidden: "#
            + #"User \"system:serviceaccount:argo:idmon-main-audit-5ac2bd15\" cannot create resource \"workflows\" "#
            + #"in API group \"argoproj.io\" in the namespace \"payments\"""#
        let result = try await Program.run(Idmon.path, ["why", "--denial", line] + Self.teams + Self.now)
        #expect(result.exitCode == 1, "\(result.errors)")
        #expect(result.output.contains("needed to submit"), "\(result.output)")
        let nothing = try await Program.run(Idmon.path, ["why", "--denial", "all is well"] + Self.teams)
        #expect(nothing.exitCode == 2)
    }

    // MARK: - Bad input

    private static let slips: [(arguments: [String], says: String)] = [
        (["why", "sumbit", "nightly-report", "-g", "/audit"], "did you mean submit?"),
        (["why", "submit", "nightly-reprot", "-g", "/audit"], "did you mean nightly-report?"),
        (["why", "submit", "nightly-report", "-g", "/payments/develpers"], "did you mean /payments/developers?"),
        (["why", "submit", "wftmlp/nightly-report", "-g", "/audit"], "did you mean wftmpl/nightly-report?"),
        (["why", "submit", "nightly-report"], "about nobody"),
        (
            ["why", "submit", "nightly-report", "-n", "web", "-g", "/audit"],
            "no WorkflowTemplate nightly-report in web"
        ),
        (["why", "submit", "nightly-report", "-g", "/audit", "-p", "region"], "is not name=value"),
        (["why", "view", "-g", "/audit"], "the namespace is not clear"),
        (["why", "view", "workflow/x", "-n", "web", "-g", "/audit"], "no Workflow x in web"),
        (["why", "view", "-n", "web", "-g", "/audit", "--user", "ada"], "in one way"),
        (["why", "view", "-n", "web", "-g", ""], "is no group"),
        (["why"], "no action was named"),
    ]

    @Test("a slip is told with what was probably meant, and exit code 2", arguments: slips.indices)
    func badInput(index: Int) async throws {
        let (arguments, says) = Self.slips[index]
        let result = try await Program.run(Idmon.path, arguments + Self.teams)
        #expect(result.exitCode == 2, "\(result.output)")
        #expect(result.errors.contains(says), "\(result.errors)")
        #expect(result.output.isEmpty)
    }

    @Test("a step that the template does not have is told with the steps that it has")
    func step() async throws {
        let folder = try TemporaryFolder()
        let template = try folder.write(
            "template.yaml",
            """
            apiVersion: argoproj.io/v1alpha1
            kind: WorkflowTemplate
            metadata: {name: settlement, namespace: payments}
            spec: {templates: [{name: approve-release, suspend: {}}]}
            """)
        let question = [
            "why", "approve", "settlement", "--step", "aprove-release", "-g", "/payments/leads", "-f", template,
        ]
        let result = try await Program.run(Idmon.path, question + Self.teams)
        #expect(result.exitCode == 2)
        #expect(result.errors.contains("did you mean approve-release?"), "\(result.errors)")
    }

    @Test("claims are read from a payload or a token, and what is wrong with them is told")
    func claims() async throws {
        let folder = try TemporaryFolder()
        func ask(_ name: String, _ text: String) async throws -> Program.Result {
            let file = try folder.write(name, text)
            let question = ["why", "submit", "nightly-report", "--claims", file]
            return try await Program.run(Idmon.path, question + Self.teams + Self.now)
        }
        let payload = #"{"sub": "a", "groups": ["/payments/developers", "/elsewhere"], "exp": 1000}"#
        let plain = try await ask("payload.json", payload)
        #expect(plain.exitCode == 0, "\(plain.errors)")
        #expect(plain.output.contains("the token ended at 1970-01-01T00:16:40Z"))
        // {"sub":"a","groups":["/payments/developers"]}
        let token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIiwiZ3JvdXBzIjpbIi9wYXltZW50cy9kZXZlbG9wZXJzIl19.c2ln"
        let signed = try await ask("token", token)
        #expect(signed.exitCode == 0, "\(signed.errors)")
        #expect(signed.output.contains("its signature was not checked"))
        #expect(!signed.output.contains("c2ln"))
        for (text, says) in [
            ("[]", "a JSON object"), ("{\"groups\": []}", "no claim sub"), ("{", "payload"),
            (#"{"sub": "a", "groups": "/audit"}"#, "no list of texts"), ("eyJ.b.c.d.e", "encrypted"),
        ] {
            let result = try await ask("bad.json", text)
            #expect(result.exitCode == 2 && result.errors.contains(says), "\(text): \(result.errors)")
        }
    }
}
