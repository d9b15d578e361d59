import JSONTree
import KubeModel
import Testing

@testable import KubeClient

@Suite(.timeLimit(.minutes(30))) struct WatchTests {
    private static let lines = """
        {"type":"ADDED","object":{"kind":"Secret","metadata":{"name":"ü","resourceVersion":"1"}}}
        {"type":"MODIFIED","object":{"metadata":{"name":"ü","resourceVersion":"2"}}}
        {"object":{"metadata":{"name":"ü","resourceVersion":"3"}},"type":"DELETED"}
        {"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"4","annotations":{"k8s.io/initial-events-end":"true"}}}}
        {"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"5"}}}
        {"type":"ERROR","object":{"kind":"Status","status":"Failure","message":"too old","reason":"Expired","code":410}}

        """

    private static let expected = [
        "added ü 1", "modified ü 2", "deleted ü 3", "bookmark 4 true", "bookmark 5 false", "error expired 410",
    ]

    private static func word(_ event: WatchEvent) -> String {
        func object(_ document: JSONDocument) -> String {
            let metadata = document.root["metadata"]
            return "\(metadata?["name"]?.string ?? "") \(metadata?["resourceVersion"]?.string ?? "")"
        }
        return switch event {
        case .added(let document): "added \(object(document))"
        case .modified(let document): "modified \(object(document))"
        case .deleted(let document): "deleted \(object(document))"
        case .bookmark(let version, let isEnd): "bookmark \(version) \(isEnd)"
        case .error(let error): "error \(error.code) \(error.status ?? 0)"
        }
    }

    private static func watch(_ pieces: [[UInt8]]) -> WatchStream {
        let box = PieceBox(pieces)
        return WatchStream(
            ResponseStream(status: 200, next: { () async throws(KubeError) -> [UInt8]? in box.next() }),
            call: "watch of secrets")
    }

    private static func words(_ pieces: [[UInt8]]) async throws -> [String] {
        var watch = watch(pieces)
        var words: [String] = []
        while let batch = try await watch.next() {
            #expect(!batch.isEmpty)
            words += batch.map(word)
        }
        return words
    }

    @Test("events are the same wherever the network cuts the stream")
    func everySplit() async throws {
        let bytes = Array(Self.lines.utf8)
        for cut in 0...bytes.count {
            let pieces = [Array(bytes[..<cut]), Array(bytes[cut...])]
            #expect(try await Self.words(pieces) == Self.expected, "cut at \(cut)")
        }
        #expect(try await Self.words(bytes.map { [$0] }) == Self.expected)
    }

    @Test("all events of a piece come in one batch")
    func batch() async throws {
        var watch = Self.watch([Array(Self.lines.utf8)])
        #expect(try await watch.next()?.count == Self.expected.count)
        #expect(try await watch.next()?.count == nil)
    }

    @Test("a watch that ends in the middle of a line is broken, not ended")
    func halfLine() async {
        await #expect { try await Self.words([Array(Self.lines.utf8), Array(#"{"type":"ADD"#.utf8)]) } throws: {
            ($0 as? KubeError)?.code == .connectionLost
        }
    }

    @Test(
        "a line that is no event ends the watch with an error",
        arguments: [
            "x", "[]", "{}", #"{"type":"ADDED"}"#, #"{"type":"NEW","object":{}}"#, #"{"type":"BOOKMARK","object":{}}"#,
            #"{"type":"ADDED","object":{}} {}"#,
        ])
    func malformed(line: String) async {
        await #expect { try await Self.words([Array("\(line)\n".utf8)]) } throws: {
            ($0 as? KubeError)?.code == .protocolViolation
        }
    }

    @Test("an ERROR line that holds no Status is an error of its own")
    func strangeError() async throws {
        let words = try await Self.words([Array(#"{"type":"ERROR","object":{"kind":"Pod"}}"#.utf8) + [0x0a]])
        #expect(words == ["error protocolViolation 0"])
    }

    // MARK: - Over a connection

    private func client(_ peer: ScriptedPeer) throws -> KubeClient {
        let server = try ServerAddress("http://127.0.0.1:\(peer.port)")
        return .scripted(try CurlTransport(KubeConfiguration(cluster: "k", user: "u", server: server)))
    }

    @Test("a watch asks as the API wants it and gives events as they come")
    func overConnection() async throws {
        let peer = try ScriptedPeer { _, _ in
            [.chunkedHead] + Array(Self.lines.utf8).map { .chunk([$0]) } + [.lastChunk]
        }
        defer { peer.stop() }
        let client = try client(peer)
        var watch = try await client.watch(
            .secret, namespace: "argo", resourceVersion: "7", timeoutSeconds: 290, metadataOnly: true)
        var words: [String] = []
        while let batch = try await watch.next() { words += batch.map(Self.word) }
        #expect(words == Self.expected)
        let request = try #require(peer.requests.first)
        #expect(request.target.hasPrefix("/api/v1/namespaces/argo/secrets?resourceVersion=7&watch=true"))
        #expect(request.target.contains("timeoutSeconds=290") && request.target.contains("allowWatchBookmarks=true"))
        #expect(request.headers["accept"] == "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1")
    }

    @Test("a line without end is stopped at its bound")
    func endlessLine() async throws {
        let piece = PeerStep.chunk([UInt8](repeating: 0x61, count: 1 << 20))
        let peer = try ScriptedPeer { _, _ in
            [.chunkedHead] + (0..<40).flatMap { _ in [piece, .pause(milliseconds: 2)] } + [.lastChunk]
        }
        defer { peer.stop() }
        var watch = try await client(peer).watch(.secret, resourceVersion: nil, timeoutSeconds: 290)
        await #expect { try await watch.next() } throws: { ($0 as? KubeError)?.code == .tooLarge }
    }

    @Test("a watch that is refused throws what the server says")
    func refused() async throws {
        let status = #"{"kind":"Status","status":"Failure","message":"no","reason":"Expired","code":410}"#
        let peer = try ScriptedPeer { _, _ in [.response(410, status)] }
        defer { peer.stop() }
        let client = try client(peer)
        await #expect { try await client.watch(.secret, resourceVersion: "1", timeoutSeconds: 290) } throws: {
            ($0 as? KubeError)?.code == .expired
        }
    }

    @Test("a page of a proxy is no watch")
    func wrongType() async throws {
        let peer = try ScriptedPeer { _, _ in [.response(200, type: "text/html", "<html>")] }
        defer { peer.stop() }
        let client = try client(peer)
        await #expect { try await client.watch(.secret, resourceVersion: nil, timeoutSeconds: 290) } throws: {
            ($0 as? KubeError)?.code == .protocolViolation && "\($0)".contains("text/html")
        }
    }
}
