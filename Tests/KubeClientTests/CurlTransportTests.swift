import KubeModel
import KubeTesting
import TestInputs
import Testing

@testable import KubeClient

/// The transport against a peer that answers whatever bytes a test wants.
@Suite(.timeLimit(.minutes(30))) struct CurlTransportTests {
    private let version = APIRequest(.get, path: ["version"])

    private func transport(
        _ peer: ScriptedPeer, _ authentication: KubeConfiguration.Authentication = .anonymous
    ) throws -> CurlTransport { try transport(port: peer.port, authentication) }

    private func transport(
        port: Int, _ authentication: KubeConfiguration.Authentication = .anonymous
    ) throws -> CurlTransport {
        let server = try ServerAddress("http://127.0.0.1:\(port)")
        return try CurlTransport(
            KubeConfiguration(cluster: "k", user: "u", server: server, authentication: authentication),
            userAgent: "idmon/test")
    }

    private func failure(_ body: () async throws -> some Any) async -> KubeError? {
        do {
            let value = try await body()
            Issue.record("expected an error, got \(value)")
            return nil
        } catch {
            return error as? KubeError
        }
    }

    // MARK: - Requests

    @Test("a request arrives as it was made, and its answer comes back")
    func roundTrip() async throws {
        let peer = try ScriptedPeer { _, _ in
            [.response(201, headers: ["Warning: 299 - \"a\"", "warning: 299 - \"b\"", "X-Other: y"], #"{"a":1}"#)]
        }
        defer { peer.stop() }
        let transport = try transport(peer, .token(Redacted("abc")))
        let request = APIRequest(
            .patch, path: ["api", "v1", "a b"], query: [.init("force", "true")],
            contentType: "application/apply-patch+yaml", accept: "application/json;as=X", body: Array("body".utf8))
        let response = try await transport.send(request, timeout: .seconds(30))
        #expect(response.status == 201 && response.contentType == "application/json")
        #expect(response.body == Array(#"{"a":1}"#.utf8))
        #expect(response.headers == ["warning": "299 - \"a\", 299 - \"b\""])
        let seen = try #require(peer.requests.first)
        #expect(seen.method == "PATCH" && seen.target == "/api/v1/a%20b?force=true")
        #expect(seen.body == Array("body".utf8))
        #expect(seen.headers["content-type"] == "application/apply-patch+yaml")
        #expect(seen.headers["accept"] == "application/json;as=X")
        #expect(seen.headers["authorization"] == "Bearer abc")
        #expect(seen.headers["user-agent"] == "idmon/test")
        #expect(seen.headers["host"] == "127.0.0.1:\(peer.port)")
    }

    @Test("each method sends its own body and none of the request before", arguments: [false, true])
    func methods(isStream: Bool) async throws {
        let peer = try ScriptedPeer { _, _ in [.response()] }
        defer { peer.stop() }
        let transport = try transport(peer)
        let methods: [APIRequest.Method] = [.post, .get, .put, .delete, .get, .patch, .delete, .post]
        for (index, method) in methods.enumerated() {
            let body = index % 3 == 0 ? Array("body \(index)".utf8) : []
            let request = APIRequest(
                method, path: ["x"], contentType: body.isEmpty ? nil : "application/json", body: body)
            if isStream {
                let stream = try await transport.stream(request, idleTimeout: .seconds(30))
                while try await stream.next() != nil {}
            } else {
                _ = try await transport.send(request, timeout: .seconds(30))
            }
        }
        #expect(peer.requests.map(\.method) == methods.map(\.rawValue))
        for (index, request) in peer.requests.enumerated() {
            #expect(request.body == (index % 3 == 0 ? Array("body \(index)".utf8) : []), "request \(index)")
            #expect(request.headers["content-type"] == (index % 3 == 0 ? "application/json" : nil))
            #expect(request.headers["expect"] == nil)
        }
    }

    @Test("impersonation is sent with every request")
    func impersonation() async throws {
        let peer = try ScriptedPeer { _, _ in [.response()] }
        defer { peer.stop() }
        let configuration = KubeConfiguration(
            cluster: "k", user: "u", server: try ServerAddress("http://127.0.0.1:\(peer.port)"),
            impersonation: .init(user: "alice", uid: nil, groups: ["a", "b"], extra: []))
        _ = try await CurlTransport(configuration).send(version, timeout: .seconds(30))
        #expect(peer.requests.first?.headers["impersonate-user"] == "alice")
        #expect(peer.requests.first?.headers["impersonate-group"] == "a, b")
    }

    @Test("many requests at once each get their own answer")
    func concurrency() async throws {
        let peer = try ScriptedPeer { request, _ in [.response(200, request.target)] }
        defer { peer.stop() }
        let transport = try transport(peer)
        let wrong = await withTaskGroup { group in
            for number in 0..<200 {
                group.addTask {
                    let request = APIRequest(.get, path: ["n\(number)"])
                    let body = try? await transport.send(request, timeout: .seconds(30)).body
                    return body == Array("/n\(number)".utf8) ? 0 : 1
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
    }

    // MARK: - Failures

    @Test("a redirect is refused, and the credentials go nowhere else")
    func redirect() async throws {
        let other = try ScriptedPeer { _, _ in [.response()] }
        let target = "http://127.0.0.1:\(other.port)/version"
        let peer = try ScriptedPeer { _, _ in [.response(302, headers: ["Location: \(target)"])] }
        defer { [peer, other].forEach { $0.stop() } }
        let transport = try transport(peer, .token(Redacted("s3cret")))
        let whole = await failure { try await transport.send(version, timeout: .seconds(30)) }
        let stream = await failure { try await transport.stream(version, idleTimeout: .seconds(30)) }
        for error in [whole, stream] {
            #expect(error?.code == .protocolViolation)
            #expect(error?.message.contains("redirects to 127.0.0.1") == true)
            #expect(error?.message.contains("s3cret") == false)
        }
        #expect(other.requests.isEmpty)
    }

    @Test(
        "an answer that breaks off is an error, never a short answer",
        arguments: [
            [PeerStep.text("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345"), .close],
            [.chunkedHead, .text("5\r\n123"), .close], [.chunkedHead, .text("5\r\n12345\r\n"), .close],
            [.chunkedHead, .text("5\r\n12345\r\n"), .reset], [.text("HTTP/1.1 200 OK\r\nContent-Len"), .close],
            [.chunkedHead, .text("zz\r\n"), .close],
        ])
    func truncated(steps: [PeerStep]) async throws {
        let peer = try ScriptedPeer { _, _ in steps }
        defer { peer.stop() }
        let transport = try transport(peer)
        let error = await failure { try await transport.send(version, timeout: .seconds(30)) }
        #expect(error?.code == .connectionLost, "\(String(describing: error))")
        let streamed = await failure {
            let stream = try await transport.stream(version, idleTimeout: .seconds(30))
            while try await stream.next() != nil {}
            return stream.status
        }
        #expect(streamed?.code == .connectionLost, "\(String(describing: streamed))")
    }

    @Test("a connection that is reset before the answer is lost, not unreachable")
    func reset() async throws {
        let peer = try ScriptedPeer { _, _ in [.reset] }
        defer { peer.stop() }
        let error = await failure { try await transport(peer).send(version, timeout: .seconds(30)) }
        #expect(error?.code == .connectionLost)
        #expect(error?.message.contains("http://127.0.0.1:\(peer.port)") == true)
    }

    @Test("a server that is not there is unreachable, with its address and advice")
    func unreachable() async throws {
        let port = try FreePort.find()
        let error = await failure { try await transport(port: port).send(version, timeout: .seconds(30)) }
        #expect(error?.code == .unreachable)
        #expect(error?.message.contains("127.0.0.1:\(port)") == true)
        #expect(error?.message.contains("Check that the server runs") == true)
    }

    @Test("a body that comes too slowly ends at the deadline")
    func slowBody() async throws {
        let peer = try ScriptedPeer { _, index in
            guard index > 0 else { return [.response()] }
            return [.text("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")]
                + (0..<200).flatMap { _ in [PeerStep.text("x"), .pause(milliseconds: 50)] }
        }
        defer { peer.stop() }
        let transport = try transport(peer)
        // The connection is made by a request without haste, so that only the body can be late.
        _ = try await transport.send(version, timeout: .seconds(30))
        let error = await failure { try await transport.send(version, timeout: .seconds(1)) }
        #expect(error?.code == .timedOut)
    }

    @Test("a stream that falls silent ends after its idle time, and not while pieces come")
    func idle() async throws {
        let peer = try ScriptedPeer { _, _ in
            [.chunkedHead] + (0..<8).flatMap { _ in [PeerStep.chunk([0x61]), .pause(milliseconds: 100)] }
                + [.pause(milliseconds: 5000)]
        }
        defer { peer.stop() }
        let stream = try await transport(peer).stream(version, idleTimeout: .milliseconds(400))
        var count = 0
        let error = await failure {
            while let piece = try await stream.next() { count += piece.count }
            return count
        }
        #expect(count == 8)
        #expect(error?.code == .timedOut)
        #expect(error?.message.contains("sent nothing for 0.4 seconds") == true)
    }

    @Test("a stream whose headers never come ends after its idle time")
    func idleHead() async throws {
        let peer = try ScriptedPeer { _, _ in [.pause(milliseconds: 3000)] }
        defer { peer.stop() }
        let error = await failure { try await transport(peer).stream(version, idleTimeout: .milliseconds(200)) }
        #expect(error?.code == .timedOut)
    }

    @Test("an answer above the bound is refused, as are endless headers")
    func tooLarge() async throws {
        let piece = PeerStep.chunk([UInt8](repeating: 0x20, count: 1 << 20))
        let peer = try ScriptedPeer { request, _ in
            request.target == "/version"
                ? [.chunkedHead] + Array(repeating: piece, count: 65)
                : [.text("HTTP/1.1 200 OK\r\n")]
                    + Array(repeating: .text("X: \(String(repeating: "y", count: 1000))\r\n"), count: 100)
        }
        defer { peer.stop() }
        let transport = try transport(peer)
        #expect(await failure { try await transport.send(version, timeout: .seconds(30)) }?.code == .tooLarge)
        let headers = await failure { try await transport.send(APIRequest(.get, path: ["h"]), timeout: .seconds(30)) }
        #expect(headers?.code == .tooLarge)
    }

    @Test("a reader that does not keep up loses the stream instead of filling the memory")
    func overflow() async throws {
        let piece = PeerStep.chunk([UInt8](repeating: 0x20, count: 1 << 20))
        let peer = try ScriptedPeer { _, _ in
            [.chunkedHead] + Array(repeating: piece, count: 64) + [.pause(milliseconds: 3000)]
        }
        defer { peer.stop() }
        let stream = try await transport(peer).stream(version, idleTimeout: .seconds(20))
        while peer.requests.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        try await Task.sleep(for: .seconds(1))
        var count = 0
        let error = await failure {
            while let piece = try await stream.next() { count += piece.count }
            return count
        }
        #expect(error?.code == .tooLarge)
        #expect(count <= TransferInbox.streamLimit)
    }

    // MARK: - Credentials

    @Test("after a 401 the token's file is read again and the request sent once more")
    func renewsToken() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("token", "old")
        let peer = try ScriptedPeer { request, _ in
            [.response(request.headers["authorization"] == "Bearer new" ? 200 : 401)]
        }
        defer { peer.stop() }
        let transport = try transport(peer, .tokenFile(path))
        #expect(try await transport.send(version, timeout: .seconds(30)).status == 401)
        #expect(peer.requests.count == 1)
        try folder.write("token", "new")
        #expect(try await transport.send(version, timeout: .seconds(30)).status == 200)
        #expect(peer.requests.map { $0.headers["authorization"] } == ["Bearer old", "Bearer old", "Bearer new"])
    }

    @Test("a token that is refused twice fails visibly, and no request goes out without it")
    func refusedTwice() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("token", "one")
        let peer = try ScriptedPeer { _, index in
            if index == 0 { _ = try? folder.write("token", "two") }
            return [.response(401)]
        }
        defer { peer.stop() }
        let client = KubeClient.scripted(try transport(peer, .tokenFile(path)))
        let error = await failure { try await client.serverVersion() }
        #expect(error?.code == .unauthorized)
        #expect(error?.message.contains("Check that the credentials") == true)
        #expect(peer.requests.map { $0.headers["authorization"] } == ["Bearer one", "Bearer two"])
    }

    @Test("credentials are not sent in clear text to another machine")
    func clearText() throws {
        let server = try ServerAddress("http://kube.example")
        let configuration = KubeConfiguration(
            cluster: "k", user: "u", server: server, authentication: .token(Redacted("s3cret")))
        #expect { try CurlTransport(configuration) } throws: {
            "\($0)".contains("has no TLS") && !"\($0)".contains("s3cret")
        }
    }

    // MARK: - Ending

    @Test("a cancelled task ends its request", arguments: [false, true])
    func cancellation(isStream: Bool) async throws {
        let peer = try ScriptedPeer { _, _ in [.chunkedHead, .chunk([0x61]), .pause(milliseconds: 20_000)] }
        defer { peer.stop() }
        let transport = try transport(peer)
        let task = Task { () async throws -> Int in
            if isStream {
                let stream = try await transport.stream(version, idleTimeout: .seconds(60))
                while try await stream.next() != nil {}
                return stream.status
            }
            return try await transport.send(version, timeout: .seconds(60)).status
        }
        while peer.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        task.cancel()
        #expect(await failure { try await task.value }?.code == .cancelled)
    }

    @Test("a task that is cancelled before it sends gets no answer")
    func cancelledBefore() async throws {
        let peer = try ScriptedPeer { _, _ in [.pause(milliseconds: 20_000)] }
        defer { peer.stop() }
        let transport = try transport(peer)
        let task = Task { () async throws -> Int in
            withUnsafeCurrentTask { $0?.cancel() }
            return try await transport.send(version, timeout: .seconds(60)).status
        }
        #expect(await failure { try await task.value }?.code == .cancelled)
    }

    @Test("shutting down ends what is under way, and what comes after")
    func shutDown() async throws {
        let peer = try ScriptedPeer { _, _ in [.chunkedHead, .chunk([0x61]), .pause(milliseconds: 20_000)] }
        defer { peer.stop() }
        let transport = try transport(peer)
        let stream = try await transport.stream(version, idleTimeout: .seconds(60))
        #expect(try await stream.next() == [0x61])
        let waiting = Task { try await stream.next() }
        let whole = Task { try await transport.send(version, timeout: .seconds(60)) }
        while peer.requests.count < 2 { try await Task.sleep(for: .milliseconds(5)) }
        await transport.shutDown()
        #expect(await failure { try await waiting.value }?.code == .cancelled)
        #expect(await failure { try await whole.value }?.code == .cancelled)
        #expect(await failure { try await transport.send(version, timeout: .seconds(60)) }?.code == .cancelled)
    }

    @Test("a stream that is dropped lets its transport go as well")
    func dropped() async throws {
        let peer = try ScriptedPeer { _, _ in
            [.chunkedHead] + (0..<400).flatMap { _ in [PeerStep.chunk([0x61]), .pause(milliseconds: 10)] }
        }
        defer { peer.stop() }
        weak var weakTransport: CurlTransport?
        do {
            let transport = try transport(peer)
            weakTransport = transport
            let stream = try await transport.stream(version, idleTimeout: .seconds(60))
            #expect(try await stream.next() != nil)
        }
        for _ in 0..<500 where weakTransport != nil { try await Task.sleep(for: .milliseconds(10)) }
        #expect(weakTransport == nil)
    }
}
