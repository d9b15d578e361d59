import AccessCompiler
import AccessExplainer
import AccessModel
import JSONTree
import KubeClient
import KubeModel

/// What is in effect through Idmon, for the report.
extension ClusterReader {
    /// Reads the observations of the cluster, one for each installation; of Secrets only those with tokens of Idmon's
    /// accounts.
    ///
    /// - Throws: ``CommandFailure`` when Idmon's own resources cannot be read: nothing could be said then.
    mutating func observations(at time: KubeTime) async throws(CommandFailure) -> [AccessObservation] {
        var objects = try await resources(hint: "install Idmon's definitions, or name files with -f")
        let made = "\(WellKnown.Label.managedBy)=\(WellKnown.Label.managedByIdmon)"
        for type in [ResourceType.serviceAccount, .role, .roleBinding, .clusterRoleBinding] {
            objects += try await list(type, labels: made)
        }
        let applications = try await list(.application)
        let areApplicationsKnown = !unread.contains { $0.type == .application }
        return AccessObservation.observing(
            objects, secrets: try await tokens(of: objects), applications: areApplicationsKnown ? applications : nil,
            now: time)
    }

    /// Idmon's resources, and what they refer to.
    ///
    /// - Throws: ``CommandFailure`` when Idmon's own resources cannot be read: nothing could be said then.
    mutating func resources(hint: String) async throws(CommandFailure) -> [LiveObject] {
        var objects: [LiveObject] = []
        for type in ResourceType.idmonKinds { objects += try await listOwn(type, hint: hint) }
        for type in [.namespace] + TemplateKind.allCases.map(\.resourceType) {
            objects += try await list(type, metadataOnly: true)
        }
        return objects
    }

    private mutating func tokens(of objects: [LiveObject]) async throws(CommandFailure) -> [LiveObject] {
        var secrets: [LiveObject] = []
        var closed: Set<String> = []
        let accounts = objects.filter { $0.key.type == .serviceAccount && $0.label(WellKnown.Label.binding) == nil }
        for account in accounts.sorted(by: { $0.key < $1.key }) {
            let namespace = account.key.namespace ?? ""
            guard !closed.contains(namespace) else { continue }
            let name =
                account.annotation(WellKnown.Annotation.tokenName)
                ?? GeneratedName.token(ofAccount: account.key.name, .permanent)
            let key = ObjectKey(.secret, namespace: namespace, name: name)
            let answer = try await ask(.secret) { () async throws(KubeError) in
                LiveObject(.secret, document: try await client.getMetadata(key))
            }
            switch answer {
            case .read(let secret): if let secret { secrets.append(secret) }
            case .absent: break
            case .forbidden(let reason):
                closed.insert(namespace)
                note(UnreadPart(.secret, namespace: namespace, reason: reason))
            }
        }
        return secrets
    }
}
