import AccessModel
import JSONTree
import KubeModel
import ReconcileCore

/// What a binding's status says of one grant: whether it is effective now, why, and through which account.
///
/// It is effective when the cluster gives what was claimed, whatever is planned: until access is taken away it counts.
struct GrantReport {
    let claim: GrantClaim
    let isEffective: Bool
    let reason: String
    let message: String
    /// The account as `namespace/name`; nil when there is none.
    let account: String?
    /// What it means for the binding; nil when all is well.
    let impediment: Impediment?

    init(_ grant: GrantJudgement, of binding: BindingJudgement, in situation: Situation) {
        claim = grant.claim
        let namespace = binding.name.namespace
        let holder = Identity.Holder.groups([grant.claim.group])
        let identity = situation.wanted.layout.identity(of: holder, for: namespace)
        let installation = situation.live.installation
        let own =
            identity?.account
            ?? ObjectKey(
                .serviceAccount,
                namespace: situation.judgement.installation.spec?.identityNamespace(for: namespace)
                    ?? installation.namespace,
                name: GeneratedName.account(installation: installation.name, holder: holder))
        let path = "\(own.namespace ?? "")/\(own.name)"
        let users = situation.live.accountsInUse(for: grant.claim.group, in: namespace)
        let isGiven = Self.giving(grant.claim, by: binding, in: situation)
        if let shortfall = grant.shortfall {
            let keys = Self.keys(of: claim, binding, in: situation)
            // Left over is what an account has and no claim accounts for, be it another group's.
            isEffective = users.contains { account in
                isGiven(account)
                    && !keys.allSatisfy { key in
                        situation.wanted.layout.identities(entitledTo: key).contains { $0.account == account }
                    }
            }
            let isHeld = situation.hold.isHeld && !grant.claim.hasEnded(at: situation.observation.now)
            let progress =
                isHeld
                ? "taking access away is held, see ArgoInstallation \(installation)" : "access is being taken away"
            reason = isEffective ? (isHeld ? "RemovalHeld" : "Revoking") : shortfall.reason
            message = isEffective ? "\(shortfall.message); \(progress)" : shortfall.message
            impediment =
                isEffective ? Impediment(isHeld ? .stalled : .waiting, reason: reason, message: message) : shortfall
            account = isEffective || grant.role != nil ? path : nil
            return
        }
        account = identity.map { _ in path }
        impediment = Self.hindrance(
            grant.claim, identity, binding, isGiven: isGiven(own) && users.allSatisfy(isGiven),
            in: situation)
        isEffective = impediment == nil
        reason = impediment?.reason ?? "Granted"
        message = impediment?.message ?? "\(claim.group) is \(claim.role)"
    }

    var value: JSONValue {
        var object: JSONObject = [
            "group": .string(claim.group.text), "role": .string(claim.role.rawValue), "effective": .bool(isEffective),
            "reason": .string(reason), "message": .string(message),
        ]
        object["serviceAccount"] = account.map(JSONValue.string)
        return .object(object)
    }

    /// Asks whether an account has all that a role means for a binding; what it means is looked up once for all accounts.
    private static func giving(
        _ claim: GrantClaim, by binding: BindingJudgement, in situation: Situation
    ) -> (_ account: ObjectKey) -> Bool {
        let installation = situation.live.installation
        let namespace = binding.name.namespace
        let catalogue = situation.judgement.installation.roles
        var receivers = claim.role.included.map { step in
            situation.live.receivers(
                of: catalogue.addedPermissions(of: step),
                through: GeneratedName.role(step, installation: installation.name), in: namespace)
        }
        if binding.templates?.isEmpty != true {
            for verb in claim.verbs(of: claim.role) {
                let rules = PermissionSet(
                    RoleCatalogue.rules(verb, of: binding.name.name, on: binding.templates?.names ?? [:]))
                let name = GeneratedName.verb(verb, binding: binding.name.name, installation: installation.name)
                receivers.append(situation.live.receivers(of: rules, through: name, in: namespace))
            }
        }
        let needsClusterTemplates = binding.templates?.needsClusterTemplates == true
        return { account in
            let subject = GeneratedObject.subject(account.name, in: account.namespace ?? "")
            return receivers.allSatisfy { $0.contains(subject) }
                && (!needsClusterTemplates || situation.live.givesClusterTemplates(to: subject))
        }
    }

    /// The RoleBindings that make up what was claimed.
    private static func keys(of claim: GrantClaim, _ binding: BindingJudgement, in situation: Situation) -> [ObjectKey]
    {
        let installation = situation.live.installation.name
        let steps = claim.role.included.map { GeneratedName.role($0, installation: installation) }
        let verbs = (binding.templates?.isEmpty == true ? [] : claim.verbs(of: claim.role)).map {
            GeneratedName.verb($0, binding: binding.name.name, installation: installation)
        }
        return (steps + verbs).map { ObjectKey(.roleBinding, namespace: binding.name.namespace, name: $0) }
    }

    /// Why a grant that should be effective is not; nil when it is.
    private static func hindrance(
        _ claim: GrantClaim, _ identity: Identity?, _ binding: BindingJudgement, isGiven: Bool, in situation: Situation
    ) -> Impediment? {
        guard let identity else {
            return Impediment(
                .stalled, reason: "NoIdentity",
                message: "no ServiceAccount is free for \(claim.group): another group has its name, or too many exist")
        }
        if let conflict = Self.conflict(claim, identity, binding, in: situation) { return conflict }
        guard situation.live.hasToken(identity) else {
            return Impediment(
                .waiting, reason: "TokenPending",
                message: "the token of ServiceAccount \(identity.accountName) is not there yet")
        }
        guard isGiven, situation.live.isInUse(identity) else {
            return Impediment(.waiting, reason: "Applying", message: "the objects that give access are being written")
        }
        return nil
    }

    private static func conflict(
        _ claim: GrantClaim, _ identity: Identity, _ binding: BindingJudgement, in situation: Situation
    ) -> Impediment? {
        var keys = situation.wanted.namespaceConflicts[binding.name.namespace] ?? []
        if let own = situation.wanted.identityConflicts[identity.account] { keys.insert(own) }
        let conflicts = situation.wanted.bindingConflicts[binding.name] ?? []
        keys.formUnion(conflicts.filter { $0.type == .clusterRoleBinding })
        for verb in claim.verbs(of: claim.role) {
            let name = GeneratedName.verb(
                verb, binding: binding.name.name, installation: situation.live.installation.name)
            keys.formUnion(conflicts.filter { $0.name == name })
        }
        return Conflict.impediment(keys)
    }
}
