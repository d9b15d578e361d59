import AccessCompiler
import AccessExplainer
import AccessModel
import Glibc
import JSONTree
import KubeModel
import KubeTesting
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

    static func text(_ path: String) throws -> String {
        guard let stream = fopen(SharedFolder.packageRoot + "/" + path, "r") else { throw Missing(what: path) }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        while case let byte = fgetc(stream), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `deploy/samples/three-teams`
    static func threeTeams() throws -> [KubeObject] {
        try ["namespaces", "installation", "payments", "data", "web"].flatMap {
            try objects(text("deploy/samples/three-teams/\($0).yaml"))
        }
    }

    /// Limits, steps and four eyes.
    static func limits() throws -> [KubeObject] { try objects(text("Tests/CommandLineTests/Golden/limits.yaml")) }

    static func explainer(_ objects: [KubeObject]) -> AccessExplainer {
        AccessExplainer(AccessSnapshot(rendering: objects, now: now))
    }

    static func groups(_ names: String...) -> Person { .groups(names.compactMap { GroupPath($0) }) }
}
