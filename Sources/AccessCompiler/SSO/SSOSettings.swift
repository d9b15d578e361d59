package import AccessModel
package import JSONTree
import KubeModel

/// The member `sso` of Argo's settings as an installation and its realm want it.
package struct SSOSettings: Hashable, Sendable {
    /// In the order in which it is written: what fills many lines comes before the last member.
    package let value: JSONValue

    /// - Parameter groups: what the installation's scopes list.
    package init(_ spec: SSOSpec, realm: KeycloakRealm, groups: Set<GroupPath>) {
        var sso: JSONObject = ["issuer": .string(realm.issuer)]
        sso["issuerAlias"] = spec.issuerAlias.map(JSONValue.string)
        sso["clientId"] = Self.reference(spec.clientID)
        sso["clientSecret"] = Self.reference(spec.clientSecret)
        sso["redirectUrl"] = spec.redirectURL.map(JSONValue.string)
        if !spec.scopes.isEmpty { sso["scopes"] = .array(spec.scopes.map(JSONValue.string)) }
        sso["sessionExpiry"] = spec.sessionExpiry.map { .string($0.description) }
        if realm.groupsClaim != "groups" { sso["customGroupClaimName"] = .string(realm.groupsClaim) }
        sso["userInfoPath"] = spec.userInfoPath.map(JSONValue.string)
        if spec.skipsVerification { sso["insecureSkipVerify"] = true }
        sso["rootCA"] = spec.rootCA.map(JSONValue.string)
        if spec.groupFilter == .inScopes {
            let expressions = GroupFilter.expressions(for: groups.union(spec.keptGroups))
            sso["filterGroupsRegex"] = .array(expressions.map(JSONValue.string))
        }
        // Without it everybody who logs in acts as argo-server itself.
        sso["rbac"] = ["enabled": true]
        value = .object(sso)
    }

    private static func reference(_ secret: SecretKey) -> JSONValue {
        ["name": .string(secret.name), "key": .string(secret.key)]
    }

    /// Tells settings that have another effect apart, however they are written.
    package var digest: String { Self.digest(of: value) }

    static func digest(of sso: JSONValue) -> String { StableDigest([effective(sso).text]).text }

    /// Whether argo-server would read the same from a member `sso`.
    package func areInEffect(in sso: JSONValue?) -> Bool {
        sso.map { Self.effective($0) == Self.effective(value) } ?? false
    }

    /// The members in which another `sso` differs, sorted; those that this version does not know among them.
    func differences(from sso: JSONValue?) -> [String] {
        let wanted = Self.effective(value).object ?? [:]
        let found = (sso.map { Self.effective($0) } ?? [:]).object ?? [:]
        return Set(wanted.names + found.names).filter { wanted[$0] != found[$0] }.sorted()
    }

    /// A value without what Argo takes for absent, and with its members in one order.
    private static func effective(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object):
            var members = JSONObject()
            for member in object.sorted {
                let inner = effective(member.value)
                guard !isAbsent(inner) else { continue }
                members[member.name] = inner
            }
            if let text = members["sessionExpiry"]?.string, let duration = GoDuration(text) {
                members["sessionExpiry"] = .string(duration.description)
            }
            return .object(members)
        case .array(let elements): return .array(elements.map(effective))
        case .null, .bool, .integer, .decimal, .string: return value
        }
    }

    private static func isAbsent(_ value: JSONValue) -> Bool {
        switch value {
        case .null: true
        case .bool(let flag): !flag
        case .string(let text): text.isEmpty
        case .array(let elements): elements.isEmpty
        case .object(let object): object.isEmpty
        case .integer, .decimal: false
        }
    }
}
