import AccessModel
import JSONTree
import KubeClient
import KubeModel
import Testing

@Suite("On a cluster in memory, with access tests", .timeLimit(.minutes(30)))
struct AccessTestTests {
    private func key(_ story: Story) -> ObjectKey {
        ObjectKey(.accessTest, namespace: story.team, name: "reports")
    }

    private func write(_ story: Story, _ tests: JSONValue) async throws {
        try await story.write(
            KubeObject(
                .accessTest, namespace: story.team, name: "reports",
                fields: [
                    "spec": [
                        "installationRef": [
                            "name": .string(story.installation.name), "namespace": .string(story.argo),
                        ],
                        "tests": tests,
                    ]
                ]))
    }

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
        try await write(story, Self.nobodyEdits)
        try await withOperator(cluster.process()) { process in
            try await story.wait(for: "Passed", "True", of: key(story))
            #expect(try await story.read(key(story))?["status"]?["summary"] == "2 of 2")

            try await story.writeScope { $0["groups"] = [["path": .string(Story.leads), "maxRole": "maintainer"]] }
            try await story.writeBinding { $0["grants"] = [["group": .string(Story.leads), "role": "maintainer"]] }
            try await story.wait(for: "Passed", "False", of: key(story))
            let status = try await story.read(key(story))?["status"]
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
            try await story.wait(for: "Passed", "True", of: key(story))
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
        try await write(story, Self.nobodyEdits)
        try await withOperator(cluster.process()) { process in
            try await story.wait(for: "Passed", "True", of: key(story))
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
            try await story.wait(for: "Passed", "False", of: key(story))
        }
    }

    @Test("a test of an installation that is not there is undecided, and one that is deleted is forgotten")
    func undecided() async throws {
        let cluster = try await ModelCluster()
        let story = cluster.story
        try await write(story, Self.nobodyEdits)
        try await withOperator(cluster.process()) { process in
            try await story.wait(for: "Passed", "Unknown", of: key(story))
            try await story.delete(key(story))
            try await process.waitUntilQuiet()
            #expect(try await story.read(key(story)) == nil)
        }
    }
}
