import Glibc
import KubeModel
import KubeTesting
import TestInputs
import Testing

@testable import KubeClient

/// Certificates of a test: an authority, a server and a client signed by it, and a stranger.
private final class TestCertificates: Sendable {
    let folder: TemporaryFolder

    /// Made once, since each program that is run blocks a thread of all tests; removed when they end.
    static let shared: Result<TestCertificates, any Error> = Result { try TestCertificates() }

    private init() throws {
        atexit { TestCertificates.removeShared() }
        folder = try TemporaryFolder()
        for name in ["ca", "stranger"] {
            try openssl(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=\(name) -keyout \(name).key -out \(name).crt"
            )
        }
        try folder.write("server.ext", "subjectAltName=DNS:kube.example,IP:127.0.0.1\n")
        try folder.write("client.ext", "extendedKeyUsage=clientAuth\n")
        for name in ["server", "client"] {
            try openssl(
                "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=\(name) -keyout \(name).key -out \(name).csr"
            )
            try openssl(
                "x509 -req -days 2 -in \(name).csr -CA ca.crt -CAkey ca.key -CAcreateserial -extfile \(name).ext -out \(name).crt"
            )
        }
    }

    private static func removeShared() { if case .success(let made) = shared { made.folder.remove() } }

    func path(_ name: String) -> String { "\(folder.path)/\(name)" }

    private func openssl(_ command: String) throws {
        let words = command.split(separator: " ").map(String.init).map { word in
            word.hasSuffix(".key") || word.hasSuffix(".crt") || word.hasSuffix(".csr") || word.hasSuffix(".ext")
                ? path(word) : word
        }
        guard Program.run(["openssl"] + words) == 0 else { throw PeerFailure(code: 0) }
    }
}

/// `openssl s_server` as the TLS peer.
private final class TLSPeer: Sendable {
    let port: Int
    private let process: pid_t

    init(_ certificates: TestCertificates, asksForCertificate: Bool = false) async throws {
        let client =
            asksForCertificate ? ["-CAfile", certificates.path("ca.crt"), "-Verify", "1", "-verify_return_error"] : []
        let pair = ["-cert", certificates.path("server.crt"), "-key", certificates.path("server.key")]
        // Another program may take the port before it does; then it ends and another port is tried.
        while true {
            let port = try FreePort.find()
            let words = ["openssl", "s_server", "-accept", "127.0.0.1:\(port)", "-www"] + pair + client
            guard let process = Program.start(words) else { throw PeerFailure(code: errno) }
            while !ScriptedPeer.isListening(port), !Program.hasEnded(process) {
                try await Task.sleep(for: .milliseconds(10))
            }
            guard ScriptedPeer.isListening(port) else { continue }
            (self.port, self.process) = (port, process)
            return
        }
    }

    deinit { Program.stop(process) }
}

@Suite(
    .enabled(if: Program.isInstalled("openssl"), "openssl is not installed, so TLS is not tested"),
    .timeLimit(.minutes(30)))
struct TLSTests {
    private let certificates: TestCertificates

    init() throws { certificates = try TestCertificates.shared.get() }

    private func status(
        _ peer: TLSPeer, host: String = "127.0.0.1", _ change: (inout KubeConfiguration) -> Void = { _ in }
    ) async throws -> Int {
        var configuration = KubeConfiguration(
            cluster: "k", user: "u", server: try ServerAddress("https://\(host):\(peer.port)"),
            authority: .file(certificates.path("ca.crt")))
        change(&configuration)
        let request = APIRequest(.get, path: ["version"])
        return try await CurlTransport(configuration).send(request, timeout: .seconds(60)).status
    }

    private func message(_ body: () async throws -> Int) async -> String {
        do {
            return "status \(try await body())"
        } catch {
            return (error as? KubeError).map { "\($0.code): \($0.message)" } ?? "\(error)"
        }
    }

    @Test("a server whose certificate is signed by the cluster's authority is trusted, from a file and from data")
    func trusted() async throws {
        let peer = try await TLSPeer(certificates)
        #expect(try await status(peer) == 200)
        let data = try FileReader.read(certificates.path("ca.crt"), limit: 1 << 20, what: "")
        #expect(try await status(peer) { $0.authority = .data(data) } == 200)
    }

