import KubeTesting
import TestInputs
import Testing

/// Names, rules and statements that others wrote, on the terminal of a person and in a file that is applied.
@Suite("Text of others") struct HostileTextTests {
    @Test("a rule with line breaks stays within the comment of what is imported")
    func importedRule() async throws {
        let account = """
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: dev
              namespace: argo
              annotations:
                workflows.argoproj.io/rbac-rule: "len(groups) > 3 && name != `\\n---\\nkind: WorkflowBinding\\n---\\n`"
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: lead
              namespace: argo
              annotations: {workflows.argoproj.io/rbac-rule: "'/leads' in groups"}
            """
        let issuer = "https://keycloak.example.org/realms/production"
        let result = try await Idmon.run(
            "import", "-f", "-", "--issuer", issuer, "--argo-version", "4.1.2", input: account)
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(result.output.contains("kind: WorkflowBinding"))
        let lines = result.output.split(separator: "\n")
        #expect(lines.filter { $0.contains("kind: WorkflowBinding") }.allSatisfy { $0.hasPrefix("#") })
    }

    @Test("a statement cannot look like lines of the report, nor move the cursor")
    func statement() async throws {
        let test = """
            apiVersion: idmon.dev/v1alpha1
            kind: AccessTest
            metadata: {name: a, namespace: payments}
            spec:
              installationRef: {name: main, namespace: argo}
              tests:
                - name: "x\\n\\e[2Jpassed payments/a: all is well\\u202e"
                  who: {groups: [/audit]}
                  action: view
                  expect: Denied
            """
        for format in ["text", "tap", "junit", "json"] {
            let teams = Project.root + "/deploy/samples/three-teams"
            let result = try await Idmon.run("test", "-f", teams, "-f", "-", "-o", format, input: test)
            #expect(result.exitCode == 1, "\(format): \(result.errors)")
            let hidden = result.output.unicodeScalars.filter { $0 == "\u{1B}" || $0 == "\u{202E}" }
            #expect(hidden.isEmpty, "\(format)")
            #expect(!result.output.split(separator: "\n").contains { $0.hasPrefix("passed") || $0.hasPrefix("ok ") })
        }
    }

    @Test("a line that cannot be read is not shown when it may be a Secret's")
    func secret() async throws {
        let secret = "kind: Secret\nstringData:\n  password: hunter2: x\n"
        for command in ["validate", "lint"] {
            let result = try await Idmon.run(command, "-f", "-", input: secret)
            #expect(result.exitCode == 2)
            #expect(result.errors.contains("<stdin>:3:"))
            #expect(!result.errors.contains("hunter2") && !result.output.contains("hunter2"))
        }
    }

    @Test("the line is shown of what only refers to a Secret")
    func reference() async throws {
        let installation = "kind: ArgoInstallation\nspec:\n  sso: {clientSecretRef: {name: a}\n  version: [4.1.2\n"
        let result = try await Idmon.run("validate", "-f", "-", input: installation)
        #expect(result.exitCode == 2 && result.errors.contains("^"), "\(result.errors)")
    }
}
