import AccessModel
import JSONTree
import KubeClient
import KubeModel
import Testing

/// A story with Argo's settings and argo-server beside the installation, as Argo's manifests have them.
struct SSOStory: Sendable {
    let story: Story

    var configMap: ObjectKey {
        ObjectKey(.configMap, namespace: story.argo, name: "workflow-controller-configmap")
    }
    var server: ObjectKey { ObjectKey(.deployment, namespace: story.argo, name: "argo-server") }

    static let sso: JSONValue = [
        "clientIdRef": ["name": "argo-oidc", "key": "client-id"],
        "clientSecretRef": ["name": "argo-oidc", "key": "client-secret"],
        "redirectUrl": "https://argo.example.org/oauth2/callback", "scopes": ["groups"], "sessionExpiry": "2h",
    ]

    /// Settings as Helm writes them, with comments of the team.
    static let config = """
        # Ours.
        instanceID: data   # one of two
        sso:
          issuer: https://old.example.org
          rbac:
            enabled: false

        # Where the logs are.
        links:
        - {name: Logs, scope: pod, url: "https://logs.example.org"}

        """

    func write(config: String = config, _ change: (inout JSONValue) -> Void = { _ in }) async throws {
        try await story.writeNamespaces()
        try await write(data: ["config": .string(config)])
        try await story.write(KubeObject(.serviceAccount, namespace: story.argo, name: "argo-server"))
        try await story.write(
            KubeObject(
                .deployment, namespace: story.argo, name: server.name,
                fields: [
                    "spec": [
                        "replicas": 1, "selector": ["matchLabels": ["app": "argo-server"]],
                        "template": [
                            "metadata": ["labels": ["app": "argo-server"]],
                            "spec": [
                                "serviceAccountName": "argo-server",
                                "containers": [
                                    [
                                        "name": "argo-server", "image": "quay.io/argoproj/argocli:v4.1.2",
                                        "args": ["server", "--auth-mode=sso"],
                                    ]
                                ],
                            ],
                        ],
                    ]
                ]))
        try await story.writeInstallation()
        try await writeInstallation(change)
        try await story.writeScope()
        try await story.writeBinding()
    }

    func writeInstallation(_ change: (inout JSONValue) -> Void = { _ in }) async throws {
        var spec: JSONValue = ["version": "4.1.2", "realmRef": ["name": "production"], "sso": Self.sso]
        change(&spec)
        try await story.write(story.installation, spec)
    }

    func write(data: JSONObject) async throws {
        try await story.write(
            KubeObject(.configMap, namespace: story.argo, name: configMap.name, fields: ["data": .object(data)]))
    }

    /// Plays Kubernetes' own controller: the pods of the present template run. Does nothing when they do.
    func finishRollout() async throws {
        let generation = try await story.read(server)?["metadata"]?["generation"] ?? 0
        let status: JSONValue = [
            "status": [
                "observedGeneration": generation, "replicas": 1, "updatedReplicas": 1, "readyReplicas": 1,
                "availableReplicas": 1,
            ]
        ]
        _ = try await story.people.patch(server, .merge, body: status, subresource: "status")
    }

    /// Plays the kubelet where Kubernetes' own controllers run: every pod is ready.
    func runPods() async throws {
        for pod in try await story.all(.pod, in: story.argo) where pod["status"]?["phase"] != "Running" {
            try await run(KubeObject(.pod, content: pod).key)
        }
    }

    private func run(_ pod: ObjectKey) async throws {
        let ready: JSONValue = ["type": "Ready", "status": "True", "lastTransitionTime": "2026-01-01T00:00:00Z"]
        let status: JSONValue = ["status": ["phase": "Running", "conditions": [ready]]]
        do throws(KubeError) {
            _ = try await story.people.patch(pod, .merge, body: status, subresource: "status")
        } catch  where error.code == .notFound {
            // It was replaced meanwhile.
        }
    }

    func text() async throws -> String { try await story.read(configMap)?["data"]?["config"]?.string ?? "" }

    func digest() async throws -> String? {
        try await story.read(server)?["spec"]?["template"]?["metadata"]?["annotations"]?[
            WellKnown.Annotation.ssoDigest]?
            .string
    }

    /// What becomes of ``config``: nothing but the block of `sso` is another one.
    func expectMerged() async throws {
        let text = try await text()
        let parts = Self.config.split(separator: "  issuer: https://old.example.org\n  rbac:\n    enabled: false\n")
        #expect(parts.count == 2 && text.hasPrefix(parts[0]) && text.hasSuffix(parts[1]), "\(text)")
        for line in [
            "  issuer: https://keycloak.example.org/realms/production", "  - ^/payments/developers$",
            "    enabled: true",
        ] { #expect(text.split(separator: "\n").contains { $0 == line }, "\(line)\n\(text)") }
    }
}
