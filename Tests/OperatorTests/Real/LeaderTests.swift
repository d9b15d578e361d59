import JSONTree
import KubeModel
import Testing

extension RealClusterTests {
    @Suite("two operators at once")
    struct LeaderTests {
        @Test("one leads and writes; when it stops, the other takes over")
        func takeover() async throws {
            let cluster = try RealCluster.current
            let story = try await cluster.story("leaders")
            let lease = ObjectKey(.lease, namespace: "idmon-system", name: "idmon-operator")
            let first = try cluster.process("leader-1")
            try await eventually("a leader") { first.isLeading ? nil : "nobody leads" }
            try await withOperator(try cluster.process("leader-2")) { second in
                try await story.write()
                try await story.waitUntilReady()
                try await first.waitUntilQuiet()
                #expect(first.writes > 0)
                #expect(second.writes == 0 && !second.isLeading, "both write")
                let before = try await transitions(of: lease, story)
                try await first.stop()
                try await eventually("the takeover") { second.isLeading ? nil : "nobody leads" }
                #expect(try await transitions(of: lease, story) == before + 1)
                try await story.writeBinding { $0["grants"] = [] }
                try await story.expectNothingGranted()
                #expect(second.writes > 0)
            }
            try await story.remove()
        }

        private func transitions(of lease: ObjectKey, _ story: Story) async throws -> Int64 {
            try await story.read(lease)?["spec"]?["leaseTransitions"]?.integer ?? 0
        }
    }
}
