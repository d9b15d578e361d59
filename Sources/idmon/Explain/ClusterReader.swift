import AccessExplainer
import AccessModel
import JSONTree
import KubeClient
import KubeModel
import KubeRuntime

/// Reads from a cluster what decides access, as far as one may.
///
/// Of Secrets only metadata is asked for. What is forbidden for the whole cluster is tried in the namespaces that matter,
/// and what remains is told as unread.
struct ClusterReader {
    private let client: KubeClient

    init(transport: CurlTransport) {
        client = KubeClient(transport: transport, options: .init(fieldManager: "idmon"))
    }

    private static let clusterWide: [ResourceType] = [
        .namespace, .clusterRole, .clusterRoleBinding, .validatingAdmissionPolicy, .validatingAdmissionPolicyBinding,
        .clusterWorkflowTemplate,
    ]
    private static let namespaced: [ResourceType] =
        ResourceType.idmonKinds + [.workflowTemplate, .cronWorkflow, .role, .roleBinding]
    /// What is read beside argo-server, and where it delegates to.
    private static let besideServer: [ResourceType] = [.serviceAccount, .secret, .configMap, .deployment]

    /// - Parameter namespace: the only workload namespace that will be asked about; nil for all.
    func snapshot(focus namespace: String?) async throws -> AccessSnapshot {
        var (objects, unread): ([LiveObject], [UnreadPart]) = ([], [])
        for type in Self.clusterWide + Self.namespaced {
            try await read(type, in: nil, elsewhere: namespace.map { [$0] } ?? [], &objects, &unread)
        }
        let installations = objects.filter { $0.key.type == .argoInstallation }
        var homes = Set(installations.compactMap(\.key.namespace))
        for scope in objects where scope.key.type == .workflowScope {
            if let name = WorkflowScope.installation(of: scope.root) { homes.insert(name.namespace) }
        }
        if homes.isEmpty { homes = ["argo"] }
        let isDelegated = installations.contains {
            $0.root["spec"]?["identities"]?["layout"]?.string == IdentitySettings.Layout.delegated.rawValue
        }
        for home in homes.sorted() {
            for type in Self.besideServer { try await read(type, in: home, elsewhere: [], &objects, &unread) }
            // Without the right to list all of them, the roles there still matter.
            for type in [ResourceType.role, .roleBinding]
            where unread.contains(where: { $0.type == type && $0.namespace != home }) {
                try await read(type, in: home, elsewhere: [], &objects, &unread)
            }
        }
        let workloads =
            namespace.map { [$0] } ?? objects.filter { $0.key.type == .workflowScope }.compactMap(\.key.namespace)
        for workload in Set(workloads).subtracting(homes).sorted() where isDelegated {
            for type in [ResourceType.serviceAccount, .secret] {
                try await read(type, in: workload, elsewhere: [], &objects, &unread)
            }
        }
        var seen: Set<ObjectKey> = []
        return AccessSnapshot(
            reading: objects.filter { seen.insert($0.key).inserted }, unread: unread, now: SystemClock.now(),
            focus: namespace.map { [$0] })
    }

    /// A run as it is now; nil when there is none.
    func workflow(_ name: String, in namespace: String) async throws -> JSONValue? {
        do throws(KubeError) {
            return try await client.get(ObjectKey(.workflow, namespace: namespace, name: name)).root.value
        } catch {
            if error.code == .notFound { return nil }
            throw Self.failure(error)
        }
    }

    /// - Parameter elsewhere: the namespaces to try where the whole cluster may not be read.
    private func read(
        _ type: ResourceType, in namespace: String?, elsewhere: [String], _ objects: inout [LiveObject],
        _ unread: inout [UnreadPart]
    ) async throws {
        do throws(KubeError) {
            let list = try await client.list(type, namespace: namespace, metadataOnly: type == .secret)
            objects += list.items.compactMap { LiveObject(type, document: $0) }
        } catch {
            switch error.code {
            // The kind is not installed, so there is none of it.
            case .notFound: return
            case .forbidden where namespace == nil && type.isNamespaced && !elsewhere.isEmpty:
                for place in elsewhere { try await read(type, in: place, elsewhere: [], &objects, &unread) }
            case .forbidden: unread.append(UnreadPart(type, namespace: namespace, reason: error.message))
            default: throw Self.failure(error)
            }
        }
    }

    private static func failure(_ error: KubeError) -> CommandFailure {
        CommandFailure("the cluster cannot be read: \(error)", status: ExitStatus.unreachable)
    }
}
