import AccessModel
package import KubeModel

extension AccessObservation {
    /// The observations of a cluster as it is, one for each installation, for those who only look at it.
    ///
    /// - Parameters:
    ///   - live: resources of Idmon's kinds, Namespaces, templates, and what Idmon generated; others are passed over.
    ///   - secrets: those of the accounts' tokens, as metadata.
    ///   - applications: those of KubeVela; nil when they are not known.
    package static func observing(
        _ live: [LiveObject], secrets: [LiveObject], applications: [LiveObject]?, now: KubeTime
    ) -> [AccessObservation] {
        let types: Set<ResourceType> = [.serviceAccount, .role, .roleBinding, .clusterRoleBinding]
        let generated = Dictionary(grouping: live.filter { types.contains($0.key.type) }) {
            ReconcileKeys.key(ofGenerated: $0)
        }
        return observations(of: live, now: now).map { seen in
            var observation = seen
            observation.assumesTokens = false
            observation.generated = (generated[seen.key] ?? []) + secrets
            let namespaces = Set(seen.scopes.compactMap(\.key.namespace))
            observation.applications = applications?.filter { namespaces.contains($0.key.namespace ?? "") }
            return observation
        }
    }
}
