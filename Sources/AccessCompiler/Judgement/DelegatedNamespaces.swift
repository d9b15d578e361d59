import AccessModel
import JSONTree
import KubeModel
import ReconcileCore

/// The namespaces in which an installation's identities must not lie because those of another one do.
///
/// argo-server takes every account with a rule in the namespace of a request for its own, and groups of two realms may be
/// called the same. Of two installations with delegated identities the one that has the eldest scope there is served.
struct DelegatedNamespaces {
    private var elders: [String: ResourceName] = [:]

    init(_ observation: AccessObservation) {
        guard let installation = observation.installation, Self.isDelegated(installation) else { return }
        let delegated = Set(observation.installationsElsewhere.filter(Self.isDelegated).map(\.key.resourceName))
        let scopes = observation.scopes.map { (live: $0, installation: ResourceName?.none) }
        let others = observation.scopesBeside.compactMap { scope in
            WorkflowScope.installation(of: scope.root).flatMap { delegated.contains($0) ? (live: scope, $0) : nil }
        }
        for (namespace, scopes) in Dictionary(grouping: scopes + others, by: { $0.live.key.namespace ?? "" }) {
            let eldest = scopes.min { Self.age($0.live) < Self.age($1.live) }
            elders[namespace] = eldest?.installation
        }
    }

    /// Why nothing is granted in a namespace; nil when something can be.
    func obstacle(in namespace: String) -> Impediment? {
        elders[namespace].map { elder in
            Impediment(
                .stalled, reason: "DelegatedElsewhere",
                message: "identities of ArgoInstallation \(elder) lie in \(namespace), and argo-server tells no two "
                    + "installations apart there: use another namespace, or spec.identities.layout Installation")
        }
    }

    private static func isDelegated(_ installation: LiveObject) -> Bool {
        installation.root["spec"]?["identities"]?["layout"]?.string == IdentitySettings.Layout.delegated.rawValue
    }

    private static func age(_ live: LiveObject) -> (created: String, uid: String) {
        (live.root["metadata"]?["creationTimestamp"]?.string ?? "", live.uid)
    }
}
