import JSONTree
import KubeModel
import KubeTesting
import Testing

extension RealClusterTests {
    @Suite("verbs on templates")
    struct TemplateTests {
        @Test("a Role of the namespace answers for templates of all three kinds, and cluster templates can be seen")
        func verbs() async throws {
            let cluster = try RealCluster.current
            let story = try await cluster.story("templates")
            try await story.write()
            try await story.writeScope {
                $0["allowClusterTemplates"] = true
                $0["groups"] = [["path": .string(Story.leads), "maxRole": "admin"]]
            }
            try await story.writeBinding {
                $0["templates"] = [
                    ["name": "mine"], ["kind": "CronWorkflow", "name": "mine"],
                    ["kind": "ClusterWorkflowTemplate", "name": "mine"],
                ]
                $0["grants"] = [["group": .string(Story.leads), "role": "admin"]]
            }
            try await withOperator(try cluster.process()) { _ in
                try await story.waitUntilReady()
                let name = try await story.account(of: Story.leads)?["metadata"]?["name"]?.string ?? ""
                let user = "system:serviceaccount:\(story.argo):\(name)"
                for kind in ["workflowtemplates", "clusterworkflowtemplates", "cronworkflows"] {
                    for verb in ["submit", "approve"] {
                        #expect(try await allows(verb, kind, "mine", in: story.team, user, cluster), "\(verb) \(kind)")
                        #expect(try await !allows(verb, kind, "other", in: story.team, user, cluster))
                        #expect(try await !allows(verb, kind, "mine", in: story.argo, user, cluster))
                        #expect(try await !allows(verb, kind, "mine", in: nil, user, cluster))
                    }
                }
                for verb in ["get", "list", "watch"] {
                    #expect(try await allows(verb, "clusterworkflowtemplates", nil, in: nil, user, cluster))
                }
                #expect(try await !allows("update", "clusterworkflowtemplates", nil, in: nil, user, cluster))
                #expect(try await allows("deletecollection", "workflows", nil, in: story.team, user, cluster))

                try await story.writeScope { $0["groups"] = [["path": .string(Story.leads), "maxRole": "viewer"]] }
                try await eventually("the end of seeing cluster templates") {
                    try await allows("list", "clusterworkflowtemplates", nil, in: nil, user, cluster) ? "not yet" : nil
                }
            }
            try await story.remove()
        }

        private func allows(
            _ verb: String, _ kind: String, _ name: String?, in namespace: String?, _ user: String,
            _ cluster: RealCluster
        ) async throws -> Bool {
            let review: JSONValue = [
                "apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview",
                "spec": [
                    "user": .string(user),
                    "resourceAttributes": [
                        "verb": .string(verb), "group": "argoproj.io", "resource": .string(kind),
                        "name": .string(name ?? ""), "namespace": .string(namespace ?? ""),
                    ],
                ],
            ]
            let answer = try await cluster.kubectl(
                "create", "-o", "jsonpath={.status.allowed}", "-f", "-", input: review.text)
            return answer == "true"
        }
    }
}
