import KubeTesting
import TestInputs
import Testing

@Suite("Golden access tests") struct AccessTestTests {
    private static let teams = Project.root + "/deploy/samples/three-teams"

    private static let tests = """
        apiVersion: idmon.dev/v1alpha1
        kind: AccessTest
        metadata: {name: settlement, namespace: payments}
        spec:
          installationRef: {name: main, namespace: argo}
          tests:
            - who: {groups: [/payments/leads]}
              action: approve
              template: {name: settlement}
              expect: Allowed
            - name: <developers> do not start "nightly" & co
              who: {groups: [/payments/developers]}
              action: submit
              template: {name: nightly-report}
              parameters: [{name: region, value: us}]
              expect: Denied
            - who: {outside: [/platform/sre]}
              action: edit-template
              expect: Denied
            - who: {person: nobody}
              action: view
              expect: Denied
            - who: {groups: [/payments/lead]}
              action: view
              expect: Denied
            - who: {groups: [/audit]}
              action: submit
              template: {name: nightly-repor}
              expect: Allowed
            - who: {person: 0b0b0b0b-0000-4000-8000-000000000001}
              action: stop
              expect: Allowed
        """

    @Test("what came of each statement is told to people and to programs", arguments: ["text", "junit", "tap", "json"])
    func golden(format: String) async throws {
        // The three teams, with places that are the same on every machine.
        let result = try await Program.run(
            "env",
            [
                "-C", Project.root, Idmon.path, "test", "-f", "deploy/samples/three-teams", "-f", "-", "-o",
                format,
            ],
            input: Self.tests)
        #expect(result.exitCode == 1, "\(result.errors)")
        #expect(try result.output == Golden.expectation("test.\(format)", seen: result.output))
    }

    @Test(
        "prove counts the statements that are not true",
        .enabled("Perl's prove is not on the PATH") { await Program.exists("prove") })
    func prove() async throws {
        let folder = try TemporaryFolder()
        let report = try await Idmon.run("test", "-f", Self.teams, "-f", "-", "-o", "tap", input: Self.tests)
        let file = try folder.write("report.tap", report.output)
        let result = try await Program.run("prove", ["--exec", "cat", file])
        let failed = report.output.split(separator: "\n").count { $0.hasPrefix("not ok") }
        #expect(failed > 0 && result.output.contains("Failed: \(failed))"), "\(result.output)")
        #expect(!result.output.contains("Parse errors"), "\(result.output)")
    }

    @Test("statements that are true are a success, and no longer are when the grant has ended")
    func time() async throws {
        let samples = Project.root + "/deploy/samples"
        let files = [
            "namespaces", "keycloakrealm", "argoinstallation", "workflowscope", "workflowbinding", "workflowtemplate",
            "accesstest",
        ].flatMap { ["-f", "\(samples)/\($0).yaml"] }
        let now = try await Program.run(Idmon.path, ["test", "--at", "2026-12-01T00:00:00Z"] + files)
        #expect(now.exitCode == 0, "\(now.output) \(now.errors)")
        let later = try await Program.run(Idmon.path, ["test", "--at", "2030-07-01T00:00:00Z"] + files)
        #expect(later.exitCode == 1)
        #expect(later.output.contains("workflowbinding.yaml:19:"), "\(later.output)")
    }

    @Test("without an AccessTest there is nothing to pass")
    func none() async throws {
        let result = try await Idmon.run("test", "-f", Self.teams)
        #expect(result.exitCode == 2)
        #expect(result.errors.contains("there is no AccessTest among the files"))
    }

    @Test("AccessTests with errors are refused with their places and what was probably meant")
    func bad() async throws {
        let text = Self.tests.replacing("action: stop", with: "action: stopp")
            .replacing("who: {groups: [/audit]}", with: "who: {groups: [/audit], everyone: true}")
        let result = try await Idmon.run("test", "-f", "-", "-f", Self.teams, input: text)
        #expect(result.exitCode == 1)
        #expect(result.output.contains("<stdin>:31:15:"), "\(result.output)")
        #expect(result.output.contains("Did you mean stop?"))
        #expect(result.output.contains("IDM161"))
        let illegal = try await Idmon.run(
            "test", "-f", Project.root + "/deploy/samples/accesstest-illegal.yaml")
        #expect(illegal.exitCode == 1)
        #expect(illegal.output.contains("IDM162"))
    }
}
