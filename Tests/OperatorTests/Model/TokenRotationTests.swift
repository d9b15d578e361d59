import AccessModel
import JSONTree
import KubeClient
import KubeModel
import KubeRuntime
import KubeTesting
import Synchronization
import Testing

/// Tokens that live ten minutes, on a cluster in memory whose clock is moved by hand.
@Suite("On a cluster in memory, as tokens come and go", .serialized, .timeLimit(.minutes(30)))
struct TokenRotationTests {
    private static func shortLived(_ spec: inout JSONValue) { spec["tokens"] = ["lifetime": "10m"] }

    /// Lets time pass, and the operator notice.
    private func pass(_ seconds: Int64, _ cluster: ModelCluster, _ process: OperatorProcess) async throws {
        cluster.clock.advance(seconds: seconds)
        let reconciles = process.reconciles
        try await eventually("two reconciles after \(seconds) s") {
            process.reconciles >= reconciles + 2 ? nil : "none"
        }
    }

    @Test(
        "argo-server, which remembers a token for a minute, never holds one that has ended, whatever the operator's clock",
        arguments: [0, 3600, -3600] as [Int64])
    func reader(lead: Int64) async throws {
        let cluster = try await ModelCluster()
        let dog = Watchdog(cluster.transport, watching: cluster.people)
        let story = cluster.story
        try await story.write()
        try await story.writeInstallation(Self.shortLived)
        let process = cluster.process(dog, verificationInterval: .milliseconds(20), clockLead: lead)
        try await withOperator(process) { process in
            try await story.waitUntilReady()
            let expected = try await story.user(of: Story.leads)
            var reader = ArgoReader(story, group: Story.leads, memory: 60)
            var held: Set<String> = []
            for step in 0..<120 {
                try await pass(20, cluster, process)
                let token = try #require(try await reader.token(at: cluster.clock.now.seconds))
                held.insert(token)
                #expect(try await story.owner(ofToken: token) == expected, "step \(step)")
            }
            // Forty minutes.
            #expect((5...9).contains(held.count), "\(held.count) tokens")
            #expect(process.metrics.value(of: .tokens, [("kind", "requested"), ("state", "usable")]) == 3)
            let end = try #require(process.metrics.value(of: .tokenNextExpiry))
            #expect(end > Double(cluster.clock.now.seconds) && end <= Double(cluster.clock.now.seconds + 600))
            print("tokens: \(held.count) in turn, the operator's clock \(lead) s ahead")
            let log = cluster.log.text
            for token in held {
                let isLogged = log.contains(token)
                #expect(!isLogged, "a token was logged")
            }
        }
        #expect(dog.violations == [])
    }

    @Test(
        "whatever becomes of a request during a renewal, the old token serves until there is a new one",
        arguments: WriteFault.allCases)
    func faults(fault: WriteFault) async throws {
        let cluster = try await ModelCluster()
        let story = cluster.story
        let armed = Mutex<String?>(nil)
        let faulty = FaultInjection(cluster.transport) { _, request in
            guard request.method != .get else { return nil }
            return armed.withLock { armed in
                guard let place = armed, request.path.contains(place) else { return nil }
                armed = nil
                return fault.fault
            }
        }
        let dog = Watchdog(faulty, watching: cluster.people)
        try await story.write()
        try await story.writeInstallation(Self.shortLived)
        let process = cluster.process(dog, verificationInterval: .milliseconds(20), retry: .never)
        try await withOperator(process) { process in
            try await story.waitUntilReady()
            for place in ["token", "secrets"] {
                let before = try #require(try await story.tokenSecret(of: Story.leads))
                armed.withLock { $0 = place }
                cluster.clock.advance(seconds: 410)
                var reader = ArgoReader(story, group: Story.leads, memory: 0)
                try await eventually("the renewal in spite of \(fault) at \(place)") {
                    let token = try #require(try await reader.token(at: 0))
                    #expect(try await story.owner(ofToken: token) != nil, "\(fault) at \(place)")
                    let now = try #require(try await story.tokenSecret(of: Story.leads))
                    #expect(now["metadata"]?["uid"] == before["metadata"]?["uid"])
                    return now["data"] == before["data"] ? "the old token" : nil
                }
                try await story.wait(for: "TokensFresh", "True", of: story.installation)
                try await story.waitUntilReady()
            }
        }
        #expect(dog.violations == [])
    }

