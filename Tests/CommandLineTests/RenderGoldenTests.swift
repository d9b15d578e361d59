import KubeTesting
import TestInputs
import Testing

@Suite("Golden output") struct RenderGoldenTests {
    private static let samples = [
        "namespaces", "keycloakrealm", "argoinstallation", "workflowscope", "workflowbinding", "workflowtemplate",
    ].flatMap { ["-f", "\(Project.root)/deploy/samples/\($0).yaml"] }

    @Test("the samples render to the same objects on every machine")
    func samples() async throws {
        let arguments = ["render", "--at", "2026-12-01T00:00:00Z"] + Self.samples
        let result = try await Program.run(Idmon.path, arguments)
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(try result.output == Golden.expectation("render.yaml", seen: result.output))
    }

    @Test("the identities of the samples are told to people and to programs", arguments: ["text", "json"])
    func identities(format: String) async throws {
        let arguments = ["identities", "-o", format, "--at", "2026-12-01T00:00:00Z"] + Self.samples
        let result = try await Program.run(Idmon.path, arguments)
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(try result.output == Golden.expectation("identities.\(format)", seen: result.output))
    }

    @Test("without an installation there are no identities")
    func noInstallation() async throws {
        let realm = "\(Project.root)/deploy/samples/keycloakrealm.yaml"
        let result = try await Idmon.run("identities", "-f", realm)
        #expect(result.exitCode == 0)
        #expect(result.output.isEmpty)
        #expect(result.errors.contains("no ArgoInstallation"))
    }

    @Test("an expired grant is no longer rendered")
    func expiry() async throws {
        let result = try await Program.run(Idmon.path, ["render", "--at", "2031-01-01T00:00:00Z"] + Self.samples)
        #expect(result.exitCode == 0)
        #expect(!result.output.contains("payments-leads"))
        #expect(result.output.contains("payments-developers"))
    }

    @Test("the samples have no findings, and their claims beyond a ceiling would have")
    func validate() async throws {
        let clean = try await Program.run(Idmon.path, ["validate", "--at", "2026-12-01T00:00:00Z"] + Self.samples)
        #expect(clean.exitCode == 0, "\(clean.output)")
        let late = try await Program.run(
            Idmon.path, ["validate", "--strict", "--at", "2031-01-01T00:00:00Z"] + Self.samples)
        #expect(late.exitCode == 1)
        #expect(late.output.contains("IDM209"))
    }

    @Test("findings for programs name file, line and column")
    func json() async throws {
        let samples = Project.root + "/deploy/samples/workflowscope-illegal.yaml"
        let result = try await Idmon.run("validate", "-o", "json", "-f", samples)
        #expect(result.exitCode == 1)
        #expect(result.output.contains("\"line\": 16"))
        #expect(result.output.contains("\"code\": \"IDM115\""))
    }
}
