import AccessModel
import JSONTree
import KubeClient
import KubeModel
import Synchronization
import Testing

@Suite("On a cluster in memory, with access tests", .timeLimit(.minutes(30)))
struct AccessTestTests {
    private static let nobodyEdits: JSONValue = [
        ["who": ["everyone": true], "action": "edit-template", "expect": "Denied"],
        ["who": ["groups": [.string(Story.leads)]], "action": "view", "expect": "Allowed"],
    ]

    @Test("a test passes, fails with one Event when access changes, and passes again")
    func course() async throws {
        let cluster = try await ModelCluster()
        let story = cluster.story
        try await story.write()
        try await story.writeBinding { $0["grants"] = [["group": .string(Story.leads), "role": "viewer"]] }
        try await story.writeAccessTest(Self.nobodyEdits)
        try await withOperator(cluster.process()) { process in
            try await story.wait(for: "Passed", "True", of: story.accessTest)
            #expect(try await story.read(story.accessTest)?["status"]?["summary"] == "2 of 2")

            try await story.writeScope { $0["groups"] = [["path": .string(Story.leads), "maxRole": "maintainer"]] }
            try await story.writeBinding { $0["grants"] = [["group": .string(Story.leads), "role": "maintainer"]] }
            try await story.wait(for: "Passed", "False", of: story.accessTest)
            let status = try await story.read(story.accessTest)?["status"]
            #expect(status?["failed"] == 1)
            let failure = status?["failures"]?.array?.first
            #expect(failure?["test"] == 0)
            #expect(
                failure?["message"]?.string?.contains("makes \(Story.leads) maintainer") == true,
                "\(failure?.text ?? "")")
            try await process.waitUntilQuiet()
            let events = try await story.all(.event, in: story.team).filter {
                $0["involvedObject"]?["kind"] == "AccessTest"
            }
            #expect(events.map { $0["reason"] } == ["Failed"])

            try await story.writeBinding { $0["grants"] = [["group": .string(Story.leads), "role": "viewer"]] }
            try await story.wait(for: "Passed", "True", of: story.accessTest)
        }
    }

    @Test("a grant that ends fails a test by the timer, and nothing is written while nothing changes")
    func timer() async throws {
        let cluster = try await ModelCluster()
        let story = cluster.story
        try await story.write()
        try await story.writeBinding { binding in
            binding["grants"] = [
                [
                    "group": .string(Story.leads), "role": "viewer",
                    "expiresAt": .string(cluster.clock.now.adding(seconds: 1000).description),
                ]
            ]
        }
        try await story.writeAccessTest(Self.nobodyEdits)
        try await withOperator(cluster.process()) { process in
            try await story.wait(for: "Passed", "True", of: story.accessTest)
            try await story.waitUntilReady()
            try await process.waitUntilQuiet()
            let writes = process.writes
            let reconciles = process.reconciles
            try await story.label(story.installation, "round", "1")
            try await eventually("another reconcile") { process.reconciles > reconciles ? nil : "none" }
            try await process.waitUntilQuiet()
            #expect(process.writes == writes)
            cluster.clock.advance(seconds: 1000)
            try await story.label(story.installation, "round", "2")
            try await story.wait(for: "Passed", "False", of: story.accessTest)
        }
    }

    @Test("a test of an installation that is not there is undecided, and one that is deleted is forgotten")
    func undecided() async throws {
        let cluster = try await ModelCluster()
        let story = cluster.story
        try await story.writeAccessTest(Self.nobodyEdits)
        try await withOperator(cluster.process()) { process in
            try await story.wait(for: "Passed", "Unknown", of: story.accessTest)
            try await story.delete(story.accessTest)
            try await process.waitUntilQuiet()
            #expect(try await story.read(story.accessTest) == nil)
        }
    }

    // MARK: - What others made

    /// The rule of everybody in a group that Idmon knows nothing of.
    private static let rule = "'/ops' in ($env?.groups ?? [])"
    private static let edits: JSONValue = [
        ["apiGroups": ["argoproj.io"], "resources": ["workflowtemplates"], "verbs": ["create", "update", "delete"]]
    ]

    @Test("a test fails for whoever gets in through an account made by hand, and passes again when it is gone")
    func foreignAccount() async throws {
        let cluster = try await ModelCluster()
        let story = cluster.story
        try await story.write()
        try await story.writeAccessTest(Self.nobodyEdits)
        try await withOperator(cluster.process(verificationInterval: .milliseconds(200))) { process in
            try await story.wait(for: "Passed", "True", of: story.accessTest)
            try await story.writeForeignAccount(Self.rule, rules: Self.edits)
            try await story.wait(for: "Passed", "False", of: story.accessTest)
            let message = try await story.condition("Passed", of: story.accessTest).message
            #expect(message.contains("/ops in payments") && message.contains("ServiceAccount argo/ops"), "\(message)")
            try await story.delete(ObjectKey(.serviceAccount, namespace: story.argo, name: "ops"))
            try await story.wait(for: "Passed", "True", of: story.accessTest)
        }
    }

    @Test("a copied label does not hide an account that somebody made by hand")
    func copiedLabels() async throws {
        let cluster = try await ModelCluster()
        let story = cluster.story
        try await story.write()
        try await story.writeForeignAccount(Self.rule, rules: Self.edits)
        for key in [
            ObjectKey(.serviceAccount, namespace: story.argo, name: "ops"),
            ObjectKey(.roleBinding, namespace: story.team, name: "edits-\(story.team)"),
        ] {
            try await story.label(key, WellKnown.Label.managedBy, WellKnown.Label.managedByIdmon)
        }
        try await story.writeAccessTest(Self.nobodyEdits)
        try await withOperator(cluster.process(verificationInterval: .milliseconds(200))) { _ in
            try await story.wait(for: "Passed", "False", of: story.accessTest)
        }
    }

    @Test("without the right to read a role that others gave, a test is undecided and says so")
    func unreadRole() async throws {
        let cluster = try await ModelCluster()
        let story = cluster.story
        try await story.write()
        let role = ObjectKey(.clusterRole, namespace: nil, name: "idmon")
        var rights = try #require(try await story.read(role))
        rights["rules"] = .array(
            (rights["rules"]?.array ?? []).filter { $0["resources"]?.array?.contains("clusterroles") != true })
        try await story.write(
            KubeObject(.clusterRole, namespace: nil, name: "idmon", fields: ["rules": rights["rules"] ?? []]))
        try await story.writeForeignAccount(Self.rule, rules: Self.edits)
        try await story.writeAccessTest(Self.nobodyEdits)
        try await withOperator(cluster.process(verificationInterval: .milliseconds(200))) { _ in
            try await eventually("an undecided test") {
                let (status, _, message) = try await story.condition("Passed", of: story.accessTest)
                return status == "Unknown" && message.contains("not read: clusterroles") ? nil : "\(status) \(message)"
            }
        }
    }

    @Test(
        "a list of what others made that is never answered delays no revocation, and no statement passes before it is")
    func unansweredList() async throws {
        let cluster = try await ModelCluster()
        let story = cluster.story
        let isAnswering = Mutex(false)
        let transport = BeforeRequest(cluster.transport) { request in
            guard request.path == APIRequest.path(.roleBinding, namespace: story.team),
                request.query.contains(where: { $0.value.contains("!=") })
            else { return }
            while !isAnswering.withLock({ $0 }), !Task.isCancelled { try? await Task.sleep(for: .milliseconds(5)) }
        }
        try await story.write()
        try await story.writeAccessTest([["who": ["everyone": true], "action": "edit-template", "expect": "Denied"]])
        try await withOperator(cluster.process(transport)) { _ in
            try await story.wait(for: "Passed", "Unknown", of: story.accessTest)
            try await story.waitUntilReady()
            try await story.writeBinding { $0["grants"] = [["group": .string(Story.developers), "role": "viewer"]] }
            try await eventually("the revocation", within: .seconds(60)) {
                try await story.account(of: Story.leads) == nil ? nil : "the account of \(Story.leads) is there"
            }
            let (status, _, message) = try await story.condition("Passed", of: story.accessTest)
            #expect(status == "Unknown" && message.contains("not read"), "\(status) \(message)")
            isAnswering.withLock { $0 = true }
            try await story.wait(for: "Passed", "True", of: story.accessTest)
        }
    }

    @Test("an operator that begins anew does not tell again of a statement that is still not true")
    func restart() async throws {
        let cluster = try await ModelCluster()
        let story = cluster.story
        try await story.write()
        try await story.writeForeignAccount(Self.rule, rules: Self.edits)
        try await story.writeAccessTest(Self.nobodyEdits)
        for _ in 0..<2 {
            try await withOperator(cluster.process()) { process in
                try await eventually("a plan") { process.reconciles > 0 ? nil : "none" }
                try await story.wait(for: "Passed", "False", of: story.accessTest)
                try await process.waitUntilQuiet()
            }
        }
        let events = try await story.all(.event, in: story.team).filter {
            $0["involvedObject"]?["kind"] == "AccessTest"
        }
        #expect(events.map { $0["count"] ?? 1 } == [1], "\(events)")
    }
}
