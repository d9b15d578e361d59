import JSONTree
import KubeModel
import KubeTesting
import Synchronization
import TestInputs
import Testing

@testable import KubeClient

@Suite struct CredentialTests {
    private func configuration(_ authentication: KubeConfiguration.Authentication) throws -> KubeConfiguration {
        KubeConfiguration(
            cluster: "k", user: "u", server: try ServerAddress("https://a"), authentication: authentication)
    }

    private func clock(_ time: ManualTime, from start: KubeTime = KubeTime(seconds: 1_800_000_000)) -> CredentialClock {
        CredentialClock(
            uptime: { time.now }, now: { start.adding(seconds: Int64(time.now / .seconds(1))) })
    }

    private func message(_ body: () async throws -> Credential?) async -> String {
        do {
            return "\(String(describing: try await body()))"
        } catch {
            return (error as? KubeError).map { "\($0.code): \($0.message)" } ?? "\(error)"
        }
    }

    // MARK: - Token files

    @Test("the file of a token is read again after a minute and not before")
    func reloads() async throws {
        let (folder, time) = (try TemporaryFolder(), ManualTime())
        let path = try folder.write("token", "one\n")
        let source = CredentialSource(try configuration(.tokenFile(path)), environment: [:], clock: clock(time))
        #expect(try await source.current().authorization == Redacted("Bearer one"))
        try folder.write("token", "two\n")
        time.advance(.seconds(59))
        #expect(try await source.current().authorization == Redacted("Bearer one"))
        time.advance(.seconds(1))
        #expect(try await source.current().authorization == Redacted("Bearer two"))
    }

    @Test("a refused token is read again at once, and is replaced only by another one")
    func replacement() async throws {
        let (folder, time) = (try TemporaryFolder(), ManualTime())
        let path = try folder.write("token", "one")
        let source = CredentialSource(try configuration(.tokenFile(path)), environment: [:], clock: clock(time))
        let first = try await source.current()
        #expect(try await source.replacement(for: first) == nil)
        try folder.write("token", "two")
        #expect(try await source.replacement(for: first)?.authorization == Redacted("Bearer two"))
        #expect(try await source.current().authorization == Redacted("Bearer two"))
    }

    @Test("a file that vanishes leaves the last token for requests, but not for one that was refused")
    func vanished() async throws {
        let (folder, time) = (try TemporaryFolder(), ManualTime())
        let path = try folder.write("token", "one")
        let source = CredentialSource(try configuration(.tokenFile(path)), environment: [:], clock: clock(time))
        let first = try await source.current()
        _ = Program.run(["rm", path])
        time.advance(.seconds(61))
        #expect(try await source.current() == first)
        #expect(await message { try await source.replacement(for: first) }.contains("\(path): No such file"))
    }

