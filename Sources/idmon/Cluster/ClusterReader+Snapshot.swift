import AccessCompiler
import AccessExplainer
import AccessModel
import JSONTree
import KubeClient
import KubeModel
import KubeRuntime

/// What decides access, for questions about it.
extension ClusterReader {
    private static let clusterWide: [ResourceType] = [
        .namespace, .clusterRole, .clusterRoleBinding, .validatingAdmissionPolicy, .validatingAdmissionPolicyBinding,
        .clusterWorkflowTemplate,
    ]
    /// What decides access to a namespace from within it.
    private static let inWorkload: [ResourceType] = [
        .workflowScope, .workflowBinding, .accessTest, .workflowTemplate, .cronWorkflow,
    ]
    /// What is read beside argo-server, and where it delegates to.
    private static let besideServer: [ResourceType] = [.serviceAccount, .secret, .configMap, .deployment]

    /// What is forbidden for the whole cluster is tried in the namespaces that matter.
    ///
    /// - Parameter namespace: the only workload namespace that will be asked about; nil for all.
    mutating func snapshot(focus namespace: String?) async throws(CommandFailure) -> AccessSnapshot {
        let focus = namespace.map { [$0] } ?? []
        var objects: [LiveObject] = []
        for type in Self.clusterWide + Self.inWorkload { objects += try await list(type, elsewhere: focus) }
        var homes: Set<String> = []
        for scope in objects where scope.key.type == .workflowScope {
            if let name = WorkflowScope.installation(of: scope.root) { homes.insert(name.namespace) }
        }
        for type in [ResourceType.argoInstallation, .keycloakRealm] {
            objects += try await list(type, elsewhere: homes.sorted())
        }
        let installations = objects.filter { $0.key.type == .argoInstallation }
        homes.formUnion(installations.compactMap(\.key.namespace))
        if homes.isEmpty { homes = ["argo"] }
        for type in [ResourceType.role, .roleBinding] {
            objects += try await list(type, elsewhere: homes.union(focus).sorted())
        }
        for home in homes.sorted() {
            for type in Self.besideServer { objects += try await list(type, in: home) }
        }
        let servers = objects.filter { $0.key.type == .deployment }.compactMap {
            ServerFlags(deployment: $0.root, namespace: $0.key.namespace ?? "")
        }
        let managed = Set(servers.filter { $0.managedNamespace != nil }.map(\.accountNamespace)).subtracting(homes)
        for place in managed.sorted() {
            for type in [ResourceType.serviceAccount, .secret] { objects += try await list(type, in: place) }
        }
        let isDelegated =
            servers.contains { $0.delegates == true }
            || installations.contains {
                $0.root["spec"]?["identities"]?["layout"]?.string == IdentitySettings.Layout.delegated.rawValue
            }
        let workloads =
            namespace.map { [$0] } ?? objects.filter { $0.key.type == .workflowScope }.compactMap(\.key.namespace)
        for workload in Set(workloads).subtracting(homes).subtracting(managed).sorted() where isDelegated {
            for type in [ResourceType.serviceAccount, .secret] { objects += try await list(type, in: workload) }
        }
        var seen: Set<ObjectKey> = []
        return AccessSnapshot(
            reading: objects.filter { seen.insert($0.key).inserted }, unread: unread, now: SystemClock.now(),
            focus: namespace.map { [$0] })
    }

    /// A run as it is now; nil when there is none.
    func workflow(_ name: String, in namespace: String) async throws(CommandFailure) -> JSONValue? {
        let key = ObjectKey(.workflow, namespace: namespace, name: name)
        do throws(KubeError) {
            return try await client.get(key).root.value
        } catch {
            if error.code == .notFound { return nil }
            throw CommandFailure("\(key) cannot be read: \(error)", status: ExitStatus.unreachable)
        }
    }
}
