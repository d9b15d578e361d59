import AccessModel
import JSONTree
package import KubeModel

/// Everything from which one key is planned.
package struct AccessObservation: Sendable {
    package var key: ReconcileKey
    /// The installation of the key; nil when it does not exist.
    package var installation: LiveObject?
    /// The other installations of its namespace.
    package var installationsBeside: [LiveObject] = []
    /// The scopes of other installations in the namespaces of the scopes, and those installations.
    package var scopesBeside: [LiveObject] = []
    package var installationsElsewhere: [LiveObject] = []
    /// The realms of the installation's namespace. For an unassigned realm: that realm.
    package var realms: [LiveObject] = []
    /// The scopes that name the installation. For an unassigned scope: that scope.
    package var scopes: [LiveObject] = []
    /// The bindings that name one of the scopes. For an unassigned binding: that binding.
    package var bindings: [LiveObject] = []
    /// By name; namespaces that are left out count as without labels.
    package var namespaces: [String: NamespaceFact] = [:]
    /// The KubeVela Applications of the scopes' namespaces; nil when they are not known, as in files.
    package var applications: [LiveObject]?
    /// The objects that carry the installation's labels; Secrets as metadata only. For an unassigned binding: those
    /// that also carry its label, in its namespace.
    package var generated: [LiveObject] = []
    /// The admission policies that carry the installation's labels, with what puts them into effect.
    package var policies: [LiveObject] = []
    /// The Deployments of the installation's namespace.
    package var deployments: [LiveObject] = []
    /// The ConfigMap that `spec.sso` names.
    package var configMaps: [LiveObject] = []
    /// Objects of others that Idmon has no right to read.
    package var unreadable: Set<ObjectKey> = []
    /// Objects that bear a generated name and are ``ObjectOwner/foreign``.
    package var foreign: Set<ObjectKey> = []
    /// The templates of the bindings' namespaces and of the cluster; nil when it is not known which there are.
    package var templates: TemplateTable?
    /// All installations and scopes there are, to suggest names from.
    package var knownNames: Set<ObjectKey> = []
    package var now: KubeTime
    /// Whether resources are guarded by a finalizer: by the operator yes, when rendering no.
    package var managesFinalizers: Bool
    /// Whether every account counts as having its token, so that the final objects are planned at once.
    package var assumesTokens: Bool
    /// Whether a person has confirmed beforehand that any access may be taken away.
    package var confirmsRemovals = false

    package init(key: ReconcileKey, now: KubeTime, managesFinalizers: Bool = true, assumesTokens: Bool = false) {
        self.key = key
        self.now = now
        self.managesFinalizers = managesFinalizers
        self.assumesTokens = assumesTokens
    }
}

// MARK: - Rendering

extension AccessObservation {
    /// The observations from which the generated objects of a set of files are planned, one for each installation, as
    /// if nothing existed and every token were there.
    ///
    /// - Parameters:
    ///   - objects: resources as they stand in files: of Idmon's kinds, Namespaces and templates; others are passed over.
    ///   - now: the time at which grants with a beginning or an end are judged.
    package static func rendering(_ objects: [KubeObject], now: KubeTime) -> [AccessObservation] {
        observations(of: objects.compactMap(rendered), now: now)
    }

    /// The observations of resources that people wrote, whatever else exists, one for each installation.
    ///
    /// - Parameter live: resources of Idmon's kinds, Namespaces and templates; others are passed over.
    package static func observations(of live: [LiveObject], now: KubeTime) -> [AccessObservation] {
        let byType = Dictionary(grouping: live, by: \.key.type)
        let installations = byType[.argoInstallation] ?? []
        let scopes = byType[.workflowScope] ?? []
        let scopesByKey = Dictionary(scopes.map { ($0.key.resourceName, $0) }) { first, _ in first }
        let bindings = Dictionary(grouping: byType[.workflowBinding] ?? []) { binding in
            ReconcileKeys.key(ofBinding: binding) { scopesByKey[$0] }
        }
        let scopesOfKey = Dictionary(grouping: scopes, by: ReconcileKeys.key(ofScope:))
        let templates = TemplateKind.allCases.flatMap { byType[$0.resourceType] ?? [] }
        let keys = Set(installations.map(ReconcileKeys.key(ofInstallation:))).union(scopesOfKey.keys).union(
            bindings.keys)
        return keys.sorted { $0.description < $1.description }.map { key in
            var observation = AccessObservation(key: key, now: now, managesFinalizers: false, assumesTokens: true)
            if case .installation(let name) = key {
                observation.installation = installations.first { $0.key.resourceName == name }
                observation.installationsBeside = installations.filter {
                    $0.key.namespace == name.namespace && $0.key.name != name.name
                }
                let namespaces = Set((scopesOfKey[key] ?? []).map(\.key.namespace))
                observation.scopesBeside = scopes.filter {
                    namespaces.contains($0.key.namespace) && ReconcileKeys.key(ofScope: $0) != key
                }
                observation.installationsElsewhere = installations.filter { $0.key.resourceName != name }
                observation.realms = (byType[.keycloakRealm] ?? []).filter { $0.key.namespace == name.namespace }
            }
            observation.scopes = scopesOfKey[key] ?? []
            observation.bindings = bindings[key] ?? []
            observation.templates = templates.isEmpty ? nil : TemplateTable(templates)
            observation.knownNames = Set((installations + scopes).map(\.key))
            for namespace in byType[.namespace] ?? [] {
                observation.namespaces[namespace.key.name] = NamespaceFact(namespace)
            }
            return observation
        }
    }

    /// An object of a file as if it were in a cluster.
    private static func rendered(_ object: KubeObject) -> LiveObject? {
        var content = object.content
        if content["metadata"]?["uid"] == nil { content["metadata"]?["uid"] = .string("file:\(object.key)") }
        if content["metadata"]?["resourceVersion"] == nil { content["metadata"]?["resourceVersion"] = "0" }
        return LiveObject(object.type, document: JSONDocument(content))
    }
}
