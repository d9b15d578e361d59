import AccessModel
import JSONTree
import KubeModel
import ReconcileCore

/// What is told of an installation.
struct InstallationStatus {
    let planned: PlannedStatus

    /// What is told of all namespaces together.
    struct Totals {
        var bindings = 0
        /// How many grants are effective.
        var grants = 0
        var inventory: Inventory
        /// In the order of their keys.
        var lookalikes: [ObjectKey]
    }

    init(_ installation: LiveObject, _ totals: Totals, in situation: Situation) {
        let judgement = situation.judgement.installation
        let identities = situation.wanted.layout.identities
        let active = identities.count { situation.live.isActive($0) }
        var fields: JSONObject = [
            "identities": .integer(Int64(active)),
            "bindings": .integer(Int64(totals.bindings)), "grants": .integer(Int64(totals.grants)),
        ]
        var document = StatusDocument(of: installation, at: situation.observation.now)
        if let spec = judgement.spec {
            document.add("RealmFound", unless: judgement.realmObstacle, "Found", "KeycloakRealm \(spec.realmName)")
            document.add(
                "VersionSupported", unless: judgement.versionObstacle, "Supported", "Argo Workflows \(spec.version)")
            if let obstacle = judgement.obstacle {
                document.add("GroupsAddUp", .unknown, obstacle.reason, obstacle.message)
            } else {
                let sum = GroupSum(situation.wanted.layout, settings: spec.identities)
                document.add("GroupsAddUp", sum.isComplete ? .true : .false, sum.reason, sum.message)
            }
            Self.addVersionSecure(&document, spec.version)
            Self.addServer(&document, spec, situation)
            let tokens = TokenStatus(spec.tokens, in: situation)
            document.add("TokensFresh", tokens.isFresh ? .true : .false, tokens.reason, tokens.message)
            fields["tokens"] = tokens.value
        }
        if let spec = judgement.spec, judgement.obstacle == nil {
            let enforced = PolicyStatus(situation.policies, installation: spec.name)
            document.add("PoliciesEnforced", enforced.isTrue ? .true : .false, enforced.reason, enforced.message)
        }
        if let lookalikes = Self.lookalikes(totals.lookalikes) {
            document.add("LookalikesFound", .true, "NotMadeByIdmon", lookalikes)
        }
        let held = situation.hold.impediment
        if let held { document.add("RemovalHeld", .true, held.reason, held.message) }
        fields["inventory"] = totals.inventory.value
        fields["removal"] = situation.hold.record
        planned = document.planned(
            (held.map { [$0] } ?? []) + Self.impediments(in: situation, active: active),
            ready: "\(active) of \(Words.count(identities.count, "identity", plural: "identities")) active",
            fields: fields)
    }

    /// Advisories that are told, and change nothing.
    private static func addVersionSecure(_ document: inout StatusDocument, _ version: ArgoVersion) {
        let advisories = VersionAdvisory.all(of: version, .warned)
        document.add(
            "VersionSecure", advisories.isEmpty ? .true : .false, advisories.isEmpty ? "NoAdvisory" : "AdvisoryApplies",
            Words.advisories(advisories))
    }

    private static func addServer(_ document: inout StatusDocument, _ spec: ArgoInstallation, _ situation: Situation) {
        let server = ServerFact(spec, situation.observation)
        document.add("ServerFound", server.deployment == nil ? .false : .true, server.reason, server.message)
        var answers = [("ServerSecure", server.security(for: spec))]
        if let sso = situation.sso {
            answers += [
                ("SSOConfigured", sso.configured), ("ServerRolledOut", sso.rolledOut), ("SessionFits", sso.sessionFits),
            ]
        }
        if spec.identities.layout == .delegated {
            document.add(
                "IdentitiesProtected", .false, "Delegated",
                "identities lie beside workflows: policies keep pods from being them, but whoever may read the Secrets of "
                    + "such a namespace can act as any identity of it; give that right to nobody else there, or set "
                    + "spec.identities.layout to Installation")
        }
        for (type, answer) in answers {
            if let answer { document.add(type, answer.status, answer.reason, answer.message) }
        }
    }

    /// What to say of objects that have Idmon's labels and are not Idmon's; nil when there are none.
    private static func lookalikes(_ keys: [ObjectKey]) -> String? {
        guard !keys.isEmpty else { return nil }
        let names = keys.prefix(5).map(\.description).joined(separator: ", ")
        let more = keys.count > 5 ? " and \(keys.count - 5) more" : ""
        return
            "\(names)\(more) carry Idmon's labels, but Idmon did not make them and leaves them alone: delete them, or "
            + "take the labels off"
    }

    private static func impediments(in situation: Situation, active: Int) -> [Impediment] {
        if let obstacle = situation.judgement.installation.obstacle { return [obstacle] }
        let wanted = situation.wanted
        let tokenRole = wanted.namespaceConflicts[situation.live.installation.namespace] ?? []
        var impediments = [Conflict.impediment(Set(wanted.identityConflicts.values).union(tokenRole))].compactMap { $0 }
        impediments += situation.sso?.impediments ?? []
        if let first = wanted.layout.leftOut.first {
            impediments.append(
                Impediment(
                    .stalled, reason: "NoIdentity",
                    message: "no ServiceAccount is possible for \(first): its name is taken, "
                        + "too many exist, or the groups are too long"))
        }
        let waiting = wanted.layout.identities.count {
            wanted.identityConflicts[$0.account] == nil && !situation.live.isActive($0)
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
