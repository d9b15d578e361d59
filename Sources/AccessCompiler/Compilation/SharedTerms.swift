import AccessModel
import JSONTree
import KubeModel

/// What all namespaces are judged and written by, as far as it is the same for every one of them.
///
/// Compared by value and not by the documents: an installation's document changes with each status that is written.
struct SharedTerms: Equatable {
    let installation: ArgoInstallation
    let realm: KeycloakRealm?
    /// The namespaces of all installations, in which no scope gives anything.
    let identityNamespaces: Set<String>
    /// nil when it is not known which templates exist.
    let clusterTemplates: [String: TemplateFact]?
    let managesFinalizers: Bool
    let assumesTokens: Bool

    /// - Returns: nil when nothing is granted at all, or when identities lie in the workload namespaces.
    init?(_ judgement: InstallationJudgement, _ observation: AccessObservation) {
        guard judgement.obstacle == nil, let spec = judgement.spec, spec.identities.layout != .delegated else {
            return nil
        }
        installation = spec
        realm = judgement.realm
        identityNamespaces = Set(
            observation.knownNames.filter { $0.type == .argoInstallation }.compactMap(\.namespace))
        clusterTemplates = observation.templates.map { $0.templates(.clusterWorkflowTemplate, in: "") }
        managesFinalizers = observation.managesFinalizers
        assumesTokens = observation.assumesTokens
    }
}
