import KubeTesting
import TestInputs
import Testing

@Suite("idmon lint") struct LintTests {
    private static let clean = Project.root + "/Tests/AccessLinterTests/Setups/clean.yaml"

    private static let account = """
        apiVersion: v1
        kind: ServiceAccount
        metadata:
          name: leads
          annotations:
            workflows.argoproj.io/rbac-rule: '"/leads" in groups'
            workflows.argoproj.io/rbac-rule-precedence: "high"
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: leads.service-account-token, annotations: {kubernetes.io/service-account.name: leads}}
        type: kubernetes.io/service-account-token
        data: {token: aHVudGVyMg==}
        """

    @Test("a clean set-up: exit code 0")
    func clean() async throws {
        let result = try await Idmon.run("lint", "-f", Self.clean)
        #expect(result.exitCode == 0)
        #expect(result.output == "21 objects: 0 errors, 0 warnings, 0 notes\n")
    }

    @Test("faults are told at their lines, with what to do; the value of a Secret is not")
    func text() async throws {
        let result = try await Idmon.run("lint", "-n", "argo", "-f", "-", input: Self.account)
        #expect(result.exitCode == 1)
        #expect(
            result.output.contains(
                "<stdin>:6:38: error: ServiceAccount argo/leads "
                    + "metadata.annotations[\"workflows.argoproj.io/rbac-rule\"]: the rule fails for people without groups "
                    + "(IDM302)\n  hint: "), "\(result.output)")
        #expect(result.output.contains("<stdin>:7:49: error: "))
        #expect(!result.output.contains("aHVudGVyMg") && !result.output.contains("hunter2"))
        #expect(!result.output.contains("\u{1B}["), "colour is for terminals only")
    }

    @Test("codes can be left out, and what is less grave; nothing is left of a set-up with these only")
    func filters() async throws {
        let ignoring = try await Idmon.run(
            "lint", "-n", "argo", "-f", "-", "--ignore", "IDM302,idm317", "--ignore", "IDM336", input: Self.account)
        #expect(ignoring.exitCode == 0, "\(ignoring.output)")
        let severe = try await Idmon.run(
            "lint", "-n", "argo", "-f", "-", "--min-severity", "error", input: Self.account)
        #expect(severe.output.contains("IDM302") && !severe.output.contains("IDM336"))
    }

    @Test("a code is explained, of a set-up or of a resource; one that does not exist gets the nearest")
    func explain() async throws {
        let fault = try await Idmon.run("lint", "--explain", "idm314")
        #expect(fault.exitCode == 0 && fault.output.contains("IDM314: an account that is never taken (error)"))
        #expect(fault.output.contains("How to mend it: "))
        let finding = try await Idmon.run("lint", "--explain", "IDM205")
        #expect(finding.exitCode == 0 && finding.output.contains("IDM205"))
        let unknown = try await Idmon.run("lint", "--explain", "IDM3145")
        #expect(unknown.exitCode == 2 && unknown.errors.contains("did you mean IDM314?"))
        let ignored = try await Idmon.run("lint", "-f", Self.clean, "--ignore", "IDM999")
        #expect(ignored.exitCode == 2 && ignored.errors.contains("there is no code IDM999"))
    }

    @Test("SARIF names each result's rule, place and object")
    func goldenSARIF() async throws {
        let result = try await Idmon.run("lint", "-n", "argo", "-f", "-", "-o", "sarif", input: Self.account)
        #expect(result.exitCode == 1)
        #expect(try result.output == Golden.expectation("lint.sarif", seen: result.output))
    }

    @Test("groups of a file that is none are refused with their line")
    func groups() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("groups.txt", "/leads\n\u{7}\n")
        let result = try await Idmon.run("lint", "-f", Self.clean, "--groups", file)
        #expect(result.exitCode == 2 && result.errors.contains("\(file):2:1: this is no group"))
    }
}
