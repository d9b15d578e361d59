import AccessModel
import JSONTree
import KubeClient
import KubeModel
import KubeTesting
import Synchronization
import TestInputs
import Testing

extension RealClusterTests {
    @Suite("from the first write to the last")
    struct LifecycleTests {
        @Test("removing grant, binding, scope and installation takes everything of theirs away, and nothing else")
        func removal() async throws {
            let cluster = try RealCluster.current
            let story = try await cluster.story("removal")
            try await story.write()
            try await story.writeBinding("other")
            try await withOperator(try cluster.process()) { _ in
                try await story.waitUntilReady([
                    story.binding(), story.binding("other"), story.scope, story.installation,
                ])

                try await story.writeBinding {
                    $0["grants"] = [["group": .string(Story.developers), "role": "viewer"]]
                }
                try await story.writeBinding("other") { $0["grants"] = [] }
                try await eventually("the end of what leads had") {
                    let managed = try await story.snapshot().managed
                    let left = managed.filter { $0.contains("leads") || $0.contains("submit") }
                    return left.isEmpty ? nil : "\(left)"
                }
                let rest = try await story.snapshot().managed
                #expect(rest.contains { $0.contains("developers") })
                #expect(rest.contains("RoleBinding \(story.team)/idmon-main-viewer"))

                try await story.delete(story.binding())
                try await story.waitUntilGone(story.binding())
                let own = try await story.snapshot().managed.filter { $0.contains("nightly-report") }
                #expect(own == [], "the finalizer went before what it guards")
                #expect(try await story.snapshot().managed.contains { $0.contains("idmon-other-runner") })

                try await story.delete(story.scope)
                try await story.waitUntilGone(story.scope)
                try await story.wait(for: "Ready", "False", reason: "ScopeNotFound", of: story.binding("other"))

                try await story.delete(story.binding("other"))
                try await story.delete(story.installation)
                try await story.waitUntilGone(story.installation)
                try await story.waitUntilGone(story.binding("other"))
                #expect(try await story.snapshot().managed == [])
            }
            try await story.remove()
        }

        @Test("a whole namespace can be deleted")
        func namespace() async throws {
            let cluster = try RealCluster.current
            let story = try await cluster.story("namespace")
            try await story.write()
            try await withOperator(try cluster.process()) { _ in
                try await story.waitUntilReady()
                try await story.delete(ObjectKey(.namespace, namespace: nil, name: story.team))
                try await story.waitUntilGone(ObjectKey(.namespace, namespace: nil, name: story.team))
                try await eventually("the end of the identities") {
                    let managed = try await story.snapshot().managed.filter { !$0.contains("-login") }
                    return managed.isEmpty ? nil : "\(managed)"
                }
            }
            try await story.remove()
        }

        @Test("a converged cluster is not written to: not in ten resyncs, and not by an operator that starts anew")
        func silence() async throws {
            let cluster = try RealCluster.current
            let story = try await cluster.story("silence")
            try await story.write()
            let before = try await withOperator(try cluster.process()) { process in
                try await story.waitUntilReady()
                try await process.waitUntilQuiet()
                let before = try await story.snapshot()
                let writes = process.writes
                for round in 0..<10 {
                    let reconciles = process.reconciles
                    try await cluster.kubectl(
                        "label", "--overwrite", "argoinstallation", "main", "-n", story.argo, "round=\(round)")
                    try await eventually("reconcile \(round)") { process.reconciles > reconciles ? nil : "none" }
                }
                try await process.waitUntilQuiet()
                #expect(process.writes == writes)
                #expect(try await story.snapshot().changed(since: before) == ["ArgoInstallation \(story.argo)/main"])
                return try await story.snapshot()
            }
            try await withOperator(try cluster.process("test-2")) { process in
                try await eventually("the first reconcile") { process.reconciles > 0 ? nil : "none" }
                try await process.waitUntilQuiet()
                #expect(process.writes == 0)
                #expect(try await story.snapshot().changed(since: before) == [])
            }
            try await story.remove()
        }

        @Test("an operator that dies after any write leaves a state from which the next one goes on")
        func crashes() async throws {
            let cluster = try RealCluster.current
            let seed = Seed.value % 1000
            var expected: Snapshot?
            for round in 0..<4 {
                let story = try await cluster.story("crash-\(round)")
                try await story.write()
                // Never for the first one, with which the others are compared.
                let points = round == 0 ? [] : [Int(seed) % 7 + (round - 1) * 7, Int(seed / 7) % 12]
                let what = "seed \(seed), round \(round), dying after \(points) writes"
                try await converge(story, cluster, dyingAfter: points.first)
                try await story.waitUntilReady()
                try await story.writeBinding {
                    $0["grants"] = [["group": .string(Story.developers), "role": "viewer"]]
                    $0["templates"] = [["name": "nightly-report"], ["name": "weekly-report"]]
                }
                try await converge(story, cluster, dyingAfter: points.last)
                let snapshot = try await story.snapshot().renamed(story)
                if let expected {
                    #expect(snapshot.differences(from: expected) == [], "\(what)")
                } else {
                    expected = snapshot
                }
                try await story.remove()
            }
            print("crashes: seed \(seed)")
        }

        /// Lets an operator work, once until it dies and then until all is done.
        private func converge(_ story: Story, _ cluster: RealCluster, dyingAfter limit: Int?) async throws {
            if let limit {
                let death = Death(afterWrites: limit)
                let process = OperatorProcess(
                    FaultInjection(try cluster.transport()) { _, request in death.strikes(request) ? .requestLost : nil
                    },
                    electsLeader: false, log: cluster.log)
                try await eventually("death or rest") { death.hasStruck || process.reconciles > 5 ? nil : "alive" }
                await process.kill()
            }
            try await withOperator(try cluster.process(electsLeader: false)) { process in
                try await eventually("the first reconcile") { process.reconciles > 0 ? nil : "none" }
                try await story.waitUntilReady()
                try await process.waitUntilQuiet()
            }
        }
    }
}
