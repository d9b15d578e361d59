import KubeTesting
import TestInputs
import Testing

@Suite("Golden import") struct ImportTests {
    private static let realm = "https://keycloak.example.org/realms/production"

    private static func file(_ name: String) -> String {
        Project.root + "/Tests/AccessLinterTests/Setups/import-\(name).yaml"
    }

    @Test(
        "resources that validate come out, with what is different at their head",
        arguments: ["flat", "delegated", "faults"])
    func golden(name: String) async throws {
        let result = try await Idmon.run("import", "-f", Self.file(name), "--issuer", Self.realm)
        #expect(result.exitCode == 0 && result.errors.isEmpty, "\(result.errors)")
        #expect(try result.output == Golden.expectation("import-\(name).yaml", seen: result.output))
        let check = try await Idmon.run("validate", "-f", "-", input: result.output)
        #expect(check.exitCode == 0, "\(check.output)")
    }

    @Test("differences are data with -o json")
    func json() async throws {
        let result = try await Idmon.run("import", "-f", Self.file("faults"), "--issuer", Self.realm, "-o", "json")
        #expect(result.exitCode == 0)
        #expect(result.output.contains("\"gained\": ["))
        #expect(result.output.contains("\"reason\": \"Argo took one account, and with Idmon groups add up\""))
    }

    @Test("an issuer that cannot be used ends it, with what to do")
    func issuer() async throws {
        let result = try await Idmon.run("import", "-f", Self.file("faults"))
        #expect(result.exitCode == 2 && result.output.isEmpty)
        #expect(result.errors.contains("the issuer http://keycloak.example.org/realms/production/ cannot be used"))
        #expect(result.errors.contains("--issuer"))
    }
}
