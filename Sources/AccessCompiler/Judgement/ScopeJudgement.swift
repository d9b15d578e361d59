import AccessModel
import JSONTree
import KubeModel
import ReconcileCore

/// What a scope allows, and why not.
struct ScopeJudgement {
    let live: LiveObject
    let name: ResourceName
    /// nil when the scope is malformed.
    let spec: WorkflowScope?
    /// Why the installation cannot serve it.
    let installationObstacle: Impediment?
    /// Why its environment does not fit its namespace.
    let environmentObstacle: Impediment?
    /// Why nothing is granted through it; nil when grants can be.
    let obstacle: Impediment?

    /// - Parameters:
    ///   - identityNamespaces: the namespaces of all installations.
    ///   - delegated: where the identities of other installations lie.
    init(
        _ live: LiveObject, installation: InstallationJudgement, identityNamespaces: Set<String>,
        delegated: DelegatedNamespaces, namespaces: [String: NamespaceFact]
    ) {
        self.live = live
        name = live.key.resourceName
        var findings: [Finding] = []
        let spec = WorkflowScope.decode(live.root, findings: &findings)
        self.spec = spec
        let namespace = namespaces[name.namespace]
        installationObstacle = installation.obstacle.map { obstacle in
            Impediment(obstacle.kind, reason: obstacle.reason, message: obstacle.message)
        }
        environmentObstacle = spec.flatMap { Self.environmentObstacle($0, namespace) }
        obstacle =
            Self.ownObstacle(live, name, identityNamespaces, namespace) ?? Words.invalid(findings)
            ?? installationObstacle ?? delegated.obstacle(in: name.namespace) ?? environmentObstacle
    }

    private static func ownObstacle(
        _ live: LiveObject, _ name: ResourceName, _ identityNamespaces: Set<String>, _ namespace: NamespaceFact?
    ) -> Impediment? {
        if live.isBeingDeleted {
            return Impediment(.stalled, reason: "ScopeBeingDeleted", message: "WorkflowScope \(name) is being deleted")
        }
        if namespace?.isBeingDeleted == true {
            return Impediment(
                .stalled, reason: "NamespaceTerminating", message: "the namespace \(name.namespace) is being deleted")
        }
        if identityNamespaces.contains(name.namespace) {
            // Whoever may create Workflows beside the identities can run pods as any of them.
            return Impediment(
                .stalled, reason: "ScopeBesideInstallation",
                message: "nothing is granted in \(name.namespace), where identities lie: whoever may create "
                    + "Workflows there could run pods as them; use another namespace")
        }
        return nil
    }

    private static func environmentObstacle(_ spec: WorkflowScope, _ namespace: NamespaceFact?) -> Impediment? {
        guard let label = namespace?.labels[WellKnown.Label.environment]?.string, label != spec.environment else {
            return nil
        }
        return Impediment(
            .stalled, reason: "EnvironmentMismatch",
            message: "the namespace \(spec.name.namespace) is labelled \(WellKnown.Label.environment)=\(label), "
                + "the scope is for \(spec.environment)")
    }
}
