import KubeTesting
import TestInputs
import Testing

@Suite("idmon report") struct ReportTests {
    private static let samples = Project.root + "/deploy/samples/three-teams"

    @Test("writes a page to standard output, or to a file that only its owner can read")
    func page() async throws {
        let printed = try await Idmon.run("report", "-f", Self.samples, "--at", "2026-12-01T00:00:00Z")
        #expect(printed.exitCode == 0, "\(printed.errors)")
        #expect(printed.output.hasPrefix("<!DOCTYPE html>\n") && printed.output.hasSuffix("</html>\n"))
        let folder = try TemporaryFolder()
        let file = folder.path + "/report.html"
        let written = try await Idmon.run(
            "report", "-f", Self.samples, "--at", "2026-12-01T00:00:00Z", "--output-file", file)
        #expect(written.exitCode == 0 && written.output.isEmpty)
        let seen = try await Program.run("sh", ["-c", "stat -c %a '\(file)'; cat '\(file)'"])
        #expect(seen.output == "600\n" + printed.output)
    }

    @Test("prints the same data for programs")
    func json() async throws {
        let result = try await Idmon.run("report", "-f", Self.samples, "-o", "json", "--at", "2026-12-01T00:00:00Z")
        #expect(result.exitCode == 0)
        #expect(result.output.contains("\"time\": \"2026-12-01T00:00:00Z\""))
        #expect(result.output.contains("\"code\": \"SelfApproval\""))
    }

    @Test("files with errors, files that cannot be written and no files at all are told apart")
    func failures() async throws {
        let illegal = try await Idmon.run(
            "report", "-f", Project.root + "/deploy/samples/workflowscope-illegal.yaml")
        #expect(illegal.exitCode == 1 && illegal.output.isEmpty)
        let unwritable = try await Idmon.run("report", "-f", Self.samples, "--output-file", "/nowhere/report.html")
        #expect(unwritable.exitCode == 2)
        #expect(unwritable.errors.contains("/nowhere/report.html"))
        #expect(try await Idmon.run("report", "-o", "pdf", "-f", Self.samples).exitCode == 2)
    }

    @Test("without an installation the page says nothing of access, and that is told")
    func noInstallation() async throws {
        let result = try await Idmon.run(
            "report", "-f", Project.root + "/deploy/samples/keycloakrealm.yaml")
        #expect(result.exitCode == 0)
        #expect(result.errors.contains("there is no ArgoInstallation"))
    }
}
