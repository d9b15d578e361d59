import KubeTesting
import Testing

@Suite("Golden help") struct HelpTests {
    @Test(
        "help teaches each command by example",
        arguments: [
            "", "run", "dev", "render", "identities", "report", "validate", "plan", "test", "lint", "import", "why",
            "why-not",
            "who-can", "uninstall", "crds", "version", "completion",
        ])
    func golden(command: String) async throws {
        let result = try await Idmon.run(command.isEmpty ? "--help" : command, "--help")
        #expect(result.exitCode == 0)
        #expect(result.errors.isEmpty)
        #expect(result.output.contains("idmon \(command)"))
        let name = command.isEmpty ? "help.txt" : "help-\(command).txt"
        #expect(try result.output == Golden.expectation(name, seen: result.output))
    }

    @Test("the completion scripts are scripts of their shells", arguments: ["bash", "zsh", "fish"])
    func completion(shell: String) async throws {
        let result = try await Idmon.run("completion", shell)
        #expect(result.exitCode == 0)
        #expect(result.output.contains("validate"))
        if shell == "bash" {
            let check = try await Program.run("bash", ["-n"], input: result.output)
            #expect(check.exitCode == 0, "\(check.errors)")
        }
    }

    @Test("the version is told to people and to programs")
    func version() async throws {
        let text = try await Idmon.run("version")
        #expect(text.output.hasPrefix("idmon 0."))
        let json = try await Idmon.run("version", "-o", "json")
        #expect(json.output.contains("\"version\": \"0."))
        #expect(try await Idmon.run("--version").output == text.output)
    }

    @Test("a command that does not exist is a usage error and nothing else")
    func unknownCommand() async throws {
        let result = try await Idmon.run("aply")
        #expect(result.exitCode == 2)
        #expect(result.output.isEmpty)
        #expect(result.errors.contains("aply"))
    }
}
