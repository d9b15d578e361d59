import AccessModel
import JSONTree
import KubeClient
import KubeModel
import Testing

/// The whole operator on a cluster in memory, with the rights that are shipped.
@Suite("On a cluster in memory", .timeLimit(.minutes(30)))
struct ModelTests {
    @Test("a story converges, and then nothing is written any more")
    func convergence() async throws {
        let cluster = try await ModelCluster()
        let dog = Watchdog(cluster.transport, watching: cluster.people)
        try await cluster.story.write()
        try await withOperator(cluster.process(dog)) { process in
            try await cluster.story.waitUntilReady()
            try await process.waitUntilQuiet()
            let writes = process.writes
            let snapshot = try await cluster.story.snapshot()
            for round in 0..<10 {
                let reconciles = process.reconciles
                try await cluster.story.label(cluster.story.installation, "round", "\(round)")
                try await eventually("reconcile \(round)") { process.reconciles > reconciles ? nil : "none" }
            }
            try await process.waitUntilQuiet()
            #expect(process.writes == writes)
            #expect(try await cluster.story.snapshot().changed(since: snapshot) == ["ArgoInstallation argo/main"])
            print("converged with \(writes) writes, \(dog.checkedWrites) of them checked with Events and Leases")
        }
        #expect(dog.violations == [])
    }

    @Test("a token Secret that somebody touched does not hold up the end of its account")
    func touchedSecret() async throws {
        let cluster = try await ModelCluster()
        let story = cluster.story
        try await story.write()
        try await withOperator(cluster.process()) { process in
            try await story.waitUntilReady()
            try await process.waitUntilQuiet()
            for secret in try await story.all(.secret, in: story.argo) {
                try await story.label(KubeObject(.secret, content: secret).key, "touched", "yes")
            }
            try await story.writeBinding { $0["grants"] = [] }
            try await story.expectNothingGranted()
        }
    }

    @Test("an account that somebody deleted comes back with a token of its own before it gets its rule")
    func deletedAccount() async throws {
        let cluster = try await ModelCluster()
        let dog = Watchdog(cluster.transport, watching: cluster.people)
        let story = cluster.story
        try await story.write()
        try await withOperator(cluster.process(dog)) { process in
            try await story.waitUntilReady()
            try await process.waitUntilQuiet()
            let before = try #require(try await story.account(of: Story.leads))
            let key = KubeObject(.serviceAccount, content: before).key
            try await dog.exclusively { try await story.delete(key) }
            // Well before the next verification.
            try await eventually("the new account") {
                let state = try await ClusterState(cluster.people, [.serviceAccount, .secret])
                guard state.objects[key]?["metadata"]?["uid"] != before["metadata"]?["uid"] else {
                    return "the old one"
                }
                guard state.annotation(WellKnown.Annotation.rule, of: key) != nil else { return "no rule" }
                return state.hasOwnToken(key) ? nil : "no token of its own"
            }
        }
        #expect(dog.violations == [])
    }

    @Test("a Role that somebody replaced does not hold up taking access away")
    func replacedRole() async throws {
        let cluster = try await ModelCluster()
        let story = cluster.story
        try await story.write()
        try await withOperator(cluster.process()) { process in
            try await story.waitUntilReady()
            try await process.waitUntilQuiet()
        }
        let role = ObjectKey(.role, namespace: story.team, name: "idmon-main-viewer")
        let rules: JSONValue = [["apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]]]
        _ = try await story.people.patch(role, .merge, body: ["rules": rules])
        try await story.writeBinding { $0["grants"] = [["group": .string(Story.developers), "role": "viewer"]] }
        try await withOperator(cluster.process()) { _ in
            try await story.wait(for: "Ready", "True", of: story.binding())
            let binding = try await story.read(ObjectKey(.roleBinding, namespace: story.team, name: role.name))
            #expect(binding?["subjects"]?.array?.count == 1)
            #expect(try await story.read(role)?["rules"] != rules)
        }
    }
}
