import KubeTesting
import TestInputs
import Testing

@Suite("Golden plans") struct PlanTests {
    private static let teams = Project.root + "/deploy/samples/three-teams"
    private static let files = ["namespaces", "installation", "payments", "data", "web"]
    private static let time = ["--at", "2026-12-01T00:00:00Z"]

    /// A folder with the three teams after a change.
    private func changed(_ folder: TemporaryFolder, _ change: (inout String) -> Void) throws {
        for name in Self.files {
            var text = try Self.text("\(Self.teams)/\(name).yaml")
            change(&text)
            try folder.write("\(name).yaml", text)
        }
    }

    private static func text(_ path: String) throws -> String {
        try TextFile.text(at: path)
    }

    /// Operators of web become maintainers, leads may approve the settlement no more, the nightly report takes two
    /// regions.
    private static func edit(_ text: inout String) {
        text = text.replacing(
            "{path: /web/operators, maxRole: operator}", with: "{path: /web/operators, maxRole: maintainer}")
        text = text.replacing(
            "{group: /web/operators, role: operator}", with: "{group: /web/operators, role: maintainer}")
        text = text.replacing(
            "    - {group: /payments/developers, role: viewer}\n    - {group: /payments/leads, role: approver}\n",
            with: "    - {group: /payments/developers, role: viewer}\n    - {group: /payments/leads, role: viewer}\n")
        text = text.replacing(
            "    - name: nightly-report\n",
            with: "    - name: nightly-report\n      parameters: [{name: region, values: [eu, us]}]\n")
    }

    @Test("a change is told to people, to programs and to a merge request", arguments: ["text", "json", "markdown"])
    func golden(format: String) async throws {
        let folder = try TemporaryFolder()
        try changed(folder, Self.edit)
        let arguments = ["plan", "-f", folder.path, "--against", Self.teams, "-o", format] + Self.time
        let result = try await Program.run(Idmon.path, arguments)
        #expect(result.exitCode == 5, "\(result.errors)")
        #expect(!result.output.contains("\u{1B}["), "colour is for terminals only")
        #expect(try result.output == Golden.expectation("plan.\(format)", seen: result.output))
    }

    @Test("nothing changes between files and themselves")
    func unchanged() async throws {
        let result = try await Program.run(Idmon.path, ["plan", "-f", Self.teams, "--against", Self.teams] + Self.time)
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(result.output == "No change of access; objects: 0 created, 0 changed, 0 removed\n")
    }

    @Test("what is not wanted is refused by its word, with another exit code than a change")
    func conditions() async throws {
        let folder = try TemporaryFolder()
        try changed(folder, Self.edit)
        let base = ["plan", "-f", folder.path, "--against", Self.teams] + Self.time
        for (condition, isRefused) in [
            (["--fail-on", "gain:maintainer"], true), (["--fail-on", "gain:admin"], false),
            (["--fail-on", "gain:edit-template"], true), (["--fail-on", "loss:*"], true),
            (["--fail-on", "gain:approve"], false), (["--max-removed", "0"], true), (["--max-removed", "50%"], false),
        ] {
            let result = try await Program.run(Idmon.path, base + condition)
            #expect(result.exitCode == (isRefused ? 1 : 5), "\(condition): \(result.errors)")
            #expect(result.output.contains("refused:") == isRefused, "\(condition)")
        }
    }

    @Test("a grant that ends between two times is a loss of the same files")
    func expiry() async throws {
        let samples = Project.root + "/deploy/samples"
        let files = ["namespaces", "keycloakrealm", "argoinstallation", "workflowscope", "workflowbinding"].flatMap {
            ["-f", "\(samples)/\($0).yaml"]
        }
        let ending = try await Program.run(
            Idmon.path, ["plan", "--from", "2030-06-29T00:00:00Z", "--at", "2030-06-30T00:00:00Z"] + files)
        #expect(ending.exitCode == 5, "\(ending.errors)")
        #expect(ending.output.contains("/payments/leads"))
        #expect(ending.output.contains("submit nightly-report"))
        let before = try await Program.run(
            Idmon.path, ["plan", "--from", "2030-06-28T00:00:00Z", "--at", "2030-06-29T00:00:00Z"] + files)
        #expect(before.exitCode == 0, "\(before.output)")
    }

