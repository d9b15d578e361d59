import KubeClient
import KubeModel
import Testing

@testable import KubeClient

@Suite struct ServerAddressTests {
    @Test(
        "addresses are read into their parts",
        arguments: [
            ("https://10.0.0.1:6443", "https://10.0.0.1:6443"), ("https://Kube.Example", "https://kube.example:443"),
            ("http://localhost:8080/", "http://localhost:8080"), ("https://[fd00::1]:6443", "https://[fd00::1]:6443"),
            ("HTTPS://a/k8s/c-1/", "https://a:443/k8s/c-1"),
        ])
    func reads(text: String, expected: String) throws { #expect(try ServerAddress(text).description == expected) }

    @Test(
        "what is no address of a server is refused",
        arguments: [
            "", "kube.example", "ftp://a", "https://", "https://a:0", "https://a:99999", "https://a:b", "https://a b",
            "https://a?x=1", "https://a/#x", "https://a:1:2", "https://[::1", "https://a\u{0}b", "https://a/\r\nX: y",
        ])
    func refuses(text: String) {
        #expect { try ServerAddress(text) } throws: { ($0 as? KubeError)?.code == .configuration }
    }

    @Test("a password in a refused address is not repeated")
    func hidesPassword() {
        #expect { try ServerAddress("https://u:pass@a") } throws: {
            !"\($0)".contains("pass") && "\($0)".contains("@a")
        }
    }

    @Test("paths and queries are percent-encoded byte by byte")
    func encodes() throws {
        let server = try ServerAddress("https://a/base")
        let request = APIRequest(
            .get, path: ["api", "v1", "a b", "ü/%"], query: [.init("labelSelector", "a in (b,c)"), .init("limit", "5")])
        #expect(
            try server.url(for: request)
                == "https://a:443/base/api/v1/a%20b/%C3%BC%2F%25?labelSelector=a%20in%20%28b%2Cc%29&limit=5")
    }

    @Test("a name that would lead to another path is refused", arguments: ["", ".", ".."])
    func refusesDots(name: String) throws {
        let server = try ServerAddress("https://a")
        let request = APIRequest.get(ObjectKey(.secret, namespace: "argo", name: name))
        #expect { try server.url(for: request) } throws: { ($0 as? KubeError)?.code == .badRequest }
    }

    @Test(
        "the environment names a proxy by the rules of Go",
        arguments: [
            (["HTTPS_PROXY": "http://p:3128"], "http://p:3128"), (["https_proxy": "p"], "http://p:80"),
            (["HTTP_PROXY": "http://p:3128"], nil), (["HTTPS_PROXY": "socks5://p"], "socks5h://p:1080"),
            (["HTTPS_PROXY": "p", "NO_PROXY": "*"], nil), (["HTTPS_PROXY": "p", "no_proxy": "example.org"], nil),
            (["HTTPS_PROXY": "p", "NO_PROXY": ".example.org, other"], nil),
            (["HTTPS_PROXY": "p", "NO_PROXY": "kube.example.org:6443"], nil),
            (["HTTPS_PROXY": "p", "NO_PROXY": "kube.example.org:443"], "http://p:80"),
            (["HTTPS_PROXY": "p", "NO_PROXY": "ample.org"], "http://p:80"), (["HTTPS_PROXY": ""], nil), ([:], nil),
        ] as [([String: String], String?)])
    func proxies(environment: [String: String], expected: String?) throws {
        let server = try ServerAddress("https://kube.example.org:6443")
        #expect(try ProxyAddress.fromEnvironment(environment, for: server)?.description == expected)
    }

    @Test(
        "ranges of addresses are reached without a proxy",
        arguments: [
            ("10.1.2.3", "10.0.0.0/8", true), ("11.1.2.3", "10.0.0.0/8", false), ("10.1.2.3", "10.1.2.3", true),
            ("10.1.2.3", "10.1.2.2/31", true), ("fd00::1", "fd00::/8", true), ("fe00::1", "fd00::/8", false),
            ("10.1.2.3", "10.0.0.0/33", false), ("fd00::1", "fd00:0:0:0:0:0:0:1", true),
            ("10.1.2.3", "::ffff:0:0/0", false),
        ])
    func ranges(host: String, entry: String, expected: Bool) throws {
        let server = try ServerAddress("https://\(host.contains(":") ? "[\(host)]" : host):6443")
        #expect(ProxyExceptions(entry).contains(server) == expected)
    }

    @Test("loopback never goes through a proxy of the environment")
    func loopback() throws {
        let server = try ServerAddress("https://127.0.0.1:6443")
        #expect(try ProxyAddress.fromEnvironment(["HTTPS_PROXY": "p"], for: server) == nil)
    }

    @Test("a proxy's password is not printed")
    func proxyPassword() throws {
        let proxy = try ProxyAddress("http://u:pass@p:3128", origin: "x")
        #expect(proxy.description == "http://p:3128")
        #expect(!"\(proxy) \(String(reflecting: proxy))".contains("pass"))
        #expect(proxy.url.reveal() == "http://u:pass@p:3128")
    }
}
