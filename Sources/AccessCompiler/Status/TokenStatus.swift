import AccessModel
import JSONTree
import KubeModel

/// What is told of an installation's tokens.
struct TokenStatus {
    /// `status.tokens`.
    let value: JSONValue
    let isFresh: Bool
    let reason: String
    let message: String

    init(_ settings: TokenSettings, in situation: Situation) {
        let live = situation.live
        let accounts = situation.wanted.tokens.keys.sorted()
        let found = accounts.map { key in
            let isHome = key.namespace == live.installation.namespace
            let name = isHome ? key.name : "\(key.namespace ?? "")/\(key.name)"
            return (name: name, account: live[key], fact: live[key].map(live.usedToken) ?? .absent)
        }
        var terms: [(name: String, uid: String, term: TokenTerm)] = []
        for case (let name, let account?, .present(let term?)) in found { terms.append((name, account.uid, term)) }
        let renewals = terms.map { $0.term.renewal(lifetimeSeconds: settings.lifetimeSeconds, accountUID: $0.uid) }
        let usable = found.count { $0.fact.isUsable(at: live.now) }
        var object: JSONObject = [
            "kind": .string(settings.kind.rawValue), "usable": .integer(Int64(usable)),
            "missing": .integer(Int64(found.count - usable)),
        ]
        object["oldestIssuedAt"] = terms.map(\.term.issued).min().map { .string($0.description) }
        object["nextRotationAt"] = renewals.min().map { .string($0.description) }
        object["nextExpiryAt"] = terms.map(\.term.expires).min().map { .string($0.description) }
        value = .object(object)

        let over = found.first { $0.fact.isPresent && !$0.fact.isUsable(at: live.now) }
        let late = terms.first {
            $0.term.isOverdue(at: live.now, lifetimeSeconds: settings.lifetimeSeconds, accountUID: $0.uid)
        }
        let shadowed = found.first { $0.account.map { live.tokenKind(of: $0) == nil } ?? false }
        let missing = found.first { !$0.fact.isPresent }
        if let shadowed, let listed = shadowed.account.flatMap(LiveAccess.listedSecret) {
            (isFresh, reason) = (false, "TokenShadowed")
            message =
                "the field secrets of ServiceAccount \(shadowed.name) lists \(listed) first, which argo-server takes in "
                + "place of the token; remove the field secrets"
        } else if let over {
            (isFresh, reason) = (false, "TokenExpired")
            message = "the token of ServiceAccount \(over.name) has ended and could not be renewed"
        } else if let missing {
            (isFresh, reason) = (false, "TokenPending")
            message = "the token of ServiceAccount \(missing.name) is not there yet"
        } else if let late {
            (isFresh, reason) = (false, "RenewalOverdue")
            message =
                "the token of ServiceAccount \(late.name) should have been renewed by now; it is used until its end"
        } else {
            (isFresh, reason) = (true, settings.kind == .requested ? "Fresh" : "Permanent")
            message = settings.kind == .requested ? "each token is renewed in time" : "the tokens do not end"
        }
    }
}
