import JSONTree
import KubeModel
import Testing

extension RealClusterTests {
    @Suite("accounts that somebody made by hand")
    struct ForeignAccountTests {
        @Test(
            "an access test is true beside the roles that Kubernetes ships, and not when a rule made by hand lets people in"
        )
        func accessTest() async throws {
            let cluster = try RealCluster.current
            let story = try await cluster.story("by-hand")
            try await story.write()
            try await story.writeAccessTest([
                ["who": ["everyone": true], "action": "edit-template", "expect": "Denied"],
                ["who": ["groups": [.string(Story.leads)]], "action": "view", "expect": "Allowed"],
            ])
            try await withOperator(try cluster.process(verificationInterval: .seconds(1))) { _ in
                try await story.wait(for: "Passed", "True", of: story.accessTest)
                try await story.writeForeignAccount(
                    "'/ops' in ($env?.groups ?? [])",
                    rules: [
                        [
                            "apiGroups": ["argoproj.io"], "resources": ["workflowtemplates"],
                            "verbs": ["create", "update", "delete"],
                        ]
                    ])
                try await story.wait(for: "Passed", "False", of: story.accessTest)
                let message = try await story.condition("Passed", of: story.accessTest).message
                #expect(message.contains("/ops in \(story.team)"), "\(message)")
                try await story.delete(ObjectKey(.serviceAccount, namespace: story.argo, name: "ops"))
                try await story.wait(for: "Passed", "True", of: story.accessTest)
                try await story.remove()
                for key in [story.binding(), story.scope, story.installation] { try await story.waitUntilGone(key) }
            }
        }
    }
}
