import KubeTesting
import TestInputs
import Testing

@Suite("Bad input") struct BadInputTests {
    private static let twice = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: r, namespace: payments}
        rules: []
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: r, namespace: payments}
        rules: [{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}]
        """

    @Test(
        "an object of others that stands twice is refused with both places",
        arguments: [
            (["validate"], 1), (["lint"], 2), (["import"], 2), (["why", "view", "-n", "payments", "--user", "ada"], 2),
            (["plan", "--against", "."], 1),
        ] as [([String], Int32)])
    func twice(arguments: [String], status: Int32) async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("r.yaml", Self.twice)
        let teams = "\(Project.root)/deploy/samples/three-teams"
        let own = arguments.map { $0 == "." ? teams : $0 }
        let result = try await Program.run(Idmon.path, own + ["-f", teams, "-f", file])
        #expect(result.exitCode == status, "\(result.errors)")
        let told = result.output + result.errors
        #expect(told.contains("\(file):8") && told.contains("\(file):3"), "\(told)")
    }

    @Test(
        "a misspelt field is the same finding to every command, and none goes on without it",
        arguments: [
            (["validate"], 1), (["plan", "--against", "."], 1), (["test"], 1), (["report"], 1),
            (["why", "view", "-n", "payments", "-g", "/payments/leads"], 2),
            (["who-can", "view", "-n", "payments"], 2),
        ] as [([String], Int32)])
    func misspelt(arguments: [String], status: Int32) async throws {
        let folder = try TemporaryFolder()
        let teams = "\(Project.root)/deploy/samples/three-teams"
        for name in ["namespaces", "installation", "payments"] {
            let text = try Project.text(of: "deploy/samples/three-teams/\(name).yaml")
            try folder.write("\(name).yaml", text.replacing("  templates:\n", with: "  tempaltes: []\n  templates:\n"))
        }
        let own = arguments.map { $0 == "." ? teams : $0 }
        let result = try await Program.run(Idmon.path, own + ["-f", folder.path])
        #expect(result.exitCode == status, "\(result.errors)")
        let told = result.output + result.errors
        #expect(told.contains("payments.yaml:") && told.contains("tempaltes") && told.contains("(IDM117)"), "\(told)")
    }

    @Test(
        "RBAC of a version that is served no more is told of, and changes no answer",
        arguments: [
            ["validate"], ["plan", "--against", "."], ["why", "view", "-n", "payments", "-g", "/payments/leads"],
            ["who-can", "view", "-n", "payments"],
        ], [("v1beta1", "1.22"), ("v1alpha1", "1.23")])
    func unserved(arguments: [String], version: (name: String, end: String)) async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("old.yaml", Self.twice.replacing("/v1\n", with: "/\(version.name)\n"))
        let teams = "\(Project.root)/deploy/samples/three-teams"
        let own = arguments.map { $0 == "." ? teams : $0 }
        let result = try await Program.run(Idmon.path, own + ["-f", teams, "-f", file])
        #expect(result.exitCode == 0, "\(result.errors)")
        let told = result.output + result.errors
        #expect(
            told.contains("\(file):1:") && told.contains("since \(version.end)") && told.contains("(IDM126)"), "\(told)"
        )
    }

    @Test("a missing file is named", arguments: ["validate", "render"])
    func missingFile(command: String) async throws {
        let result = try await Idmon.run(command, "-f", "/nowhere/access.yaml")
        #expect(result.exitCode == 2)
        #expect(result.output.isEmpty)
        #expect(result.errors.contains("cannot open /nowhere/access.yaml: No such file or directory"))
    }

    @Test("no file at all is told with what to do")
    func noFile() async throws {
        let result = try await Idmon.run("validate")
        #expect(result.exitCode == 2)
        #expect(result.errors.contains("name files with -f"))
    }

    @Test("a folder without manifests is told")
    func emptyFolder() async throws {
        let folder = try TemporaryFolder()
        try folder.write("notes.txt", "a: 1")
        let result = try await Idmon.run("validate", "-f", folder.path)
        #expect(result.exitCode == 2)
        #expect(result.errors.contains("there is no manifest below \(folder.path)"))
    }

    @Test("a stream without any object is an error: what was to write it may have failed")
    func nothing() async throws {
        for input in ["", "# nothing\n", "---\n"] {
            let result = try await Idmon.run("validate", "-f", "-", input: input)
            #expect(result.exitCode == 2 && result.errors.contains("there is no object in -"), "\(result.errors)")
        }
    }

    @Test("the items of a list are checked, whichever way the list is written")
    func lists() async throws {
        let scope = "{metadata: {name: a, namespace: b}, spec: {enviroment: x}}"
        let typed = "apiVersion: idmon.dev/v1alpha1\nkind: WorkflowScopeList\nitems: [\(scope)]\n"
        let result = try await Idmon.run("validate", "-f", "-", input: typed)
        #expect(result.exitCode == 1, "\(result.errors)")
        #expect(result.output.contains("<stdin>:3:") && result.output.contains("enviroment"), "\(result.output)")
    }

    @Test("broken YAML is shown with file, line, column and a caret")
    func brokenYAML() async throws {
        let result = try await Idmon.run("validate", "-f", "-", input: "apiVersion: v1\nkind: [a\nmetadata: {}\n")
        #expect(result.exitCode == 2)
        #expect(result.errors.contains("<stdin>:3:"))
        #expect(result.errors.contains("^"))
        #expect(result.output.isEmpty)
    }

    @Test("broken JSON is shown with its place")
    func brokenJSON() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("a.json", "{\"kind\": \"WorkflowScope\",\n  \"spec\": {]}")
        let result = try await Idmon.run("validate", "-f", file)
        #expect(result.exitCode == 2)
        #expect(result.errors.contains("\(file):2:"))
    }

    @Test("unknown fields, wrong types and unknown kinds are found at their lines")
    func findings() async throws {
        let manifest = """
            apiVersion: idmon.dev/v1alpha1
            kind: WorkflowScope
            metadata: {name: a, namespace: b}
            spec:
              enviroment: production
              environment: production
              installationRef: {name: main, namespace: argo}
              groups: many
            ---
            apiVersion: idmon.dev/v1alpha1
            kind: WorkflowScop
            metadata: {name: a}
            """
        let result = try await Idmon.run("validate", "-f", "-", input: manifest)
        #expect(result.exitCode == 1)
        #expect(result.output.contains("<stdin>:5:"))
        #expect(result.output.contains("spec.enviroment: the field does not exist (IDM117)"))
        #expect(result.output.contains("<stdin>:8:"))
        #expect(result.output.contains("there is no kind WorkflowScop in idmon.dev/v1alpha1 (IDM118)"))
        #expect(!result.output.contains("\u{1B}["), "colour is for terminals only")
    }

    @Test("files with errors are not rendered, not even in part")
    func renderRefuses() async throws {
        let samples = Project.root + "/deploy/samples"
        let result = try await Idmon.run(
            "render", "-f", samples + "/workflowscope.yaml", "-f", samples + "/workflowbinding-illegal.yaml")
        #expect(result.exitCode == 1)
        #expect(!result.output.contains("kind: Role"))
        #expect(result.errors.contains("nothing was rendered"))
    }

    @Test("a kubeconfig that does not parse is refused with its place, and shows nothing of itself")
    func kubeconfig() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("config", "users:\n- name: a\n  user: {token: hunter2\n")
        let result = try await Idmon.run("run", "--kubeconfig", file)
        #expect(result.exitCode == 2)
        #expect(result.errors.contains("\(file):"))
        #expect(!result.errors.contains("hunter2"))
    }

    @Test("an API server that cannot be reached has an exit code of its own")
    func unreachable() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            "config",
            """
            apiVersion: v1
            kind: Config
            current-context: a
            contexts: [{name: a, context: {cluster: a, user: a}}]
            clusters: [{name: a, cluster: {server: "http://127.0.0.1:1"}}]
            users: [{name: a, user: {}}]
            """)
        let result = try await Idmon.run("run", "--kubeconfig", file)
        #expect(result.exitCode == 3)
        #expect(result.errors.contains("127.0.0.1:1"))
    }
}
