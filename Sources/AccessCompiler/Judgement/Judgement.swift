import AccessModel
import KubeModel

/// Everything that was observed, judged: who is to have what, and why not.
struct Judgement {
    let installation: InstallationJudgement
    /// In the order of their keys, as everything that is planned.
    let scopes: [ScopeJudgement]
    let bindings: [BindingJudgement]
    /// Which scope keeps which component.
    let claims: ComponentClaims

    init(_ observation: AccessObservation, installation name: ResourceName) {
        self.init(observation, InstallationJudgement(observation, name: name))
    }

    init(_ observation: AccessObservation, _ installation: InstallationJudgement) {
        let name = installation.name
        self.installation = installation
        let known = observation.knownNames.filter { $0.type == .argoInstallation }.compactMap(\.namespace)
        let identityNamespaces = Set(known).union([name.namespace])
        let delegated = DelegatedNamespaces(observation)
        let scopes = observation.scopes.sorted { $0.key < $1.key }.map {
            ScopeJudgement(
                $0, installation: installation, identityNamespaces: identityNamespaces, delegated: delegated,
                namespaces: observation.namespaces)
        }
        self.scopes = scopes
        let byName = Dictionary(scopes.map { ($0.name, $0) }) { first, _ in first }
        let knownScopes = Dictionary(grouping: observation.knownNames.filter { $0.type == .workflowScope }) {
            $0.namespace ?? ""
        }
        let applications = observation.applications.map { applications in
            let facts = applications.filter { !$0.isBeingDeleted }.map { ApplicationFact($0) }
            return Dictionary(grouping: facts, by: \.name.namespace).mapValues { facts in
                Dictionary(facts.map { ($0.name.name, $0) }) { first, _ in first }
            }
        }
        let claims = ComponentClaims(scopes, bindings: observation.bindings, applications: applications)
        self.claims = claims
        bindings = observation.bindings.sorted { $0.key < $1.key }.map { binding in
            let namespace = binding.key.namespace ?? ""
            let scope = WorkflowBinding.scopeName(of: binding.root).flatMap {
                byName[ResourceName(namespace: namespace, name: $0)]
            }
            return BindingJudgement(
                binding, scope: scope, installation: installation,
                applications: applications.map { $0[namespace] ?? [:] }, claims: claims,
                knownScopes: knownScopes[namespace]?.map(\.name) ?? [],
                templates: observation.templates, now: observation.now)
        }
    }
}
