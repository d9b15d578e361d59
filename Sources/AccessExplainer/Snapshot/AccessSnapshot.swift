import AccessCompiler
package import AccessModel
import JSONTree
package import KubeModel

/// All that decides who may do what, from files or from a cluster as it is.
package struct AccessSnapshot: Sendable {
    package enum Source: Hashable, Sendable {
        /// What Idmon would make of files counts as made.
        case files
        case cluster
    }

    package let source: Source
    /// What people wrote, what others made, and what Idmon made or would make; policies of files are left out.
    package let objects: [ObjectKey: KubeObject]
    package let installations: [InstallationAccess]
    package let roles: RoleBook
    package let policies: PolicyStand
    package let now: KubeTime
    /// What could not be read; answers that depend on it are unknown.
    package let unread: [UnreadPart]
    let generated: Set<ObjectKey>

    package func origin(of key: ObjectKey) -> ObjectOrigin? {
        if generated.contains(key) { return .generated }
        return objects[key] == nil ? nil : source == .files ? .file : .cluster
    }

    // MARK: - Files

    /// What a set of files means: Idmon's own resources count as carried out, all others as they stand.
    ///
    /// - Parameters:
    ///   - objects: resources of Idmon's kinds, Namespaces, templates, and whatever decides access besides, such as
    ///     ServiceAccounts, Secrets, Roles and their bindings, and Argo's ConfigMap.
    ///   - now: the time at which grants with a beginning or an end are judged.
    ///   - focus: the only workload namespaces that will be asked about; nil for all.
    package init(rendering objects: [KubeObject], now: KubeTime, focus: Set<String>? = nil) {
        let judged = AccessObservation.rendering(objects, now: now).compactMap { JudgedAccess($0, focus: focus) }
        var all = Dictionary(objects.map { ($0.key, $0) }) { first, _ in first }
        var generated: Set<ObjectKey> = []
        // What was rendered earlier may be among the files; what would be made now counts.
        for object in judged.flatMap(\.objects) {
            all[object.key] = object
            generated.insert(object.key)
        }
        if all[Self.clusterTemplates.key] == nil { all[Self.clusterTemplates.key] = Self.clusterTemplates }
        self.init(.files, all, generated: generated, judged: judged, unread: [], now: now)
    }

    /// The ClusterRole that is installed with the operator.
    private static let clusterTemplates = KubeObject(
        .clusterRole, namespace: nil, name: WellKnown.clusterTemplatesRole,
        fields: ["rules": [RoleCatalogue.clusterTemplates.value]])

    // MARK: - A cluster

    /// A cluster as it is.
    ///
    /// - Parameters:
    ///   - objects: all that was read; Secrets as metadata only, so that no value is ever at hand.
    ///   - unread: what could not be read.
    ///   - focus: the only workload namespaces that will be asked about; nil for all.
    package init(
        reading objects: [LiveObject], unread: [UnreadPart] = [], now: KubeTime, focus: Set<String>? = nil
    ) {
        let judged = AccessObservation.observations(of: objects, now: now).compactMap {
            JudgedAccess($0, focus: focus, makesObjects: false)
        }
        let all = Dictionary(
            objects.map { ($0.key, KubeObject($0.key.type, content: $0.root.value)) }
        ) { first, _ in first }
        self.init(.cluster, all, generated: [], judged: judged, unread: unread, now: now)
    }

    private init(
        _ source: Source, _ objects: [ObjectKey: KubeObject], generated: Set<ObjectKey>, judged: [JudgedAccess],
        unread: [UnreadPart], now: KubeTime
    ) {
        self.source = source
        self.objects = objects
        self.generated = generated
        self.unread = unread
        self.now = now
        roles = RoleBook(objects.values, unread: unread, isComplete: source == .cluster)
        policies = PolicyStand(
            judged, observed: source == .cluster ? ObservedPolicies(objects.values, unread: unread) : nil)
        let builder = InstallationBuilder(source, objects, generated: generated, unread: unread, now: now)
        installations = builder.installations(judged)
    }

    // MARK: - Looking up

    package func installation(_ name: ResourceName) -> InstallationAccess? { installations.first { $0.name == name } }

    /// The installations that scopes of a namespace name; where none does, all that there are.
    package func installations(serving namespace: String) -> [InstallationAccess] {
        let named = installations.filter { installation in
            installation.judged?.scopes.contains { $0.key.namespace == namespace } ?? false
        }
        return named.isEmpty ? installations : named
    }

    /// Whose account a requester is; nil for everything but the accounts of known people.
    func person(of requester: Requester) -> PersonSubject? {
        let parts = requester.user.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount" else { return nil }
        let account = objects[ObjectKey(.serviceAccount, namespace: parts[2], name: parts[3])]
        return account?.content["metadata"]?["annotations"]?[WellKnown.Annotation.subject]?.string.flatMap {
            PersonSubject($0)
        }
    }

    /// What somebody wrote about a template in a namespace, or in the cluster.
    package func template(_ kind: TemplateKind, _ name: String, in namespace: String) -> KubeObject? {
        objects[
            ObjectKey(kind.resourceType, namespace: kind.resourceType.isNamespaced ? namespace : nil, name: name)]
    }
}
