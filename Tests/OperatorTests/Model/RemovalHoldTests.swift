import AccessModel
import JSONTree
import KubeClient
import KubeModel
import KubeTesting
import Testing

@Suite("On a cluster in memory, when much would be taken away at once", .timeLimit(.minutes(30)))
struct RemovalHoldTests {
    /// A story with three bindings, so that there are six grants in effect, in an installation that asks.
    private func begin(_ cluster: ModelCluster) async throws -> Story {
        var story = cluster.story
        story.maximumRemoved = 30
        try await story.write()
        try await story.writeBinding("weekly-report")
        try await story.writeBinding("monthly-report")
        return story
    }

    private var bindings: [String] { ["nightly-report", "weekly-report", "monthly-report"] }

    @Test("an installation deleted by mistake gives everything until that is confirmed, and then leaves nothing")
    func installation() async throws {
        let cluster = try await ModelCluster()
        let story = try await begin(cluster)
        let dog = Watchdog(cluster.transport, watching: cluster.people)
        try await withOperator(cluster.process(dog)) { process in
            try await story.waitUntilReady([story.installation] + bindings.map(story.binding))
            try await process.waitUntilQuiet()
            let before = try await story.snapshot().managed
            try await story.delete(story.installation)
            try await eventually("the question") {
                try await story.condition("RemovalHeld", of: story.installation).status == "True" ? nil : "not asked"
            }
            try await process.waitUntilQuiet()
            #expect(try await story.snapshot().managed == before)
            #expect(process.metrics.sum(of: "idmon_removals_held") > 4)
            let events = try await story.all(.event, in: story.argo)
            #expect(events.count { $0["reason"] == "RemovalHeld" } == 1)

            try await confirm(story)
            try await story.waitUntilGone(story.installation)
            #expect(try await story.snapshot().managed == [])
        }
        #expect(dog.violations == [])
    }

    @Test("an operator that dies while a confirmed removal is done is carried on without another question")
    func crash() async throws {
        for limit in [1, 2, 4, 7] {
            let cluster = try await ModelCluster()
            let story = try await begin(cluster)
            try await withOperator(cluster.process()) { process in
                try await story.waitUntilReady([story.installation] + bindings.map(story.binding))
                try await story.delete(story.scope)
                try await eventually("the question") {
                    try await story.condition("RemovalHeld", of: story.installation).status == "True"
                        ? nil : "not asked"
                }
                try await process.waitUntilQuiet()
            }
            try await confirm(story)
            let death = Death(afterWrites: limit)
            let mortal = FaultInjection(cluster.transport) { _, request in death.strikes(request) ? .requestLost : nil }
            let process = cluster.process(mortal)
            try await eventually("death after \(limit) writes") { death.hasStruck ? nil : "alive" }
            await process.kill()
            try await withOperator(cluster.process()) { _ in try await story.waitUntilGone(story.scope) }
            #expect(try await story.snapshot().managed.filter { $0.contains("RoleBinding") } == [])
        }
    }

    @Test("what is urgent can be taken away by hand while the rest is held, and what resources say comes back")
    func byHand() async throws {
        let cluster = try await ModelCluster()
        let story = try await begin(cluster)
        try await withOperator(cluster.process()) { process in
            try await story.waitUntilReady([story.installation] + bindings.map(story.binding))
            try await story.writeScope {
                $0["groups"] = [["path": .string(Story.developers), "maxRole": "viewer"]]
            }
            try await eventually("the question") {
                try await story.condition("RemovalHeld", of: story.installation).status == "True" ? nil : "not asked"
            }
            try await process.waitUntilQuiet()
            let viewers = ObjectKey(.roleBinding, namespace: story.team, name: "idmon-main-viewer")
            let submitters = ObjectKey(.roleBinding, namespace: story.team, name: "idmon-main-submitter")
            #expect(try await story.read(viewers)?["subjects"]?.array?.count == 2)
            try await story.delete(viewers)
            try await story.delete(submitters)
            try await eventually("what developers still have") {
                let subjects = try await story.read(viewers)?["subjects"]?.array ?? []
                return subjects.count == 1 && subjects[0]["name"]?.string?.contains("developers") == true
                    ? nil : "\(subjects)"
            }
            try await process.waitUntilQuiet()
            #expect(try await story.read(submitters) == nil)
        }
    }

    private func confirm(_ story: Story) async throws {
        let digest = try #require(try await story.read(story.installation)?["status"]?["removal"]?["digest"])
        let annotation = JSONValue.object([WellKnown.Annotation.confirmRemoval: digest])
        _ = try await story.people.patch(story.installation, .merge, body: ["metadata": ["annotations": annotation]])
    }
}