    @Test(
        "an empty token, or one that would forge a header, is refused without being shown",
        arguments: ["", " \n", "a\nX: s3cret", "a s3cret"])
    func refusesTokens(text: String) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("token", text)
        let source = CredentialSource(try configuration(.tokenFile(path)), environment: [:])
        let message = await message { try await source.current() }
        #expect(message.hasPrefix("configuration:") && message.contains(path), "\(message)")
        #expect(!message.contains("s3cret"))
    }

    @Test("a token of the kubeconfig itself cannot be replaced")
    func staticToken() async throws {
        let source = CredentialSource(try configuration(.token(Redacted("a"))), environment: [:])
        #expect(try await source.replacement(for: try await source.current()) == nil)
    }

    // MARK: - Plug-ins

    private func plugin(
        _ script: String, in folder: TemporaryFolder, version: String = "v1", more: String = ""
    ) throws -> KubeConfiguration {
        // Another process writes it: no program can be run while it is open for writing, be it in a child that another test
        // starts at this moment.
        let (source, path) = (try folder.write("script", "#!/bin/sh\n\(script)\n"), "\(folder.path)/plugin")
        _ = Program.run(["install", "-m", "755", source, path])
        let text = """
            {"current-context":"c","contexts":[{"name":"c","context":{"cluster":"k","user":"u"}}],
             "clusters":[{"name":"k","cluster":{"server":"https://a:6443","certificate-authority-data":"TWFu",
               "extensions":[{"name":"client.authentication.k8s.io/exec","extension":{"audience":"x"}}]}}],
             "users":[{"name":"u","user":{"exec":{"apiVersion":"client.authentication.k8s.io/\(version)","command":"\(path)",
               "interactiveMode":"Never"\(more)}}}]}
            """
        return try Kubeconfig([KubeconfigFile(path: "/c", content: try JSONValue(parsing: text))]).configuration()
    }

    private static func credential(_ status: String, version: String = "v1") -> String {
        #"printf '%s' '{"apiVersion":"client.authentication.k8s.io/\#(version)","kind":"ExecCredential","status":{\#(status)}}'"#
    }

    private let inherited = ["PATH": "/usr/bin:/bin", "HOME": "/nowhere"]

    @Test("a plug-in gets arguments, variables and the cluster, and its token is used", arguments: ["v1", "v1beta1"])
    func runsPlugin(version: String) async throws {
        let folder = try TemporaryFolder()
        let script = """
            printf '%s' "$KUBERNETES_EXEC_INFO" > "$OUT/info"
            printf '%s|%s|%s' "$1" "$2" "$HOME" > "$OUT/arguments"
            \(Self.credential(#""token":"abc""#, version: version))
            """
        let more = """
            ,"args":["get token","--x"],"env":[{"name":"OUT","value":"\(folder.path)"}],"provideClusterInfo":true
            """
        let configuration = try plugin(script, in: folder, version: version, more: more)
        let source = CredentialSource(configuration, environment: inherited)
        #expect(try await source.current().authorization == Redacted("Bearer abc"))
        #expect(try FileReader.text("\(folder.path)/arguments", what: "") == "get token|--x|/nowhere")
        let info = try JSONValue(parsing: try FileReader.text("\(folder.path)/info", what: ""))
        #expect(info["apiVersion"] == .string("client.authentication.k8s.io/\(version)"))
        #expect(info["spec"]?["interactive"] == false)
        #expect(info["spec"]?["cluster"]?["server"] == "https://a:6443")
        #expect(info["spec"]?["cluster"]?["certificate-authority-data"] == "TWFu")
        #expect(info["spec"]?["cluster"]?["config"]?["audience"] == "x")
    }

    @Test("a plug-in runs again shortly before its token ends, and when the server refuses the token")
    func expiry() async throws {
        let (folder, time) = (try TemporaryFolder(), ManualTime())
        let start = KubeTime(seconds: 1_800_000_000)
        let end = start.adding(seconds: 100)
        let script = """
            n=$(($(cat \(folder.path)/n 2>/dev/null || echo 0) + 1)); echo $n > \(folder.path)/n
            echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential",
              "status":{"token":"token-'$n'","expirationTimestamp":"\(end)"}}'
            """
        let source = CredentialSource(
            try plugin(script, in: folder), environment: inherited, clock: clock(time, from: start))
        #expect(try await source.current().authorization == Redacted("Bearer token-1"))
        time.advance(.seconds(89))
        let held = try await source.current()
        #expect(held.authorization == Redacted("Bearer token-1"))
        time.advance(.seconds(1))
        let second = try await source.current()
        #expect(second.authorization == Redacted("Bearer token-2"))
        #expect(try await source.replacement(for: second)?.authorization == Redacted("Bearer token-3"))
        // Whoever was refused with an old token gets the one that has been renewed since, without another run.
        #expect(try await source.replacement(for: held)?.authorization == Redacted("Bearer token-3"))
    }

    @Test("many requests wait for one run of a plug-in")
    func oneRun() async throws {
        let folder = try TemporaryFolder()
        let script = "echo x >> \(folder.path)/runs; sleep 0.2; \(Self.credential(#""token":"abc""#))"
        let source = CredentialSource(try plugin(script, in: folder), environment: inherited)
        await withTaskGroup { group in
            for _ in 0..<20 { group.addTask { _ = try? await source.current() } }
        }
        #expect(try FileReader.text("\(folder.path)/runs", what: "") == "x")
    }

    @Test("a plug-in may give a client certificate instead of a token")
    func certificate() async throws {
        let folder = try TemporaryFolder()
        let status = #""clientCertificateData":"CERT","clientKeyData":"KEY""#
        let source = CredentialSource(try plugin(Self.credential(status), in: folder), environment: inherited)
        let credential = try await source.current()
        #expect(credential.authorization == nil)
        #expect(credential.tls.certificate == Array("CERT".utf8) && credential.tls.key == Array("KEY".utf8))
    }

    @Test(
        "a plug-in that fails says how, with the hint of the kubeconfig, and never with what it printed",
        arguments: [
            ("echo s3cret; exit 3", "ended with status 3"), ("echo s3cret", "no valid JSON"),
            (#"echo '{"kind":"s3cret"}'"#, "no ExecCredential"), ("kill -9 $$", "signal 9"),
            ("sleep 30", "did not end within"),
            ("sleep 30 & echo s3cret; exit 0", "did not end within"), ("yes s3cret", "more than 1 MiB"),
            (Self.credential("", version: "v1"), "neither a token"),
            (Self.credential(#""token":"s3cret""#, version: "v2"), "another version"),
            (Self.credential(#""token":"s3cret","clientKeyData":"k""#), "without a key"),
            (Self.credential(#""token":"s3cret","expirationTimestamp":"2020-01-01T00:00:00Z""#), "Log in again"),
            (Self.credential(#""token":"s3cret","expirationTimestamp":"tomorrow""#), "RFC 3339"),
            (Self.credential(#""token":"s3cret\nX: y""#), "characters that no token has"),
        ])
    func failures(script: String, expected: String) async throws {
        let folder = try TemporaryFolder()
        let configuration = try plugin(script, in: folder, more: #","installHint":"Install it from example.org""#)
        let source = CredentialSource(
            configuration, environment: inherited,
            pluginTimeout: expected.hasPrefix("did not end") ? .milliseconds(500) : .seconds(30))
        let message = await message { try await source.current() }
        #expect(message.contains(expected), "\(message)")
        #expect(!message.contains("s3cret"))
        if expected.hasPrefix("ended") { #expect(message.contains("Install it from example.org")) }
    }

    @Test("a plug-in that is not installed says where to get it")
    func notInstalled() async throws {
        let folder = try TemporaryFolder()
        let configuration = try plugin("", in: folder, more: #","installHint":"Install it from example.org""#)
        _ = Program.run(["rm", "\(folder.path)/plugin"])
        let source = CredentialSource(configuration, environment: inherited)
        let message = await message { try await source.current() }
        #expect(message.contains("No such file") && message.contains("Install it from example.org"))
    }
}
