import KubeModel
import Testing

@testable import KubeClient

@Suite(.timeLimit(.minutes(30))) struct ProxyTests {
    private func message(_ server: String, proxy: ScriptedPeer, user: String = "") async throws -> String {
        let configuration = KubeConfiguration(
            cluster: "k", user: "u", server: try ServerAddress(server),
            authentication: server.hasPrefix("https") ? .token(Redacted("s3cret")) : .anonymous,
            proxy: try ProxyAddress("http://\(user)127.0.0.1:\(proxy.port)", origin: "proxy-url"))
        do {
            let request = APIRequest(.get, path: ["version"])
            return "status \(try await CurlTransport(configuration).send(request, timeout: .seconds(30)).status)"
        } catch {
            return "\(error.code): \(error.message)"
        }
    }

    @Test("a plain server is asked for through the proxy by its whole URL")
    func plain() async throws {
        let proxy = try ScriptedPeer { _, _ in [.response()] }
        defer { proxy.stop() }
        #expect(try await message("http://kube.invalid:8080", proxy: proxy) == "status 200")
        #expect(proxy.requests.first?.target == "http://kube.invalid:8080/version")
    }

    @Test("a TLS server is reached through a tunnel, and the proxy sees its own password and no token")
    func tunnel() async throws {
        let proxy = try ScriptedPeer { _, _ in [.response(403, type: "text/plain", "no")] }
        defer { proxy.stop() }
        let message = try await message("https://kube.invalid:6443", proxy: proxy, user: "me:pass@")
        let request = try #require(proxy.requests.first)
        #expect(request.method == "CONNECT" && request.target == "kube.invalid:6443")
        #expect(request.headers["authorization"] == nil)
        #expect(request.headers["proxy-authorization"] == "Basic bWU6cGFzcw==")
        #expect(message.hasPrefix("unreachable: ") && message.contains("the proxy refuses"), "\(message)")
        #expect(message.contains("through proxy http://127.0.0.1:\(proxy.port)"))
        #expect(!message.contains("pass") && !message.contains("s3cret"))
    }

    @Test("the answer of the proxy is not taken for the server's")
    func proxyAnswer() async throws {
        let proxy = try ScriptedPeer { _, _ in [.response(401, type: "application/json", "{}")] }
        defer { proxy.stop() }
        let message = try await message("https://kube.invalid:6443", proxy: proxy)
        #expect(message.hasPrefix("unreachable: "), "\(message)")
    }
}
