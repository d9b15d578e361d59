import AccessCompiler
import AccessModel
package import JSONTree
import KubeModel

/// What argo-server knows of somebody who has logged in.
package struct Session: Hashable, Sendable {
    /// The claims that rules see.
    package let claims: JSONObject
    package let groups: [String]
    /// Those of the token that argo-server did not keep.
    package let dropped: [String]
    /// Claims that the person may have and that are not known.
    package let unknown: [String]

    /// - Returns: nil for somebody who does not log in to Argo.
    init?(_ person: Person, filter: SessionFilter, groupsClaim: String, now: KubeTime) {
        var claims: JSONObject = ["iss": "argo-server"]
        var all: [String] = []
        var unknown: [String] = []
        switch person {
        case .groups(let groups):
            claims["sub"] = ""
            all = groups.map(\.text)
            unknown = ["sub"] + Self.profile
        case .claims(let known):
            claims["sub"] = .string(known.subject)
            all = known.groups.map(\.text)
            let texts = [known.email, known.name, known.preferredUsername]
            for (name, text) in zip(Self.profile, texts) {
                if text.isEmpty { unknown.append(name) } else { claims[name] = .string(text) }
            }
        case .token(let payload):
            for name in ["sub"] + Self.profile + ["service_account_name", "service_account_namespace"] {
                if let text = payload[name]?.string, !text.isEmpty || name == "sub" { claims[name] = .string(text) }
            }
            all = (payload[groupsClaim]?.array ?? []).compactMap(\.string)
        case .account, .user: return nil
        }
        // Ten hours, which is what argo-server takes without a setting.
        claims["exp"] = .integer(now.adding(seconds: 36_000).seconds)
        let kept = all.filter(filter.keeps)
        if !kept.isEmpty { claims["groups"] = .array(kept.map(JSONValue.string)) }
        self.claims = claims
        groups = kept
        dropped = all.filter { !filter.keeps($0) }
        self.unknown = unknown
    }

    /// The claims that Argo leaves out where they are empty.
    private static let profile = ["email", "name", "preferred_username"]

    /// What the session answers to a question of a rule; nil where that depends on a claim that is not known.
    func answer(_ atom: RuleAtom) -> Bool? {
        if atom.claim == RuleAtom.groupsClaim {
            guard let group = atom.group else { return !groups.isEmpty }
            return groups.contains { $0.utf8.elementsEqual(group.utf8) }
        }
        guard let text = atom.text else {
            // Of a claim that is not known it is known that it is there where Argo always gives it.
            return claims[atom.claim] != nil ? true : unknown.contains(atom.claim) ? nil : false
        }
        if unknown.contains(atom.claim) { return nil }
        return claims[atom.claim]?.string.map { $0.utf8.elementsEqual(text.utf8) } ?? false
    }

    /// The same with a text for each claim that is not known.
    var filled: JSONObject {
        var filled = claims
        for name in unknown { filled[name] = "a value that is not known" }
        return filled
    }
}
