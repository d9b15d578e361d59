import AccessExplainer
import AccessModel
import JSONTree
import KubeModel

/// What lets people in beside Idmon, for plans.
extension ClusterReader {
    /// - Parameter resources: Idmon's resources of the cluster and of the files, which say where argo-server looks.
    mutating func foreignAccess(beside resources: [KubeObject]) async throws(CommandFailure) -> ForeignAccess {
        let scopes = resources.filter { $0.type == .workflowScope }
        let namespaces = Set(scopes.compactMap(\.namespace))
        var findings: [Finding] = []
        let installations = resources.filter { $0.type == .argoInstallation }.compactMap {
            ArgoInstallation.decode(JSONDocument($0.content).root, findings: &findings)
        }
        var access = ForeignAccess(
            places: installations.reduce(into: []) {
                $0.formUnion(ForeignAccess(beside: $1, serving: namespaces).places)
            })
        let known = unread.count
        for place in access.places.sorted() { try await take(.serviceAccount, in: place, &access) }
        for type in [ResourceType.roleBinding, .role] {
            try await take(type, elsewhere: namespaces.sorted(), &access)
        }
        for type in [ResourceType.clusterRoleBinding, .clusterRole] { try await take(type, &access) }
        for part in unread.dropFirst(known) { access.note(part) }
        return access
    }

    private mutating func take(
        _ type: ResourceType, in namespace: String? = nil, elsewhere: [String] = [], _ access: inout ForeignAccess
    ) async throws(CommandFailure) {
        for live in try await list(type, in: namespace, elsewhere: elsewhere) { access.take(live) }
    }
}
