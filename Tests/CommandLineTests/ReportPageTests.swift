import Glibc
import KubeTesting
import TestInputs
import Testing

@Suite("The page of a report in a browser") struct ReportPageTests {
    private static func isPossible() async -> Bool {
        guard await Program.exists("python3") else { return false }
        if getenv("CHROMIUM") != nil { return true }
        for name in ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"] {
            if await Program.exists(name) { return true }
        }
        return false
    }

    @Test(
        "people can use it with keys, filters, search, both colours and narrow screens, and it asks no network",
        .enabled("python3 or Chromium is not installed, so the report is not looked at") { await isPossible() })
    func check() async throws {
        let result = try await Program.run(
            Project.root + "/.ci/report", ["check"], environment: ["IDMON": Idmon.path],
            timeout: .seconds(600))
        #expect(result.exitCode == 0, "\(result.output)\(result.errors)")
        #expect(result.output.contains("nothing was thrown"))
    }
}
