import DevCluster
import JSONTree
import KubeTesting
import Testing

/// What the server makes of HTTP itself.
@Suite("HTTP and the dev cluster")
struct HTTPExchangeTests {
    /// Sends one request and reads the whole answer.
    ///
    /// - Parameters:
    ///   - line: method and path.
    ///   - headers: lines beside `Host` and `Connection`.
    private static func exchange(
        _ line: String, headers: [String] = [], host: String = "127.0.0.1", body: String = "", port: Int
    ) async throws -> String {
        let connection = try RawConnection(port: port)
        var lines = ["\(line) HTTP/1.1", "Host: \(host)", "Connection: close"] + headers
        if !body.isEmpty { lines.append("Content-Length: \(body.utf8.count)") }
        try await connection.send(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
        return try await connection.read()
    }

    private static func withServer(_ operation: (ClusterHost, Int) async throws -> Void) async throws {
        let host = ClusterHost.forTests()
        try await RunningServer.run(host) { try await operation(host, $0.port) }
    }

    @Test("a request for another host is refused", arguments: ["evil.example", "evil.example:6443", ""])
    func otherHost(_ name: String) async throws {
        try await Self.withServer { (_, port) async throws in
            let answer = try await Self.exchange("GET /version", host: name, port: port)
            #expect(answer.hasPrefix("HTTP/1.1 4"))
            #expect(!answer.contains("gitVersion"))
        }
    }

    @Test(
        "requests for 127.0.0.1 and localhost are answered", arguments: ["127.0.0.1", "127.0.0.1:80", "localhost:6443"])
    func rightHost(_ name: String) async throws {
        try await Self.withServer { (_, port) async throws in
            #expect(try await Self.exchange("GET /version", host: name, port: port).hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test("a request that a web page makes is refused")
    func webPage() async throws {
        try await Self.withServer { (_, port) async throws in
            let answer = try await Self.exchange("GET /version", headers: ["Origin: https://evil.example"], port: port)
            #expect(answer.hasPrefix("HTTP/1.1 403"))
        }
    }

    @Test("methods that no resource has are refused", arguments: ["OPTIONS", "TRACE", "PROPFIND"])
    func unknownMethod(_ method: String) async throws {
        try await Self.withServer { (_, port) async throws in
            let answer = try await Self.exchange("\(method) /api/v1/namespaces", port: port)
            #expect(answer.hasPrefix("HTTP/1.1 405"))
            #expect(answer.contains(#""reason":"MethodNotAllowed""#))
        }
    }

    @Test("HEAD is refused without a body")
    func head() async throws {
        try await Self.withServer { (_, port) async throws in
            let answer = try await Self.exchange("HEAD /api/v1/namespaces", port: port)
            #expect(answer.hasPrefix("HTTP/1.1 405"))
            #expect(answer.hasSuffix("\r\n\r\n"))
        }
    }

    @Test("a body in YAML is read")
    func yaml() async throws {
        try await Self.withServer { (_, port) async throws in
            let created = try await Self.exchange(
                "POST /api/v1/namespaces/default/configmaps", headers: ["Content-Type: application/yaml"],
                body: "metadata:\n  name: a\ndata:\n  k: 'yes'\n", port: port)
            #expect(created.hasPrefix("HTTP/1.1 201"))
            #expect(created.contains(#""data":{"k":"yes"}"#))
            let applied = try await Self.exchange(
                "PATCH /api/v1/namespaces/default/configmaps/b?fieldManager=m",
                headers: ["Content-Type: application/apply-patch+yaml"],
                body: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\ndata: {k: v}\n", port: port)
            #expect(applied.hasPrefix("HTTP/1.1 201"))
        }
    }

    @Test("a body that is no YAML, or several documents, is refused", arguments: ["a: [", "a: 1\n---\nb: 2\n"])
    func badYAML(_ body: String) async throws {
        try await Self.withServer { (_, port) async throws in
            let answer = try await Self.exchange(
                "POST /api/v1/namespaces/default/configmaps", headers: ["Content-Type: application/yaml"], body: body,
                port: port)
            #expect(answer.hasPrefix("HTTP/1.1 400"))
        }
    }

    @Test("a body beyond three mebibytes is refused")
    func tooLarge() async throws {
        try await Self.withServer { (_, port) async throws in
            let connection = try RawConnection(port: port)
            try await connection.send(
                """
                POST /api/v1/namespaces/default/configmaps HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n\
                Content-Length: 3145729\r\n\r\n
                """)
            // The rest may meet a closed connection: the answer may come before everything was sent.
            _ = try? await connection.send(String(repeating: " ", count: 3_145_729))
            #expect(try await connection.read(until: "RequestEntityTooLarge").hasPrefix("HTTP/1.1 413"))
        }
    }

    @Test("a wish for compression is passed over")
    func compression() async throws {
        try await Self.withServer { (_, port) async throws in
            let answer = try await Self.exchange("GET /version", headers: ["Accept-Encoding: gzip"], port: port)
            #expect(answer.contains("gitVersion"))
            #expect(!answer.lowercased().contains("content-encoding"))
        }
    }

    @Test(
        "spaces of a query may be written as plus or by their number",
        arguments: ["a+in+(b,c)", "a%20in%20%28b%2Cc%29"])
    func query(_ selector: String) async throws {
        try await Self.withServer { (_, port) async throws in
            let answer = try await Self.exchange("GET /api/v1/configmaps?labelSelector=\(selector)", port: port)
            #expect(answer.hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test("a token that is unknown, or no token, is refused", arguments: ["Bearer x.y.z", "Basic YTpi", "Bearer"])
    func badCredentials(_ value: String) async throws {
        try await Self.withServer { (_, port) async throws in
            let answer = try await Self.exchange("GET /version", headers: ["Authorization: \(value)"], port: port)
            #expect(answer.hasPrefix("HTTP/1.1 401"))
            #expect(!answer.contains("x.y.z"))
        }
    }

    @Test("the token of a ServiceAccount stands for it")
    func token() async throws {
        try await Self.withServer { (_, port) async throws in
            let review = #"{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}"#
            let answer = try await Self.exchange(
                "POST /api/v1/namespaces/default/serviceaccounts/default/token",
                headers: ["Content-Type: application/json"], body: "{}", port: port)
            let body = try JSONValue(parsing: String(try #require(answer.split(separator: "\r\n").last)))
            let token = try #require(body["status"]?["token"]?.string)
            let user = try await Self.exchange(
                "POST /apis/authentication.k8s.io/v1/selfsubjectreviews",
                headers: ["Content-Type: application/json", "Authorization: Bearer \(token)"], body: review, port: port)
            #expect(user.contains(#""username":"system:serviceaccount:default:default""#))
        }
    }

    @Test("who is impersonated has their own rights and groups")
    func impersonation() async throws {
        try await Self.withServer { (_, port) async throws in
            let refused = try await Self.exchange(
                "GET /api/v1/namespaces/default/secrets", headers: ["Impersonate-User: alice"], port: port)
            #expect(refused.hasPrefix("HTTP/1.1 403"))
            let masters = try await Self.exchange(
                "GET /api/v1/namespaces/default/secrets",
                headers: ["Impersonate-User: alice", "Impersonate-Group: team", "Impersonate-Group: system:masters"],
                port: port)
            #expect(masters.hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test("a ServiceAccount that is impersonated without groups has those of its token")
    func impersonatedServiceAccount() async throws {
        try await Self.withServer { (_, port) async throws in
            let answer = try await Self.exchange(
                "POST /apis/authentication.k8s.io/v1/selfsubjectreviews",
                headers: ["Impersonate-User: system:serviceaccount:argo:robot", "Content-Type: application/json"],
                body: #"{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}"#, port: port)
            #expect(answer.contains(#""system:serviceaccounts","system:serviceaccounts:argo","system:authenticated""#))
        }
    }

    @Test("groups without a user are refused")
    func groupsWithoutUser() async throws {
        try await Self.withServer { (_, port) async throws in
            let answer = try await Self.exchange("GET /version", headers: ["Impersonate-Group: team"], port: port)
            #expect(answer.hasPrefix("HTTP/1.1 500"))
        }
    }

    @Test("a watch ends on the server when its client goes away")
    func abandonedWatch() async throws {
        try await Self.withServer { (host, port) async throws in
            var connection: RawConnection? = try RawConnection(port: port)
            try await connection?.send("GET /api/v1/configmaps?watch=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            _ = try await connection?.read(until: "\r\n\r\n")
            try await Self.wait { await host.waitingWatches == 1 }
            connection = nil
            try await Self.wait { await host.waitingWatches == 0 }
        }
    }

    @Test("a watch that waits is answered with its head at once, and ends when the server stops")
    func stoppedServer() async throws {
        try await Self.withServer { (host, port) async throws in
            let connection = try RawConnection(port: port)
            try await connection.send("GET /api/v1/pods?watch=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            #expect(try await connection.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200"))
            await host.endWatches()
            #expect(try await connection.read(until: "0\r\n\r\n").hasSuffix("0\r\n\r\n"))
        }
    }

    /// Waits until something holds ten times in a row: watches are woken, and for a moment do not wait, every second.
    private static func wait(for condition: () async -> Bool) async throws {
        var successes = 0
        for _ in 0..<500 where successes < 10 {
            successes = await condition() ? successes + 1 : 0
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(successes == 10)
    }
}
