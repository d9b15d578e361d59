import AccessModel
import JSONTree
import KubeModel
import ReconcileCore

/// What an installation and its realm allow to be generated.
struct InstallationJudgement {
    let name: ResourceName
    let live: LiveObject?
    /// nil when the installation is missing or malformed.
    let spec: ArgoInstallation?
    /// nil when it is missing or malformed.
    let realm: KeycloakRealm?
    let realmObject: LiveObject?
    /// Why the realm cannot be used.
    let realmObstacle: Impediment?
    /// Why it cannot be where it is.
    let placeObstacle: Impediment?
    /// Why the version cannot be used.
    let versionObstacle: Impediment?
    /// Why identities cannot lie in workload namespaces.
    let delegationObstacle: Impediment?
    /// Why nothing is granted at all; nil when grants can be.
    let obstacle: Impediment?

    init(_ observation: AccessObservation, name: ResourceName) {
        self.name = name
        live = observation.installation
        var findings: [Finding] = []
        let spec = observation.installation.flatMap { ArgoInstallation.decode($0.root, findings: &findings) }
        self.spec = spec
        realmObject = spec.flatMap { spec in observation.realms.first { $0.key.name == spec.realmName } }
        var realmFindings: [Finding] = []
        realm = realmObject.flatMap { KeycloakRealm.decode($0.root, findings: &realmFindings) }
        realmObstacle = spec.flatMap { [realm, realmObject] spec in
            realm == nil
                ? Self.realmObstacle(spec, realmObject, realmFindings, observation.realms.map(\.key.name)) : nil
        }
        versionObstacle = spec.flatMap { Self.versionObstacle($0.version) }
        delegationObstacle = spec.flatMap(Self.delegationObstacle)
        placeObstacle = Self.placeObstacle(observation)
        obstacle =
            Self.ownObstacle(observation, name, findings) ?? placeObstacle ?? versionObstacle ?? delegationObstacle
            ?? realmObstacle
    }

    /// What the roles are; those of the newest version while the installation does not tell its own.
    var roles: RoleCatalogue { spec?.roles ?? RoleCatalogue(version: .firstWithWorkflowActions) }

    private static func ownObstacle(_ observation: AccessObservation, _ name: ResourceName, _ findings: [Finding])
        -> Impediment?
    {
        guard let live = observation.installation else {
            let known = observation.knownNames.filter { $0.type == .argoInstallation }.map(\.resourceName.description)
            let meant = NearestName.suggestion(for: name.description, among: known.sorted())
            return Impediment(
                .stalled, reason: "InstallationNotFound",
                message: "ArgoInstallation \(name) does not exist" + Words.meant(meant))
        }
        if live.isBeingDeleted {
            return Impediment(
                .stalled, reason: "InstallationBeingDeleted", message: "ArgoInstallation \(name) is being deleted")
        }
        if observation.namespaces[name.namespace]?.isBeingDeleted == true {
            return Impediment(
                .stalled, reason: "NamespaceTerminating", message: "the namespace \(name.namespace) is being deleted")
        }
        return Words.invalid(findings)
    }

    /// argo-server looks at all accounts of its namespace, so two installations there would mix up their people.
    private static func placeObstacle(_ observation: AccessObservation) -> Impediment? {
        guard let live = observation.installation else { return nil }
        let elder = observation.installationsBeside.filter { age($0) < age(live) }.min { age($0) < age($1) }
        return elder.map { elder in
            Impediment(
                .stalled, reason: "AnotherInstallation",
                message:
                    "ArgoInstallation \(elder.key.name) is in this namespace already, and argo-server tells no two "
                    + "apart; delete one of them")
        }
    }

    private static func age(_ live: LiveObject) -> (created: String, uid: String) {
        (live.root["metadata"]?["creationTimestamp"]?.string ?? "", live.uid)
    }

    private static func realmObstacle(
        _ spec: ArgoInstallation, _ realm: LiveObject?, _ findings: [Finding], _ known: [String]
    ) -> Impediment {
        guard realm != nil else {
            let meant = NearestName.suggestion(for: spec.realmName, among: known.sorted())
            return Impediment(
                .stalled, reason: "RealmNotFound",
                message: "KeycloakRealm \(spec.name.namespace)/\(spec.realmName) does not exist" + Words.meant(meant))
        }
        return Impediment(
            .stalled, reason: "RealmInvalid",
            message: "KeycloakRealm \(spec.realmName): \(Words.invalid(findings)?.message ?? "it cannot be read")")
    }

    private static func delegationObstacle(_ spec: ArgoInstallation) -> Impediment? {
        guard spec.identities.layout == .delegated,
            let advisory = VersionAdvisory.delegationObjection(of: spec.version)
        else { return nil }
        return Impediment(
            .stalled, reason: "DelegationUnsupported",
            message: "with Argo Workflows \(spec.version) \(advisory.meaning) (\(advisory.id)); upgrade to "
                + advisory.fixedIn.map(\.description).joined(separator: ", ") + ", or set spec.identities.layout to "
                + "Installation")
    }

    private static func versionObstacle(_ version: ArgoVersion) -> Impediment? {
        if let advisory = VersionAdvisory.all(of: version, .refused).first {
            return Impediment(
                .stalled, reason: "SessionsBroken",
                message: "with Argo Workflows \(version) \(advisory.meaning) (\(advisory.id)); upgrade to "
                    + advisory.fixedIn.map(\.description).joined(separator: ", "))
        }
        guard !version.canEvaluateRules else { return nil }
        return Impediment(
            .stalled, reason: "VersionUnsupported",
            message: "Argo Workflows \(version) cannot evaluate rules that are safe for people without groups; "
                + "upgrade to 3.4.17, 3.5.5 or later")
    }
}
