import AccessModel
import KubeModel

/// All policies of one installation, and the decision that they come to.
///
/// They are written once: the API server is given them as CEL, and here they are evaluated.
package struct AccessPolicies: Sendable {
    package var policies: [AdmissionPolicy]
    /// The names of all of them, also of those that are not among ``policies``.
    package let names: Set<String>

    /// Those that are installed with the operator and not made for the installation.
    static let shared = Set(ClaimPolicy.policies.map(\.name))

    /// - Parameters:
    ///   - limits: of all namespaces in which something is granted.
    ///   - focus: the namespaces whose limits are wanted, with those that share their policies; nil for all.
    init(installation: ArgoInstallation, limits: [NamespaceLimits], focus: Set<String>? = nil) {
        let namespaces = limits.map(\.namespace).sorted()
        let identities = IdentityAccounts(installation, namespaces: namespaces)
        let parts = focus.map { Set($0.map(LimitPolicy.part)) }
        let limited = limits.filter { parts?.contains(LimitPolicy.part(of: $0.namespace)) ?? true }
        policies =
            LimitPolicy.policies(identities, limited)
            + Self.general(identities, namespaces: namespaces) + ClaimPolicy.policies
        names = Set(policies.map(\.name)).union(namespaces.map { LimitPolicy.name(of: $0, identities) })
    }

    /// The policies of an installation that are about all of its namespaces.
    static func general(_ identities: IdentityAccounts, namespaces: [String]) -> [AdmissionPolicy] {
        let later = LaterRun(identities: identities, namespaces: namespaces)
        return [
            SubmissionPolicy(identities: identities, namespaces: namespaces).policy,
            RunChange(identities: identities, namespaces: namespaces).policy, later.cron, later.event,
        ] + IdentityPolicy(identities: identities).policies
    }

    /// The policies of an installation as it was observed, or as its files say.
    ///
    /// - Returns: nil when the observation is of no installation that can be used.
    package init?(_ observation: AccessObservation) {
        guard case .installation(let name) = observation.key else { return nil }
        let judgement = Judgement(observation, installation: name)
        guard let spec = judgement.installation.spec, judgement.installation.obstacle == nil else { return nil }
        let demand = Demand(judgement.bindings, installation: name)
        self.init(
            installation: spec, limits: NamespaceLimits.fitting(StagedPolicies.access(judgement, demand: demand)))
    }

    /// Decides a request as the API server will.
    ///
    /// - Returns: why it is refused, by the first policy that objects; nil when it is allowed.
    package func decide(_ request: AdmissionRequest, authorizer: some PolicyAuthorizer) -> AdmissionDenial? {
        policies.lazy.compactMap { $0.objection(to: request, authorizer: authorizer) }.first
    }

    /// What every policy says that objects; the API server tells of one of them, which one is left open.
    package func denials(of request: AdmissionRequest, authorizer: some PolicyAuthorizer) -> [AdmissionDenial] {
        policies.compactMap { $0.objection(to: request, authorizer: authorizer) }
    }
}
