import AccessModel
import JSONTree
import KubeModel
import ReconcileCore

/// What is told of an installation.
struct InstallationStatus {
    let planned: PlannedStatus

    /// - Parameter grants: how many grants are effective.
    init(_ installation: LiveObject, grants: Int, in situation: Situation) {
        let judgement = situation.judgement.installation
        let identities = situation.wanted.layout.identities
        let active = identities.count { situation.live.isActive($0) }
        var fields: JSONObject = [
            "identities": .integer(Int64(active)),
            "bindings": .integer(Int64(situation.judgement.bindings.count)), "grants": .integer(Int64(grants)),
        ]
        var document = StatusDocument(of: installation, at: situation.observation.now)
        if let spec = judgement.spec {
            document.add("RealmFound", unless: judgement.realmObstacle, "Found", "KeycloakRealm \(spec.realmName)")
            document.add(
                "VersionSupported", unless: judgement.versionObstacle, "Supported", "Argo Workflows \(spec.version)")
            let server = ServerFact(spec, deployments: situation.observation.deployments)
            document.add("ServerFound", server.isFound ? .true : .false, server.reason, server.message)
            let tokens = TokenStatus(spec.tokens, in: situation)
            document.add("TokensFresh", tokens.isFresh ? .true : .false, tokens.reason, tokens.message)
            fields["tokens"] = tokens.value
        }
        planned = document.planned(
            Self.impediments(in: situation, active: active),
            ready: "\(active) of \(Words.count(identities.count, "identity", plural: "identities")) active",
            fields: fields)
    }

    private static func impediments(in situation: Situation, active: Int) -> [Impediment] {
        if let obstacle = situation.judgement.installation.obstacle { return [obstacle] }
        let wanted = situation.wanted
        var impediments = [Conflict.impediment(Set(wanted.identityConflicts.values))].compactMap { $0 }
        if let first = wanted.layout.leftOut.first {
            impediments.append(
                Impediment(
                    .stalled, reason: "NoIdentity",
                    message: "no ServiceAccount is free for \(IdentityLayout.groupsText(first)): "
                        + "another group has its name, or too many exist"))
        }
        let waiting = wanted.layout.identities.count {
            wanted.identityConflicts[$0.groups] == nil && !situation.live.isActive($0)
        }
        if waiting > 0 {
            impediments.append(
                Impediment(
                    .waiting, reason: "IdentitiesPending",
                    message: "\(Words.count(waiting, "identity", plural: "identities")) wait for a token or a rule"))
        }
        return impediments
    }
}
