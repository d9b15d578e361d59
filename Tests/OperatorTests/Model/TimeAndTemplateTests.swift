import AccessModel
import DevCluster
import JSONTree
import KubeModel
import Testing

@Suite("On a cluster in memory, with time and with templates", .timeLimit(.minutes(30)))
struct TimeAndTemplateTests {
    private func write(_ cluster: ModelCluster, from begin: Int64? = nil, until end: Int64) async throws {
        try await cluster.story.write()
        try await cluster.story.writeBinding { binding in
            var grant: JSONValue = ["group": .string(Story.leads), "role": "viewer"]
            grant["expiresAt"] = .string(cluster.clock.now.adding(seconds: end).description)
            grant["notBefore"] = begin.map { .string(cluster.clock.now.adding(seconds: $0).description) }
            binding["grants"] = [grant]
        }
    }

    private func waitForGrant(_ reason: String, of story: Story) async throws {
        try await eventually("the grant is \(reason)") {
            let grant = try await story.grant(Story.leads, of: story.binding())
            return grant.reason == reason ? nil : "\(grant)"
        }
    }

    @Test("a grant begins and ends by a timer, though nothing else happens")
    func timer() async throws {
        let cluster = try await ModelCluster()
        try await write(cluster, from: 1, until: 3)
        // No verification comes before the timer.
        try await withOperator(cluster.process(verificationInterval: .seconds(600))) { _ in
            try await waitForGrant("NotYetActive", of: cluster.story)
            cluster.clock.advance(seconds: 1)
            try await waitForGrant("Granted", of: cluster.story)
            cluster.clock.advance(seconds: 2)
            try await waitForGrant("Expired", of: cluster.story)
            try await cluster.story.expectNothingGranted()
        }
    }

    @Test("a grant that ended while no operator ran is taken away by the next one, at once")
    func restart() async throws {
        let cluster = try await ModelCluster()
        try await write(cluster, until: 100_000)
        try await withOperator(cluster.process()) { _ in
            try await waitForGrant("Granted", of: cluster.story)
        }
        cluster.clock.advance(seconds: 100_000)
        try await withOperator(cluster.process()) { _ in
            try await waitForGrant("Expired", of: cluster.story)
            try await cluster.story.expectNothingGranted()
        }
    }

    @Test("without Argo's definitions all is ready; once they are installed selectors find templates")
    func templates() async throws {
        let cluster = try await ModelCluster()
        let story = cluster.story
        try await story.write()
        try await story.writeScope { $0["allowClusterTemplates"] = true }
        try await story.writeBinding {
            $0["templates"] = [
                ["selector": ["matchLabels": ["team": "reports"]]],
                ["kind": "ClusterWorkflowTemplate", "name": "deploy"],
            ]
        }
        let submit = ObjectKey(.role, namespace: story.team, name: "idmon-main-nightly-report-submit")
        let clusterTemplates = ObjectKey(
            .clusterRoleBinding, namespace: nil, name: "idmon-argo.main-cluster-templates")
        func names() async throws -> [String] {
            let rules = (try await story.read(submit)?["rules"]?.array ?? []).filter {
                $0["resources"] != ["workflowbindings"]
            }
            return rules.flatMap { rule in
                (rule["resourceNames"]?.array ?? []).compactMap(\.string)
            }
        }
        try await withOperator(cluster.process()) { _ in
            try await story.waitUntilReady()
            try await story.wait(for: "TemplatesFound", "False", of: story.binding())
            #expect(try await names() == ["deploy"])
            #expect(try await story.read(clusterTemplates)?["subjects"]?.array?.count == 2)

            for definition in ArgoDefinitions.documents {
                try await story.write(KubeObject(.customResourceDefinition, content: definition))
            }
            await cluster.host.tick()
            try await story.write(
                KubeObject(.workflowTemplate, namespace: story.team, name: "nightly", labels: ["team": "reports"]))
            try await story.write(KubeObject(.clusterWorkflowTemplate, namespace: nil, name: "deploy"))
            try await eventually("the selected template", within: .seconds(40)) {
                let names = try await names()
                return names == ["deploy", "nightly"] ? nil : "\(names)"
            }
            try await story.wait(for: "TemplatesFound", "True", of: story.binding())
            try await story.delete(ObjectKey(.workflowTemplate, namespace: story.team, name: "nightly"))
            try await eventually("the end of the template") {
                let names = try await names()
                return names == ["deploy"] ? nil : "\(names)"
            }
            try await story.delete(story.binding())
            try await story.waitUntilGone(story.binding())
            #expect(try await story.read(clusterTemplates) == nil)
        }
    }
}
