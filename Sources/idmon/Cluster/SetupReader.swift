import AccessLinter
import AccessModel
import JSONTree
import KubeClient
import KubeModel

/// Reads a set-up from a cluster: what may not be read is named, and no value of a Secret is ever sent.
struct SetupReader {
    private let client: KubeClient
    private(set) var objects: [KubeObject] = []
    private(set) var secrets: [SecretFact] = []
    private(set) var unread: [ArgoSetup.Unread] = []

    /// - Parameter kinds: those that are wanted; Secrets are always read.
    /// - Throws: ``CommandFailure`` with status `unreachable` when the API server cannot be asked at all.
    init(_ client: KubeClient, _ kinds: [ResourceType]) async throws(CommandFailure) {
        self.client = client
        for type in kinds where type != .configMap {
            objects += try await read(type) { () async throws(KubeError) -> [KubeObject] in
                try await client.list(type).items.map { Self.object(type, $0) }
            }
        }
        try await readSecrets()
        try await readConfigMaps()
    }

    /// An item of a list lacks its own apiVersion and kind.
    private static func object(_ type: ResourceType, _ item: JSONDocument) -> KubeObject {
        var content = item.root.value
        content["apiVersion"] = .string(type.apiVersion)
        content["kind"] = .string(type.kind)
        return KubeObject(type, content: content)
    }

    private mutating func read<Item>(
        _ type: ResourceType, _ ask: () async throws(KubeError) -> [Item]
    ) async throws(CommandFailure) -> [Item] {
        do throws(KubeError) {
            return try await ask()
        } catch {
            switch error.code {
            // The cluster has no such kind.
            case .notFound: return []
            case .forbidden:
                unread.append(ArgoSetup.Unread(type, reason: error.message))
                return []
            default:
                throw CommandFailure("the cluster cannot be read: \(error.message)", status: ExitStatus.unreachable)
            }
        }
    }

    // MARK: - Secrets

    /// The table that `kubectl get secrets` shows: names, types and numbers of keys.
    private static let table = "application/json;as=Table;g=meta.k8s.io;v=v1"

    private mutating func readSecrets() async throws(CommandFailure) {
        let client = client
        secrets = try await read(.secret) { () async throws(KubeError) -> [SecretFact] in
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
    private mutating func readConfigMaps() async throws(CommandFailure) {
        let setup = ArgoSetup(objects, source: .cluster)
        let programs = setup.programs.map { ($0.key.namespace, $0.configMap) }
        let named = programs + setup.sites.map { (Optional($0.namespace), $0.configMap.name) }
        let keys = Set(named.map { ObjectKey(.configMap, namespace: $0.0, name: $0.1) })
        let client = client
        for key in keys.sorted() {
            objects += try await read(.configMap) { () async throws(KubeError) -> [KubeObject] in
                [Self.object(.configMap, try await client.get(key))]
            }
        }
    }
}
