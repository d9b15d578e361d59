import AccessCompiler
import AccessModel
import JSONTree
import KubeClient
import KubeModel
import Testing

extension RealClusterTests {
    @Suite("what belongs to others, and what Idmon may not hand out")
    struct ConflictTests {
        /// Reacts within a second to what no watch shows.
        private static let interval: Duration = .seconds(1)

        @Test("foreign objects under our names are left alone and named, everybody else goes on, and adoption ends it")
        func foreignObjects() async throws {
            let cluster = try RealCluster.current
            let story = try await cluster.story("foreign")
            let leads = GeneratedName.account(
                installation: "main", holder: .groups([try #require(GroupPath(Story.leads))]))
            let foreign = [
                KubeObject(.serviceAccount, namespace: story.argo, name: leads, labels: ["app": "theirs"]),
                KubeObject(
                    .role, namespace: story.team, name: "idmon-nightly-report-runner",
                    fields: ["rules": [["apiGroups": [""], "resources": ["pods"], "verbs": ["get"]]]]),
                KubeObject(
                    .roleBinding, namespace: story.team, name: "idmon-main-nightly-report-submit",
                    fields: [
                        "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "theirs"],
                        "subjects": [["kind": "ServiceAccount", "name": "theirs", "namespace": .string(story.team)]],
                    ]),
            ]
            for object in foreign { try await story.write(object) }
            let versions = try await self.versions(of: foreign.map(\.key), story)
            try await story.write()
            try await withOperator(try cluster.process(verificationInterval: Self.interval)) { process in
                try await story.wait(for: "Ready", "False", reason: "Conflict", of: story.binding())
                try await eventually("the developers' grant") {
                    let grant = try await story.grant(Story.developers, of: story.binding())
                    return grant.isEffective ? nil : "\(grant)"
                }
                let refused = try await story.grant(Story.leads, of: story.binding())
                #expect(!refused.isEffective && refused.reason == "Conflict")
                #expect(refused.message.contains("ServiceAccount \(story.argo)/\(leads)"))
                #expect(refused.message.contains("idmon.dev/adopt"))
                try await process.waitUntilQuiet()
                #expect(try await self.versions(of: foreign.map(\.key), story) == versions)

                // An obstacle that stays costs no writes, however often it is looked at.
                let writes = process.writes
                let reconciles = process.reconciles
                try await eventually("three more looks") { process.reconciles >= reconciles + 3 ? nil : "waiting" }
                #expect(process.writes == writes)

                for object in foreign {
                    try await cluster.kubectl(
                        "annotate", object.type.plural, object.name, "-n", object.namespace ?? "",
                        "idmon.dev/adopt=true")
                }
                try await story.waitUntilReady()
            }
            try await story.remove()
        }

        private func versions(of keys: [ObjectKey], _ story: Story) async throws -> [String?] {
            var versions: [String?] = []
            for key in keys { versions.append(try await story.read(key)?["metadata"]?["resourceVersion"]?.string) }
            return versions
        }

        @Test("a foreign Secret under the name of a token is not deleted with the account that it was to serve")
        func foreignSecret() async throws {
            let cluster = try RealCluster.current
            let story = try await cluster.story("foreign-secret")
            let leads = GeneratedName.account(
                installation: "main", holder: .groups([try #require(GroupPath(Story.leads))]))
            let secret = KubeObject(
                .secret, namespace: story.argo, name: GeneratedName.token(ofAccount: leads, .requested))
            try await story.write(secret)
            let versions = try await self.versions(of: [secret.key], story)
            try await story.write()
            try await withOperator(try cluster.process(verificationInterval: Self.interval)) { process in
                try await story.wait(for: "Ready", "False", reason: "Conflict", of: story.binding())
                try await process.waitUntilQuiet()
                #expect(try await self.versions(of: [secret.key], story) == versions)
                try await story.writeBinding {
                    $0["grants"] = [["group": .string(Story.developers), "role": "viewer"]]
                }
                try await story.waitUntilReady()
                #expect(try await story.account(of: Story.leads) == nil)
                #expect(try await self.versions(of: [secret.key], story) == versions)
            }
            try await story.remove()
        }

        @Test(
            "without the right to token Secrets nobody gets access, all who had it can lose it, and the remedy is told")
        func noRightToTokens() async throws {
            let cluster = try RealCluster.current
            let story = try await cluster.story("no-tokens")
            try await story.write()
            try await withOperator(try cluster.process(verificationInterval: Self.interval)) { process in
                try await story.waitUntilReady()
                try await cluster.kubectl("delete", "rolebinding", "idmon-tokens", "-n", story.argo)
                try await story.writeBinding("other") { $0["grants"] = [["group": "/payments/new", "role": "viewer"]] }
                try await story.writeScope { scope in
                    let new: JSONValue = ["path": "/payments/new", "maxRole": "viewer"]
                    scope["groups"] = .array((scope["groups"]?.array ?? []) + [new])
                }
                try await story.wait(for: "Stalled", "True", of: story.installation)
                let (_, reason, message) = try await story.condition("Ready", of: story.installation)
                #expect(reason == "Forbidden" && message.contains("deploy/argo-namespace"), "\(message)")
                #expect(try await !story.grant("/payments/new", of: story.binding("other")).isEffective)
                #expect(try await story.grant(Story.leads, of: story.binding()).isEffective)

                try await story.writeBinding {
                    $0["grants"] = [["group": .string(Story.developers), "role": "viewer"]]
                }
                try await eventually("the end of what leads had") {
                    let left = try await story.snapshot().managed.filter {
                        $0.hasPrefix("RoleBinding") && ($0.contains("leads") || $0.contains("submit"))
                    }
                    let rule = try await story.account(of: Story.leads)?["metadata"]?["annotations"]?[
                        WellKnown.Annotation.rule]
                    return left.isEmpty && rule == nil ? nil : "\(left)"
                }
                try await cluster.allowTokens(in: story.argo)
                try await story.waitUntilReady([story.installation, story.binding(), story.binding("other")])
                #expect(try await story.account(of: Story.leads) == nil)
            }
            try await story.remove()
        }

        @Test("a right of pods that Idmon may not hand out is named with the remedy, and keeps nobody else waiting")
        func notGrantable() async throws {
            let cluster = try RealCluster.current
            let story = try await cluster.story("ungrantable")
            let rule: JSONValue = [
                "apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["ungrantable"], "verbs": ["get"],
            ]
            try await story.write()
            try await story.writeScope { $0["runner"] = ["rules": [rule]] }
            try await story.writeBinding("greedy") { $0["runner"] = ["rules": [rule]] }
            try await withOperator(try cluster.process(verificationInterval: Self.interval)) { process in
                try await story.waitUntilReady([story.binding(), story.scope, story.realm])
                try await story.wait(for: "Stalled", "True", of: story.binding("greedy"))
                let (_, reason, message) = try await story.condition("Ready", of: story.binding("greedy"))
                #expect(reason == "Forbidden", "\(message)")
                #expect(message.contains("idmon.dev/grantable"), "no remedy: \(message)")
                let grants = try await story.grant(Story.leads, of: story.binding("greedy"))
                #expect(grants.isEffective, "people do not wait for what pods may not have: \(grants)")
                try await process.waitUntilQuiet()
                let writes = process.writes
                let reconciles = process.reconciles
                try await eventually("three more looks") { process.reconciles >= reconciles + 3 ? nil : "waiting" }
                #expect(process.writes == writes)

                let grantable = KubeObject(
                    .clusterRole, namespace: nil, name: "idmon-grantable-test", labels: ["idmon.dev/grantable": "true"],
                    fields: ["rules": [rule]])
                try await story.write(grantable)
                try await story.waitUntilReady([story.binding("greedy"), story.installation])
                try await story.delete(grantable.key)
            }
            try await story.remove()
        }

        @Test("a resource that slipped past the schema is stalled, and the others go on")
        func malformed() async throws {
            let cluster = try RealCluster.current
            let story = try await cluster.story("malformed")
            try await story.write()
            // As an older definition may have let it in.
            let definition = try #require(
                IdmonCRDs.documents.first { $0["spec"]?["names"]?["kind"] == "WorkflowBinding" })
            var lax = definition
            let schema: JSONValue = ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
            let version = definition["spec"]?["versions"]?[0]
            var laxVersion = version ?? .null
            laxVersion["schema"] = ["openAPIV3Schema": schema]
            lax["spec"]?["versions"] = [laxVersion]
            try await cluster.kubectl("apply", "-f", "-", input: lax.text)
            try await eventually("the lax definition") {
                do throws(KubeError) {
                    _ = try await story.people.apply(
                        KubeObject(
                            .workflowBinding, namespace: story.team, name: "wild",
                            fields: ["spec": ["scopeRef": "production", "templates": 7, "grants": [["group": 1]]]]),
                        force: true)
                    return nil
                } catch {
                    return error.description
                }
            }
            try await cluster.kubectl("apply", "-f", "-", input: definition.text)
            try await withOperator(try cluster.process()) { _ in try await story.waitUntilReady() }
            try await story.remove()
        }
    }
}