    @Test("two operators that renew at the same time leave one valid token each, and access is never lost")
    func twoLeaders() async throws {
        let cluster = try await ModelCluster()
        let dog = Watchdog(cluster.transport, watching: cluster.people)
        let story = cluster.story
        try await story.write()
        try await story.writeInstallation(Self.shortLived)
        let interval = Duration.milliseconds(20)
        try await withOperator(cluster.process(dog, verificationInterval: interval)) { first in
            try await withOperator(cluster.process(dog, verificationInterval: interval)) { second in
                try await story.waitUntilReady()
                var reader = ArgoReader(story, group: Story.leads, memory: 60)
                for step in 0..<40 {
                    cluster.clock.advance(seconds: 30)
                    for process in [first, second] {
                        let reconciles = process.reconciles
                        try await eventually("a reconcile") { process.reconciles > reconciles + 1 ? nil : "none" }
                    }
                    let token = try #require(try await reader.token(at: cluster.clock.now.seconds), "step \(step)")
                    #expect(try await story.owner(ofToken: token) != nil, "step \(step)")
                }
            }
        }
        #expect(dog.violations == [])
    }

    @Test("when the kind is changed, there and back, each moment has a token, and in the end only one Secret each")
    func kinds() async throws {
        let cluster = try await ModelCluster()
        let dog = Watchdog(cluster.transport, watching: cluster.people)
        let story = cluster.story
        try await story.write()
        let process = cluster.process(dog, verificationInterval: .milliseconds(20))
        try await withOperator(process) { process in
            try await story.waitUntilReady()
            let expected = try await story.user(of: Story.leads)
            for (kind, suffix) in [("Permanent", ".service-account-token"), ("Requested", ".token")] {
                try await story.writeInstallation { $0["tokens"] = ["kind": .string(kind)] }
                var reader = ArgoReader(story, group: Story.leads, memory: 0)
                try await eventually("the change to \(kind)") {
                    let token = try #require(try await reader.token(at: 0))
                    #expect(try await story.owner(ofToken: token) == expected)
                    // From the time at which an account names another Secret the old one is counted down.
                    let named = try await story.all(.serviceAccount, in: story.argo).compactMap {
                        $0["metadata"]?["annotations"]?[WellKnown.Annotation.tokenName]?.string
                    }
                    return named.count == 3 && named.allSatisfy { $0.hasSuffix(suffix) } ? nil : "\(named)"
                }
                #expect(try await story.all(.secret, in: story.argo).count == 6)
                try await pass(100, cluster, process)
                try await eventually("the end of the old tokens") {
                    let names = try await story.all(.secret, in: story.argo).compactMap {
                        $0["metadata"]?["name"]?.string
                    }
                    return names.count == 3 && names.allSatisfy { $0.hasSuffix(suffix) } ? nil : "\(names)"
                }
            }
        }
        #expect(dog.violations == [])
    }

    @Test("a Secret that somebody deletes ends its token, and comes back with a new one before the rule does")
    func deletedSecret() async throws {
        let cluster = try await ModelCluster()
        let dog = Watchdog(cluster.transport, watching: cluster.people)
        let story = cluster.story
        try await story.write()
        let process = cluster.process(dog, verificationInterval: .milliseconds(50))
        try await withOperator(process) { _ in
            try await story.waitUntilReady()
            let before = try #require(try await story.tokenSecret(of: Story.leads))
            let old = try #require(before["data"]?["token"]?.string.flatMap { Base64.bytes($0) })
            try await dog.exclusively { try await story.delete(KubeObject(.secret, content: before).key) }
            #expect(try await story.owner(ofToken: String(decoding: old, as: UTF8.self)) == nil)
            try await eventually("a new token") {
                guard let new = try await story.tokenSecret(of: Story.leads),
                    new["metadata"]?["uid"] != before["metadata"]?["uid"]
                else { return "no Secret" }
                var reader = ArgoReader(story, group: Story.leads, memory: 0)
                guard let token = try await reader.token(at: 0) else { return "no rule" }
                return try await story.owner(ofToken: token) == nil ? "no token" : nil
            }
        }
        #expect(dog.violations == [])
    }
}
