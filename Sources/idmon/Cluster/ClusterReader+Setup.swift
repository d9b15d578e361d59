import AccessExplainer
import AccessLinter
import AccessModel
import JSONTree
import KubeClient
import KubeModel

/// An Argo single sign-on set-up, Idmon's or not.
extension ClusterReader {
    /// - Parameter kinds: those that are wanted; Secrets are always read.
    mutating func setup(
        _ kinds: [ResourceType], knownGroups: Set<GroupPath>?, version: ArgoVersion?
    ) async throws(CommandFailure) -> ArgoSetup {
        var objects: [KubeObject] = []
        for type in kinds where type != .configMap { objects += try await list(type).map(Self.object) }
        let secrets = try await secretFacts()
        objects += try await configMaps(of: ArgoSetup(objects, source: .cluster))
        return ArgoSetup(
            objects, secrets: secrets, source: .cluster,
            unread: unread.map { ArgoSetup.Unread($0.type, reason: $0.reason) }, knownGroups: knownGroups,
            version: version)
    }

    /// An item of a list lacks its own apiVersion and kind.
    private static func object(_ item: LiveObject) -> KubeObject {
        var content = item.root.value
        content["apiVersion"] = .string(item.key.type.apiVersion)
        content["kind"] = .string(item.key.type.kind)
        return KubeObject(item.key.type, content: content)
    }

    // MARK: - Secrets

    /// The table that `kubectl get secrets` shows: names, types and numbers of keys.
    private static let table = "application/json;as=Table;g=meta.k8s.io;v=v1"

    private mutating func secretFacts() async throws(CommandFailure) -> [SecretFact] {
        let answer = try await ask(.secret) { () async throws(KubeError) in
            var facts: [SecretFact] = []
            var token: String?
            repeat {
                var request = APIRequest.list(.secret, .init(limit: 500, continueToken: token))
                request.accept = Self.table
                request.query.append(APIRequest.QueryItem("includeObject", "Metadata"))
                let document = try await client.document(request)
                facts += Self.facts(document.root)
                token = document.root["metadata"]?["continue"]?.string.flatMap { $0.isEmpty ? nil : $0 }
            } while token != nil
            return facts
        }
        switch answer {
        case .read(let facts): return facts
        case .absent: return []
        case .forbidden(let reason):
            note(UnreadPart(.secret, namespace: nil, reason: reason))
            return []
        }
    }

    private static func facts(_ table: JSONView) -> [SecretFact] {
        let columns = table["columnDefinitions"]?.elements.compactMap { $0["name"]?.string } ?? []
        guard let type = columns.firstIndex(of: "Type"), let data = columns.firstIndex(of: "Data") else { return [] }
        return table["rows"]?.elements.compactMap { row in
            guard let metadata = row["object"]?["metadata"], let kind = row["cells"]?[type]?.string else { return nil }
            let cell = row["cells"]?[data]
            let count = cell?.integer.map { Int($0) } ?? cell?.string.flatMap(Int.init)
            return SecretFact(metadata: metadata, type: kind, count: count ?? 0)
        } ?? []
    }

    // MARK: - Settings

    /// Only the ConfigMaps that Argo's programs name are read.
    private mutating func configMaps(of setup: ArgoSetup) async throws(CommandFailure) -> [KubeObject] {
        let programs = setup.programs.map { ($0.key.namespace, $0.configMap) }
        let named = programs + setup.sites.map { (Optional($0.namespace), $0.configMap.name) }
        let keys = Set(named.map { ObjectKey(.configMap, namespace: $0.0, name: $0.1) })
        var objects: [KubeObject] = []
        for key in keys.sorted() {
            let answer = try await ask(.configMap) { () async throws(KubeError) in
                LiveObject(.configMap, document: try await client.get(key))
            }
            switch answer {
            case .read(let found): if let found { objects.append(Self.object(found)) }
            case .absent: break
            case .forbidden(let reason): note(UnreadPart(.configMap, namespace: key.namespace, reason: reason))
            }
        }
        return objects
    }
}
