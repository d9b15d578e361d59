import AccessModel
import JSONTree
import KubeClient
import KubeModel
import Testing

/// The whole operator on a cluster in memory, with the rights that are shipped.
@Suite("On a cluster in memory", .timeLimit(.minutes(5)))
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
}
