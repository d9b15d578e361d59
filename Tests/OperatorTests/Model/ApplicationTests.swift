import AccessModel
import DevCluster
import JSONTree
import KubeClient
import KubeModel
import Testing

@Suite("On a cluster in memory, with KubeVela's Applications", .timeLimit(.minutes(30)))
struct ApplicationTests {
    /// The few fields of KubeVela's definition that are of interest here.
    private static let definition: JSONValue = [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": "applications.core.oam.dev"],
        "spec": [
            "group": "core.oam.dev", "scope": "Namespaced",
            "names": ["kind": "Application", "plural": "applications", "singular": "application"],
            "versions": [
                [
                    "name": "v1beta1", "served": true, "storage": true, "subresources": ["status": [:]],
                    "schema": [
                        "openAPIV3Schema": ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
                    ],
                ]
            ],
        ],
    ]

    private static func key(_ story: Story) -> ObjectKey {
        ObjectKey(.application, namespace: story.team, name: "payments")
    }

    private static func write(_ story: Story, scope: String = "production", applied: Bool) async throws {
        let spec: JSONValue = [
            "components": [
                [
                    "name": "nightly-report", "type": "argo-workflow-template",
                    "scopes": .object([WellKnown.scopeDefinition: .string(scope)]),
                ]
            ]
        ]
        try await story.write(key(story), spec)
        let binding: JSONValue = [
            "apiVersion": "idmon.dev/v1alpha1", "kind": "WorkflowBinding", "name": "nightly-report",
            "namespace": .string(story.team), "creator": "workflow", "cluster": "local",
        ]
        _ = try await story.people.patch(
            key(story), .merge, body: ["status": ["appliedResources": applied ? [binding] : []]], subresource: "status")
    }

    @Test("a binding has access while its Application names the scope and has applied it, and never longer")
    func membership() async throws {
        let cluster = try await ModelCluster()
        let story = cluster.story
        try await story.write(KubeObject(.customResourceDefinition, content: Self.definition))
        await cluster.host.tick()
        let dog = Watchdog(cluster.transport, watching: cluster.people)
        try await story.writeNamespaces()
        try await story.writeInstallation()
        try await story.writeScope { $0["members"] = ["sources": ["Applications"]] }
        try await story.writeBinding { $0["component"] = ["application": "payments", "name": "nightly-report"] }
        try await withOperator(cluster.process(dog)) { process in
            try await story.wait(for: "MemberOfScope", "False", reason: "ApplicationNotFound", of: story.binding())
            try await Self.write(story, applied: false)
            try await story.wait(for: "MemberOfScope", "False", reason: "NotAppliedByApplication", of: story.binding())
            try await story.expectNothingGranted()

            try await Self.write(story, applied: true)
            try await story.wait(for: "MemberOfScope", "True", reason: "Applications", of: story.binding())
            try await story.waitUntilReady()

            // What KubeVela writes all the time changes nothing.
            try await process.waitUntilQuiet()
            let writes = process.writes
            for round in 0..<5 { try await story.label(Self.key(story), "round", "\(round)") }
            try await process.waitUntilQuiet()
            #expect(process.writes == writes)

            try await Self.write(story, scope: "other", applied: true)
            try await story.wait(for: "MemberOfScope", "False", reason: "NotAMember", of: story.binding())
            try await story.expectNothingGranted()
            try await Self.write(story, applied: true)
            try await story.waitUntilReady()
            try await story.delete(Self.key(story))
            try await story.expectNothingGranted()
        }
        #expect(dog.violations.filter { !$0.contains("what no grant says") } == [])
    }
}