    @Test("two revisions of Git are compared, and one with the files as they lie there")
    func git() async throws {
        let folder = try TemporaryFolder()
        try changed(folder) { _ in }
        func git(_ arguments: String...) async throws {
            let identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
            let result = try await Program.run("git", ["-C", folder.path] + identity + arguments)
            try #require(result.isSuccess, "\(result.errors)")
        }
        func plan(_ range: String) async throws -> Program.Result {
            // Paths are relative to the folder in which the program runs.
            try await Program.run(
                "env", ["-C", folder.path, Idmon.path, "plan", "-f", ".", "--git", range] + Self.time)
        }
        try await git("init", "-q", "-b", "main")
        try await git("add", ".")
        try await git("commit", "-q", "-m", "first")
        try changed(folder, Self.edit)
        let working = try await plan("HEAD")
        #expect(working.exitCode == 5, "\(working.errors)")
        #expect(working.output.contains("edit templates"))
        #expect(try await plan("HEAD..HEAD").exitCode == 0)
        try await git("commit", "-q", "-a", "-m", "second")
        #expect(try await plan("HEAD").exitCode == 0)
        #expect(try await plan("HEAD~1..HEAD").output == working.output)
        #expect(try await plan("HEAD~1..").output == working.output)
        let unknown = try await plan("nowhere..HEAD")
        #expect(unknown.exitCode == 2)
        #expect(unknown.errors.contains("there is no revision nowhere"))
        #expect(try await plan("--upload-pack=x").exitCode == 2)
        // A revision from before there was anything has nothing.
        try await git("checkout", "-q", "--orphan", "empty")
        try await git("rm", "-rq", "--cached", ".")
        try await git("commit", "-q", "--allow-empty", "-m", "nothing")
        let created = try await plan("empty..main")
        #expect(created.exitCode == 5, "\(created.errors)")
        #expect(!created.output.contains("Losses"))
    }

