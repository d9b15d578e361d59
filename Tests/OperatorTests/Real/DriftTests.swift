import AccessModel
import JSONTree
import KubeModel
import Testing

extension RealClusterTests {
    @Suite("what somebody changes behind Idmon's back")
    struct DriftTests {
        /// Changes something, and waits until all is as it was.
        private func repairs(
            _ what: String, _ name: String, _ change: (RealCluster, Story, String) async throws -> Void
        )
            async throws
        {
            let cluster = try RealCluster.current
            let story = try await cluster.story(name)
            try await story.write()
            try await withOperator(try cluster.process()) { _ in
                try await story.waitUntilReady()
                let before = try await story.snapshot()
                let account = try #require(
                    try await story.account(of: Story.leads)?["metadata"]?["name"]?.string)
                try await change(cluster, story, account)
                try await eventually("the repair of \(what)") {
                    try await story.snapshot().differences(from: before).first
                }
            }
            try await story.remove()
        }

        @Test("a Role that gives more is narrowed again")
        func widenedRole() async throws {
            try await repairs("a Role", "drift-role") { cluster, story, _ in
                let patch = #"[{"op": "add", "path": "/rules/0/verbs/-", "value": "delete"}]"#
                try await cluster.kubectl(
                    "patch", "role", "idmon-main-submitter", "-n", story.team, "--type=json", "-p", patch)
            }
        }

        @Test("a RoleBinding that was deleted is there again")
        func deletedRoleBinding() async throws {
            try await repairs("a RoleBinding", "drift-binding") { cluster, story, _ in
                try await cluster.kubectl("delete", "rolebinding", "idmon-main-viewer", "-n", story.team)
            }
        }

        @Test("a subject that was added to a RoleBinding is removed")
        func addedSubject() async throws {
            try await repairs("the subjects", "drift-subject") { cluster, story, _ in
                let patch = #"""
                    [{"op": "add", "path": "/subjects/-", "value": {"kind": "User", "name": "mallory",
                      "apiGroup": "rbac.authorization.k8s.io"}}]
                    """#
                try await cluster.kubectl(
                    "patch", "rolebinding", "idmon-main-submitter", "-n", story.team, "--type=json", "-p", patch)
            }
        }

        @Test("a rule that was removed from an account, or changed, is written again")
        func removedRule() async throws {
            try await repairs("a rule", "drift-rule") { cluster, story, account in
                try await cluster.kubectl(
                    "annotate", "serviceaccount", account, "-n", story.argo, "\(WellKnown.Annotation.rule)-")
            }
            try await repairs("a rule", "drift-rule2") { cluster, story, account in
                try await cluster.kubectl(
                    "annotate", "--overwrite", "serviceaccount", account, "-n", story.argo,
                    "\(WellKnown.Annotation.rule)=true")
            }
        }

        @Test("an account that was deleted comes back with a new token")
        func deletedAccount() async throws {
            try await repairs("an account", "drift-account") { cluster, story, account in
                try await cluster.kubectl("delete", "serviceaccount", account, "-n", story.argo)
            }
        }

        @Test("a label that was removed from a generated object is put back")
        func removedLabel() async throws {
            try await repairs("a label", "drift-label") { cluster, story, _ in
                try await cluster.kubectl(
                    "label", "role", "idmon-main-viewer", "-n", story.team, "\(WellKnown.Label.managedBy)-")
            }
        }
    }
}
