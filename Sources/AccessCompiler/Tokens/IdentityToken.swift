import AccessModel
import JSONTree
import KubeModel
import ReconcileCore

/// What one identity's token is, and what is to be done about it.
///
/// A new token is made before an old one is given up: when the kind changes, the account goes on naming the old Secret
/// until the new one has its token, and the old Secret goes once argo-server has had time to forget it.
struct IdentityToken {
    /// The kind of the token that the account is to name.
    let kind: TokenKind
    /// The Secret that the account is to name.
    let secretName: String
    /// Whether the account may carry its rule: its token is known to be there.
    ///
    /// One that has merely ended takes no rule away, since argo-server is refused with it and asks as nobody else.
    let mayCarryRule: Bool
    /// The Secrets that should exist.
    let secrets: [KubeObject]
    /// The token to request; nil when none is due.
    let request: PlannedToken?
    /// When there is something to do for it without any change; nil for never.
    let nextChange: KubeTime?

    /// For so many seconds after an account names another Secret the old one stays: argo-server remembers tokens for 60.
    private static let forgettingSeconds: Int64 = 90

    /// The token of an identity as things are.
    static func observed(_ identity: Identity, settings: TokenSettings, live: LiveAccess, make: GeneratedObject)
        -> IdentityToken
    {
        guard let account = live[identity.account], !account.isBeingDeleted else {
            return IdentityToken(unmade: identity, settings: settings, make: make, mayCarryRule: false)
        }
        return IdentityToken(identity, account, settings: settings, live: live, make: make)
    }

    private init(
        _ identity: Identity, _ account: LiveObject, settings: TokenSettings, live: LiveAccess, make: GeneratedObject
    ) {
        let (wanted, former) = (settings.kind, settings.kind.other)
        let (wantedFact, formerFact) = (live.token(wanted, of: account), live.token(former, of: account))
        let named = live.tokenKind(of: account)
        let keepsFormer = named == former && formerFact.isPresent && !wantedFact.isUsable(at: live.now)
        kind = keepsFormer ? former : wanted
        secretName = GeneratedName.token(ofAccount: identity.accountName, kind)
        let fact = keepsFormer ? formerFact : wantedFact
        let hasRule = account.annotation(WellKnown.Annotation.rule) != nil
        // A rule that rests on no token goes first, wherever a token is.
        let isBacked = hasRule ? live.usedToken(of: account).isPresent : live.isFree(account, toName: secretName)
        mayCarryRule = isBacked && (fact.isUsable(at: live.now) || hasRule && fact.isPresent)
        let forgotten = Self.forgottenTime(of: account, named: named, wanted: wanted)
        let staysBehind = named == former || forgotten.map { live.now < $0 } ?? false
        let isFormerNeeded = keepsFormer || staysBehind && formerFact.isPresent
        let kinds = (wantedFact == .unfit ? [] : [wanted]) + (isFormerNeeded ? [former] : [])
        secrets = kinds.map { make.token($0, of: identity, account: account) }
        let requested = kinds.contains(.requested) ? live.token(.requested, of: account) : .absent
        let order = Self.order(requested, of: identity, account, settings, live, make)
        request = order.request
        let waits = [order.due, isFormerNeeded && !keepsFormer ? forgotten : nil].compactMap { $0 }
        nextChange = waits.min()
    }

    /// The token of an account that is not there yet.
    ///
    /// Only a permanent token's Secret can be made without the account's UID.
    private init(unmade identity: Identity, settings: TokenSettings, make: GeneratedObject, mayCarryRule: Bool) {
        kind = settings.kind
        secretName = GeneratedName.token(ofAccount: identity.accountName, settings.kind)
        self.mayCarryRule = mayCarryRule
        secrets = settings.kind == .permanent ? [make.token(.permanent, of: identity, account: nil)] : []
        request = nil
        nextChange = nil
    }

    /// The token of an identity that counts as having one, as when rendering.
    ///
    /// There is no Secret for a requested one: without a token in it argo-server would act as `system:anonymous`, without
    /// the Secret it refuses.
    static func assumed(_ identity: Identity, settings: TokenSettings, make: GeneratedObject) -> IdentityToken {
        IdentityToken(unmade: identity, settings: settings, make: make, mayCarryRule: true)
    }

    /// When argo-server has surely forgotten the Secret that the account named before; nil when that is not known.
    private static func forgottenTime(of account: LiveObject, named: TokenKind?, wanted: TokenKind) -> KubeTime? {
        guard named == wanted else { return nil }
        return account.root["metadata"]?["managedFields"]?.elements.first {
            $0["manager"]?.string == WellKnown.fieldManager && $0["operation"]?.string == "Apply"
        }?["time"]?.string.flatMap { KubeTime($0) }?.adding(seconds: forgettingSeconds)
    }

    /// The request for a new token, where one is needed now, and else when one will be.
    private static func order(
        _ fact: TokenFact, of identity: Identity, _ account: LiveObject, _ settings: TokenSettings,
        _ live: LiveAccess, _ make: GeneratedObject
    ) -> (request: PlannedToken?, due: KubeTime?) {
        let key = ObjectKey(
            .secret, namespace: identity.namespace,
            name: GeneratedName.token(ofAccount: identity.accountName, .requested))
        guard let secret = live[key], !secret.isBeingDeleted else { return (nil, nil) }
        let (stage, why): (Stage, String)
        switch fact {
        case .absent, .unfit, .present(nil): return (nil, nil)
        case .waiting: (stage, why) = (AccessStage.tokens, "there is no token in \(key.name)")
        case .present(let term?):
            guard
                term.isDue(at: live.now, lifetimeSeconds: settings.lifetimeSeconds, accountUID: account.uid)
            else {
                return (
                    nil, term.dueTime(lifetimeSeconds: settings.lifetimeSeconds, accountUID: account.uid)
                )
            }
            (stage, why) = (AccessStage.renew, "the one in \(key.name) ends at \(term.expires)")
        }
        var object = make.token(.requested, of: identity, account: account)
        object.content["data"] = nil
        let request = PlannedToken(
            stage, account: account.key, secret: object, uid: secret.uid, resourceVersion: secret.resourceVersion,
            lifetimeSeconds: settings.lifetimeSeconds,
            annotations: PlannedToken.Annotations(
                issued: WellKnown.Annotation.tokenIssuedAt, expires: WellKnown.Annotation.tokenExpiresAt,
                received: WellKnown.Annotation.tokenReceivedAt),
            why: why,
            concerns: [
                ObjectKey(
                    .argoInstallation, namespace: live.installation.namespace, name: live.installation.name)
            ])
        return (request, nil)
    }
}