    @Test("links in a revision are followed as on disk, and one that leads nowhere is told of")
    func gitLinks() async throws {
        let folder = try TemporaryFolder()
        let script = """
            set -eu
            cd '\(folder.path)'
            git() { command git -c user.name=a -c user.email=a@example.org -c commit.gpgsign=false "$@"; }
            p() { status=0; '\(Idmon.path)' plan --at 2026-12-01T00:00:00Z "$@" >seen 2>&1 || status=$?
              echo "$status: $(grep -E 'link|repository|manifest|gains' seen | tail -n 1)"; }
            git init -q -b main
            git commit -q --allow-empty -m nothing
            git tag empty
            mkdir -p base linked/deep loop away dangling
            cp '\(Self.teams)'/*.yaml base
            for file in base/*.yaml; do ln -s "../../$file" "linked/deep/$(basename "$file")"; done
            ln -s ../base linked/again
            ln -s base direct
            ln -s b.yaml loop/a.yaml
            ln -s a.yaml loop/b.yaml
            ln -s ../../elsewhere.yaml away/a.yaml
            ln -s /etc/hostname away/b.yaml
            ln -s nothing.yaml dangling/a.yaml
            git add .
            git commit -q -m first
            p -f base --git empty..main
            p -f linked --git empty..main
            p -f direct --git empty..main
            p -f direct/payments.yaml --git empty..main
            p -f base --git empty..main -f nowhere
            p -f loop --git empty..main
            p -f away --git empty..main
            p -f away/b.yaml --git empty..main
            p -f dangling --git empty..main
            p -f "$(pwd -P)/base" --git empty..main
            p -f /nowhere --git empty..main
            cd base
            p -f ../linked -f ../loop/../direct/web.yaml --git empty..main
            p -f . --git empty..main
            """
        let result = try await Program.run("bash", ["-c", script])
        let lines = result.output.split(separator: "\n").map(String.init)
        try #require(lines.count == 13, "\(result.output)\(result.errors)")
        #expect(lines[0].hasPrefix("5: "))
        for index in [1, 2, 9, 12] { #expect(lines[index] == lines[0], "\(index)") }
        #expect(lines[3].hasPrefix("0: "), "\(lines[3])")
        let faults = [
            (4, "there is no manifest at nowhere or below it"),
            (5, "main:loop/a.yaml is a link that leads in a circle"),
            (6, "main:away/a.yaml leads out of the repository"), (7, "to /etc/hostname"),
            (8, "main:dangling/a.yaml is a link to what is not there"), (10, "is not in the Git repository"),
        ]
        for (index, message) in faults {
            #expect(lines[index].hasPrefix("2: ") && lines[index].contains(message), "\(lines[index])")
        }
        // What stands twice is told of as on disk.
        #expect(lines[11].hasPrefix("1: "), "\(lines[11])")
    }

    @Test("an absolute path is found in the repository whatever its folders are called and through whichever link")
    func gitAbsolutePaths() async throws {
        let folder = try TemporaryFolder()
        let script = """
            set -eu
            mkdir -p '\(folder.path)/für/repo/base'
            ln -s für/repo '\(folder.path)/link'
            ln -s für/repo/base '\(folder.path)/inner'
            cd '\(folder.path)/für/repo'
            git() { command git -c user.name=a -c user.email=a@example.org -c commit.gpgsign=false "$@"; }
            p() { status=0; '\(Idmon.path)' plan --at 2026-12-01T00:00:00Z --git empty..main "$@" >seen 2>&1 || status=$?
              echo "$status: $(grep -E 'repository|manifest|gains' seen | tail -n 1)"; }
            git init -q -b main
            git commit -q --allow-empty -m nothing
            git tag empty
            cp '\(Self.teams)'/*.yaml base
            git add base
            git commit -q -m first
            p -f base
            p -f '\(folder.path)/für/repo/base'
            p -f '\(folder.path)/link/base'
            p -f '\(folder.path)/inner'
            p -f '\(folder.path)/link/'
            rm -r base
            p -f '\(folder.path)/link/base'
            p -f '\(folder.path)/für/repository'
            """
        let result = try await Program.run("bash", ["-c", script])
        let lines = result.output.split(separator: "\n").map(String.init)
        try #require(lines.count == 7, "\(result.output)\(result.errors)")
        #expect(lines[0].hasPrefix("5: "))
        for index in 1...5 { #expect(lines[index] == lines[0], "\(index)") }
        #expect(lines[6].hasPrefix("2: ") && lines[6].contains("is not in the Git repository"), "\(lines[6])")
    }

    @Test("an object that a clone does not have matters only where the path leads there, and the path is told")
    func gitMissingObjects() async throws {
        let folder = try TemporaryFolder()
        let script = """
            set -eu
            cd '\(folder.path)'
            git() { command git -c user.name=a -c user.email=a@example.org -c commit.gpgsign=false "$@"; }
            p() { status=0; '\(Idmon.path)' plan --at 2026-12-01T00:00:00Z --git empty..main "$@" >seen 2>&1 || status=$?
              echo "$status: $(grep -E 'clone|gains' seen | tail -n 1)"; }
            git init -q -b main
            git commit -q --allow-empty -m nothing
            git tag empty
            mkdir -p base linked
            cp '\(Self.teams)'/*.yaml base
            cp base/web.yaml lost.yaml
            echo '# lost' >>lost.yaml
            ln -s ../base/web.yaml linked/web.yaml
            git add .
            git commit -q -m first
            for path in linked/web.yaml lost.yaml; do
              rm -f ".git/objects/$(git rev-parse "main:$path" | sed 's|^..|&/|')"
            done
            p -f base
            p -f linked
            p -f lost.yaml
            """
        let result = try await Program.run("bash", ["-c", script])
        let lines = result.output.split(separator: "\n").map(String.init)
        try #require(lines.count == 3, "\(result.output)\(result.errors)")
        #expect(lines[0].hasPrefix("5: "), "\(lines[0])")
        #expect(lines[1].hasPrefix("2: ") && lines[1].contains("main:linked/web.yaml"), "\(lines[1])")
        #expect(lines[2].hasPrefix("2: ") && lines[2].contains("main:lost.yaml"), "\(lines[2])")
    }

    @Test("files with errors are refused with their places; those before the change may have some")
    func badFiles() async throws {
        let illegal = Project.root + "/deploy/samples/workflowbinding-illegal.yaml"
        let wanted = try await Idmon.run("plan", "-f", illegal, "--against", Self.teams)
        #expect(wanted.exitCode == 1)
        #expect(wanted.output.contains("workflowbinding-illegal.yaml:13:"))
        #expect(wanted.errors.contains("nothing was compared"))
        let mended = try await Idmon.run("plan", "-f", Self.teams, "--against", illegal)
        #expect(mended.exitCode == 5)
        #expect(mended.errors.contains("the files before the change have"))
    }

    @Test(
        "calls that cannot be used are told with what to do",
        arguments: [
            (["plan"], "name files with -f"),
            (["plan", "-f", "x", "--against", "y", "--git", "z"], "name either --against or --git"),
            (["plan", "-f", "x", "--against", "y", "--prune"], "--prune is for a cluster"),
            (["plan", "-f", "/nowhere"], "cannot open /nowhere"),
            (["plan", "-f", "x", "--fail-on", "gain:edit-templat"], "did you mean edit-template?"),
            (["plan", "-f", "x", "--max-removed", "many"], "neither a number nor a share"),
            (["plan", "-f", "-", "--git", "HEAD"], "standard input is in no Git revision"),
            (["plan", "-f", "x", "--renamed", "a"], "--renamed"),
            (["plan", "-f", "x", "--at", "tomorrow"], "--at"),
        ])
    func badCalls(arguments: [String], message: String) async throws {
        let result = try await Program.run(Idmon.path, arguments)
        #expect(result.exitCode == 2)
        #expect(result.output.isEmpty)
        #expect(result.errors.contains(message), "\(result.errors)")
    }
}
