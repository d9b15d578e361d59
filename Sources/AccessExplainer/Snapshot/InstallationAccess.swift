package import AccessCompiler
package import AccessModel
package import KubeModel

/// One argo-server as a snapshot has it: how it chooses accounts, and what Idmon concluded about it.
package struct InstallationAccess: Sendable {
    package let name: ResourceName
    /// nil for a set-up that no ArgoInstallation describes.
    package let judged: JudgedAccess?
    package let gate: ArgoGate
    package let filter: SessionFilter
    /// Whether everybody who logs in acts as argo-server itself, since `sso.rbac.enabled` is off; with its account where
    /// that is known.
    package let sharesServer: Bool
    package let serverAccount: ObjectKey?

    package var spec: ArgoInstallation? { judged?.spec }
    package var realm: KeycloakRealm? { judged?.realm }

    /// What actions need; that of the newest listed version where the version is not known.
    package var catalogue: RoleCatalogue {
        spec?.roles ?? RoleCatalogue(version: ConfigurationKeys.newestListed)
    }

    /// The claim of a token that has the groups.
    package let groupsClaim: String

    /// What somebody's session holds; nil for who does not log in.
    package func session(of person: Person, now: KubeTime) -> Session? {
        Session(person, filter: filter, groupsClaim: groupsClaim, now: now)
    }

    /// As whom argo-server makes somebody's requests.
    ///
    /// - Parameters:
    ///   - workload: the namespace of the requests; nil for those without.
    ///   - tellsApart: whether it is told where claims that are not known would make a difference.
    func choice(of session: Session, for workload: String?, tellsApart: Bool) -> ArgoChoice {
        if sharesServer { return ArgoChoice(session: session, outcome: .server(serverAccount)) }
        if case .unknown(let reason) = filter, !session.groups.isEmpty {
            return ArgoChoice(
                session: session,
                outcome: .unknown(nil, "which groups argo-server keeps in a session is not known: \(reason)"))
        }
        return ArgoChoice(session: session, outcome: gate.choose(session, for: workload, tellsApart: tellsApart))
    }
}
