import AccessModel
import JSONTree
import KubeClient
import KubeModel
import KubeRuntime
import Testing

extension RealClusterTests {
    @Suite("what is refused, and how that is told")
    struct StatusTests {
        @Test("a scope for another environment, an unknown scope and an unknown installation say so, and grant nothing")
        func dependencies() async throws {
            let cluster = try RealCluster.current
            let story = try await cluster.story("dependencies")
            try await story.write()
            try await story.writeBinding("lost") { $0["scopeRef"] = ["name": "productoin"] }
            try await withOperator(try cluster.process()) { _ in
                try await story.waitUntilReady()
                try await story.wait(for: "ScopeFound", "False", reason: "ScopeNotFound", of: story.binding("lost"))
                let lost = try await story.condition("Ready", of: story.binding("lost"))
                #expect(lost.message.contains("production"), "nothing is suggested: \(lost.message)")

                try await story.writeScope { $0["environment"] = "staging" }
                try await story.wait(for: "EnvironmentMatches", "False", of: story.scope)
                try await story.wait(for: "Stalled", "True", of: story.binding())
                try await story.expectNothingGranted()
                try await expectEvent("EnvironmentMismatch", on: story.scope, story)

                try await story.writeScope {
                    $0["installationRef"] = ["name": "mian", "namespace": .string(story.argo)]
                }
                try await story.wait(for: "InstallationFound", "False", reason: "InstallationNotFound", of: story.scope)
                let unknown = try await story.condition("Ready", of: story.scope)
                #expect(unknown.message.contains("\(story.argo)/main"), "nothing is suggested: \(unknown.message)")
                try await expectEvent("InstallationNotFound", on: story.scope, story)

                try await story.writeScope()
                try await story.waitUntilReady()
            }
            try await story.remove()
        }

        @Test("a grant ends at its time, and what lies above the ceiling is cut off")
        func limits() async throws {
            let cluster = try RealCluster.current
            let story = try await cluster.story("limits")
            try await story.writeInstallation()
            try await story.writeScope()
            let end = SystemClock.now().adding(seconds: 8)
            try await story.writeBinding {
                $0["grants"] = [
                    ["group": .string(Story.developers), "role": "submitter"],
                    ["group": .string(Story.leads), "role": "submitter", "expiresAt": .string(end.description)],
                    ["group": "/payments/others", "role": "viewer"],
                ]
            }
            try await withOperator(try cluster.process()) { _ in
                try await eventually("the leads' grant", within: .seconds(8)) {
                    let grant = try await story.grant(Story.leads, of: story.binding())
                    return grant.isEffective ? nil : "\(grant)"
                }
                let name = try await story.account(of: Story.leads)?["metadata"]?["name"]?.string ?? ""
                let user = "system:serviceaccount:\(story.argo):\(name)"
                #expect(try await cluster.can("create", "workflows.argoproj.io", in: story.team, as: user))
                let cut = try await story.grant(Story.developers, of: story.binding())
                #expect(cut.reason == "CutOff" && cut.message.contains("viewer instead of submitter"), "\(cut)")
                let unlisted = try await story.grant("/payments/others", of: story.binding())
                #expect(!unlisted.isEffective && unlisted.reason == "GroupNotInScope", "\(unlisted)")
                try await story.wait(for: "WithinCeiling", "False", of: story.binding())
                try await expectEvent("CutOff", on: story.binding(), story)

                try await eventually("the end of the leads' grant") {
                    let grant = try await story.grant(Story.leads, of: story.binding())
                    return grant.reason == "Expired" && !grant.isEffective ? nil : "\(grant)"
                }
                #expect(SystemClock.now() >= end)
                #expect(try await story.account(of: Story.leads) == nil)
                #expect(try await !cluster.can("create", "workflows.argoproj.io", in: story.team, as: user))
                try await expectEvent("Expired", on: story.binding(), story)
                let developers = try #require(
                    try await story.account(of: Story.developers)?["metadata"]?["name"]?.string)
                let viewer = "system:serviceaccount:\(story.argo):\(developers)"
                #expect(try await cluster.can("get", "workflows.argoproj.io", in: story.team, as: viewer))
                #expect(try await !cluster.can("create", "workflows.argoproj.io", in: story.team, as: viewer))
            }
            try await story.remove()
        }

        private func expectEvent(_ reason: String, on key: ObjectKey, _ story: Story) async throws {
            try await eventually("an Event \(reason) on \(key)", within: .seconds(10)) {
                let events = try await story.all(.event, in: key.namespace ?? "")
                let matching = events.filter {
                    $0["involvedObject"]?["name"]?.string == key.name
                        && $0["involvedObject"]?["kind"]?.string == key.type.kind
                }
                let reasons = matching.compactMap { $0["reason"]?.string }
                return reasons.contains(reason) ? nil : "\(reasons)"
            }
        }
    }
}
