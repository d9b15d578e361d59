import AccessModel
import JSONTree
import KubeClient
import KubeModel
import KubeRuntime
import KubeTesting
import Testing

extension RealClusterTests {
    @Suite("tokens that end")
    struct TokenTests {
        /// How much faster than the world the operator's clock goes: ten minutes in ten seconds.
        private static let speed: Int64 = 60

        @Test(
            "a token is renewed in time again and again, the held one is always accepted, and it ends with its Secret")
        func rotation() async throws {
            let cluster = try RealCluster.current
            let story = try await cluster.story("tokens")
            try await story.write()
            try await story.writeInstallation { $0["tokens"] = ["lifetime": "10m"] }
            let (begin, start) = (SystemClock.now(), ContinuousClock.now)
            let process = OperatorProcess(
                try cluster.transport(), electsLeader: false, verificationInterval: .milliseconds(500),
                log: cluster.log,
                now: {
                    let elapsed = start.duration(to: .now).components.seconds
                    return begin.adding(seconds: elapsed * Self.speed)
                })
            var held: Set<String> = []
            try await withOperator(process) { _ in
                try await story.waitUntilReady()
                let expected = try await story.user(of: Story.leads)
                var reader = ArgoReader(story, group: Story.leads, memory: 1)
                try await eventually("two renewals", pause: .milliseconds(100)) {
                    let time = start.duration(to: .now).components.seconds
                    let token = try #require(try await reader.token(at: time), "the account has lost its rule")
                    held.insert(token)
                    let owner = try await story.owner(ofToken: token)
                    #expect(owner == expected, "the token that argo-server would hold is refused")
                    return held.count >= 3 ? nil : "\(held.count) tokens so far"
                }
                let status = try await story.read(story.installation)?["status"]?["tokens"]
                // Those of two groups and of everybody.
                #expect(status?["usable"] == 3 && status?["missing"] == 0)
            }
            for token in held {
                let isLogged = cluster.log.text.contains(token)
                #expect(!isLogged, "the operator logged a token")
            }
            try await end(story, cluster)
            try await story.remove()
        }

        /// Deletes the Secret while no operator runs, then lets one put all right.
        private func end(_ story: Story, _ cluster: RealCluster) async throws {
            let before = try #require(try await story.tokenSecret(of: Story.leads))
            let old = try #require(before["data"]?["token"]?.string.flatMap { Base64.bytes($0) })
            try await story.delete(KubeObject(.secret, content: before).key)
            // The API server remembers for ten seconds whom it has let in.
            try await eventually("the end of the token", pause: .milliseconds(500)) {
                try await story.owner(ofToken: String(decoding: old, as: UTF8.self))
            }
            try await withOperator(try cluster.process(electsLeader: false)) { _ in
                try await eventually("a new token") {
                    guard let new = try await story.tokenSecret(of: Story.leads) else { return "no Secret" }
                    var reader = ArgoReader(story, group: Story.leads, memory: 0)
                    guard let token = try await reader.token(at: 0) else { return "no rule" }
                    guard new["metadata"]?["uid"] != before["metadata"]?["uid"] else { return "the old Secret" }
                    return try await story.owner(ofToken: token) == nil ? "the token is refused" : nil
                }
                try await story.waitUntilReady()
            }
        }

        @Test("what is in a Secret before its token is refused, and not taken for somebody anonymous")
        func placeholder() async throws {
            let cluster = try RealCluster.current
            let answer = try await cluster.whoami("not-issued-yet")
            #expect(answer.exitCode != 0 && answer.errors.contains("Unauthorized"), "\(answer.output)")
        }
    }
}
