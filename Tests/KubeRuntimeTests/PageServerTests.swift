import KubeRuntime
import KubeTesting
import Logging
import ServiceLifecycle
import Synchronization
import Testing

@Suite("Page server") struct PageServerTests {
    private static func curl(_ port: Int, _ arguments: String...) async throws -> String {
        let all = ["--silent", "--max-time", "5", "--include"] + arguments
        let result = try await Program.run("curl", all + ["http://127.0.0.1:\(port)/report"])
        return result.output.replacing("\r\n", with: "\n")
    }

    @Test("it shows the page to be read and nothing else, to be kept by nobody, under names that are known")
    func answers() async throws {
        let port = try FreePort.find()
        let state = State()
        let server = PageServer(
            host: "127.0.0.1", port: port, path: "/report", policy: "default-src 'none'", names: ["report.example.org"],
            logger: .silent
        ) { state.page }
        let group = ServiceGroup(services: [server], logger: .silent)
        let task = Task { try await group.run() }
        try await eventually("the server") { try await Self.curl(port).hasPrefix("HTTP/1.1 503") }
        #expect(try await Self.curl(port).hasSuffix("\n\nnot yet\n"))
        state.begin()

        let page = try await Self.curl(port)
        #expect(page.hasPrefix("HTTP/1.1 200") && page.hasSuffix("\n\n<p>it</p>"))
        let head = page.lowercased()
        for line in [
            "content-type: text/html; charset=utf-8", "cache-control: no-store", "x-content-type-options: nosniff",
            "content-security-policy: default-src 'none'; frame-ancestors 'none'", "referrer-policy: no-referrer",
        ] {
            #expect(head.contains("\n\(line)\n"), "\(line)")
        }
        #expect(!head.contains("access-control-allow"))

        #expect(try await Self.curl(port, "--head").hasPrefix("HTTP/1.1 200"))
        for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
            let refusal = try await Self.curl(port, "--request", method)
            #expect(refusal.hasPrefix("HTTP/1.1 405") && refusal.contains("GET, HEAD"), "\(method)")
        }
        #expect(try await Self.curl(port, "--header", "Host: evil.example.org").hasPrefix("HTTP/1.1 421"))
        #expect(try await Self.curl(port, "--header", "Host: Report.example.org:80").hasPrefix("HTTP/1.1 200"))
        let elsewhere = try await Program.run(
            "curl", ["--silent", "--output", "/dev/null", "--write-out", "%{http_code}", "http://127.0.0.1:\(port)/"])
        #expect(elsewhere.output == "404")
        await group.triggerGracefulShutdown()
        try await task.value
    }

    private final class State: Sendable {
        private let isReady = Mutex(false)
        func begin() { isReady.withLock { $0 = true } }
        var page: PageServer.Page {
            isReady.withLock { $0 } ? .html(Array("<p>it</p>".utf8)) : .unavailable("not yet")
        }
    }

    @Test(
        "a name that a site could give to the loopback address is no name of the page",
        arguments: [
            ("localhost", true), ("localhost:8082", true), ("127.0.0.1:8082", true), ("10.1.2.3", true),
            ("[::1]:80", true),
            ("LOCALHOST", true), ("report.example.org", true), ("evil.example.org", false),
            ("127.0.0.1.evil.org", false),
            ("localhost.evil.org", false), ("1.2.3", false), ("1.2.3.4.5", false), ("256.0.0.1", false), ("", false),
        ])
    func names(authority: String, isAllowed: Bool) {
        #expect(PageServer.isAllowed(authority, names: ["report.example.org"]) == isAllowed)
    }
}