    @Test("a server of another authority is refused, with the cluster's name and the remedy")
    func stranger() async throws {
        let peer = try await TLSPeer(certificates)
        let message = await message {
            try await status(peer) { $0.authority = .file(certificates.path("stranger.crt")) }
        }
        #expect(
            message.hasPrefix("tls: ") && message.contains("not signed by the certificate authority of cluster k"),
            "\(message)")
        #expect(message.contains("127.0.0.1:\(peer.port)"))
    }

    @Test("without an authority only those of the system are trusted")
    func systemAuthorities() async throws {
        let peer = try await TLSPeer(certificates)
        let message = await message { try await status(peer) { $0.authority = nil } }
        #expect(message.hasPrefix("tls: ") && message.contains("Set certificate-authority of cluster k"), "\(message)")
    }

    @Test("an authority that is no certificate is an error", arguments: ["server.key", "server.ext"])
    func badAuthority(name: String) async throws {
        let peer = try await TLSPeer(certificates)
        let message = await message { try await status(peer) { $0.authority = .file(certificates.path(name)) } }
        #expect(message.hasPrefix("tls: "), "\(message)")
    }

    @Test("an authority that cannot be read is an error before anything is sent")
    func unreadableAuthority() async throws {
        let peer = try await TLSPeer(certificates)
        let message = await message {
            try await status(peer) { $0.authority = .file(certificates.path("missing.crt")) }
        }
        #expect(message.hasPrefix("configuration: ") && message.contains("missing.crt: No such file"), "\(message)")
    }

    @Test("the certificate must name the host, or what tls-server-name says")
    func names() async throws {
        let peer = try await TLSPeer(certificates)
        let wrong = await message { try await status(peer, host: "localhost") }
        #expect(wrong.hasPrefix("tls: ") && wrong.contains("set tls-server-name of cluster k"), "\(wrong)")
        #expect(try await status(peer, host: "localhost") { $0.tlsServerName = "kube.example" } == 200)
        let other = await message { try await status(peer) { $0.tlsServerName = "other.example" } }
        #expect(other.hasPrefix("tls: ") && other.contains("other.example"), "\(other)")
    }

    @Test("verification is skipped only when the configuration says so")
    func skipped() async throws {
        let peer = try await TLSPeer(certificates)
        let status = try await status(peer, host: "localhost") {
            $0.authority = nil
            $0.skipsVerification = true
        }
        #expect(status == 200)
    }

    /// openssl's server takes one connection after the other, and on a busy machine resets one that comes too soon.
    private func patiently<Value: Sendable>(_ operation: () async throws -> Value) async throws -> Value {
        for _ in 0..<5 {
            do {
                return try await operation()
            } catch let error as KubeError where error.message.contains("before TLS was established") {
                try await Task.sleep(for: .milliseconds(200))
            }
        }
        return try await operation()
    }

    @Test("a client certificate is shown to a server that asks for it")
    func clientCertificate() async throws {
        let peer = try await TLSPeer(certificates, asksForCertificate: true)
        let pair = KubeConfiguration.ClientCertificate(
            certificate: .file(certificates.path("client.crt")), key: .file(certificates.path("client.key")))
        #expect(try await patiently { try await status(peer) { $0.clientCertificate = pair } } == 200)
        let missing = await message { try await status(peer) }
        #expect(missing.hasPrefix("tls: ") && missing.contains("client certificate of user u"), "\(missing)")
        let mixed = KubeConfiguration.ClientCertificate(
            certificate: .file(certificates.path("client.crt")), key: .file(certificates.path("server.key")))
        let unfit = await message { try await status(peer) { $0.clientCertificate = mixed } }
        #expect(unfit.hasPrefix("tls: ") && unfit.contains("belong together"), "\(unfit)")
    }

    @Test("an authority that is replaced on disk is trusted after the first refusal")
    func rotatedAuthority() async throws {
        let peer = try await TLSPeer(certificates)
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/current.crt"
        #expect(Program.run(["cp", certificates.path("stranger.crt"), path]) == 0)
        let transport = try CurlTransport(
            KubeConfiguration(
                cluster: "k", user: "u", server: try ServerAddress("https://127.0.0.1:\(peer.port)"),
                authority: .file(path)))
        let request = APIRequest(.get, path: ["version"])
        #expect(await message { try await transport.send(request, timeout: .seconds(60)).status }.hasPrefix("tls: "))
        #expect(Program.run(["cp", certificates.path("ca.crt"), path]) == 0)
        #expect(try await transport.send(request, timeout: .seconds(60)).status == 200)
    }

    @Test("a server that speaks no TLS is told from one that is not trusted")
    func plainServer() async throws {
        let peer = try ScriptedPeer(greeting: Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8)) { _, _ in [] }
        defer { peer.stop() }
        let server = try ServerAddress("https://127.0.0.1:\(peer.port)")
        let transport = try CurlTransport(KubeConfiguration(cluster: "k", user: "u", server: server))
        let request = APIRequest(.get, path: ["version"])
        let message = await message { try await transport.send(request, timeout: .seconds(60)).status }
        #expect(message.hasPrefix("tls: ") && message.contains("speaks TLS"), "\(message)")
    }
}
