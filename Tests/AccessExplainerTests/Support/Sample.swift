import AccessCompiler
import AccessExplainer
import AccessModel
import JSONTree
import KubeModel
import ReconcileCore
import TestInputs
import YAMLTree

/// Resources for tests, from files of the repository and from text.
enum Sample {
    struct Missing: Error { let what: String }

    static let now = KubeTime(seconds: 1_800_000_000)

    private static let types: [ResourceType] =
        ResourceType.idmonKinds + TemplateKind.allCases.map(\.resourceType) + [
            .namespace, .serviceAccount, .secret, .configMap, .role, .roleBinding, .clusterRole, .clusterRoleBinding,
            .deployment,
        ]

    static func objects(_ text: String) throws -> [KubeObject] {
        try YAMLReader.documents(in: Array(text.utf8)).compactMap { document in
            let value = document.value
            guard
                let type = types.first(where: {
                    $0.kind == value["kind"]?.string && $0.apiVersion == value["apiVersion"]?.string
                })
            else { return nil }
            return KubeObject(type, content: value)
        }
    }

    /// `deploy/samples/three-teams`
    static func threeTeams() throws -> [KubeObject] {
        try ["namespaces", "installation", "payments", "data", "web"].flatMap {
            try objects(Project.text(of: "deploy/samples/three-teams/\($0).yaml"))
        }
    }

    /// Limits, steps and four eyes.
    static func limits() throws -> [KubeObject] {
        try objects(Project.text(of: "Tests/CommandLineTests/Golden/limits.yaml"))
    }

    /// The Deployment of argo-server.
    ///
    /// - Parameter fields: of its container.
    static func server(_ fields: String) throws -> [KubeObject] {
        try objects(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: argo-server, namespace: argo}
            spec:
              template:
                spec:
                  serviceAccountName: argo-server
                  containers:
                    - {name: argo-server, image: "quay.io/argoproj/argocli:v4.1.2", \(fields)}
            """)
    }

    static func explainer(_ objects: [KubeObject]) -> AccessExplainer {
        AccessExplainer(AccessSnapshot(rendering: objects, now: now))
    }

    static func groups(_ names: String...) -> Person { .groups(names.compactMap { GroupPath($0) }) }

    /// What would be in a cluster if the files were applied and carried out.
    static func cluster(_ objects: [KubeObject]) -> [LiveObject] {
        let generated = AccessObservation.rendering(objects, now: now).flatMap {
            AccessPlanner().plan($0).desired.map(\.object)
        }
        let operatorsOwn =
            ClaimPolicy.policies.flatMap { [$0.document(labels: [:]), $0.binding(labels: [:])] } + [
                KubeObject(
                    .clusterRole, namespace: nil, name: WellKnown.clusterTemplatesRole,
                    fields: ["rules": [RoleCatalogue.clusterTemplates.value]])
            ]
        let secrets = generated.filter { $0.type == .serviceAccount }.compactMap(token)
        return (objects + generated.filter { $0.type != .secret } + operatorsOwn + secrets).compactMap(live)
    }

    /// The Secret of an account's token, as metadata.
    private static func token(of account: KubeObject) -> KubeObject? {
        guard let name = account.content["metadata"]?["annotations"]?[WellKnown.Annotation.tokenName]?.string else {
            return nil
        }
        var secret = KubeObject(.secret, namespace: account.namespace, name: name)
        secret.content["metadata"]?["managedFields"] = [
            ["manager": "idmon", "operation": "Apply", "fieldsV1": ["f:data": ["f:token": [:]]]]
        ]
        return secret
    }

    static func live(_ object: KubeObject) -> LiveObject? {
        var content = object.content
        content["metadata"]?["uid"] = .string("\(object.key)")
        content["metadata"]?["resourceVersion"] = "1"
        return LiveObject(object.type, document: JSONDocument(content))
    }
}
