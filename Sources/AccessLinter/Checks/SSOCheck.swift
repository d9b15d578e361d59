import AccessCompiler
import AccessModel
import JSONTree
import KubeModel

/// What the settings of single sign-on say.
struct SSOCheck {
    private let site: ArgoSite
    private let setup: ArgoSetup
    private let sso: JSONObject

    /// What is said of settings that could not be read is said elsewhere.
    init(_ site: ArgoSite, _ setup: ArgoSetup) {
        self.site = site
        self.setup = setup
        sso = site.sso?.object ?? [:]
    }

    var findings: [LintFinding] {
        guard site.sso?.object != nil else { return [] }
        return rbac + issuer + client + redirect + groups + sessions + filter + size
    }

    private func note(_ fault: LintFault, _ message: String) -> LintFinding {
        LintFinding(fault, site.configMap, site.ssoPath, message)
    }

    /// A text that is there and not empty.
    private func text(_ name: String) -> String? { sso[name]?.string.flatMap { $0.isEmpty ? nil : $0 } }

    private var rbac: [LintFinding] {
        let isOn = sso["rbac"]?["enabled"]
        guard isOn != true, sso["rbac"].map({ $0.object != nil }) ?? true, isOn.map({ $0.bool != nil }) ?? true else {
            return []
        }
        return [note(.rbacOff, "sso.rbac.enabled is \(isOn == nil ? "missing" : "false")")]
    }

    // MARK: - The realm

    private var issuer: [LintFinding] {
        guard let issuer = text("issuer") else {
            return sso["issuer"].map { $0.string == nil } ?? false
                ? [] : [note(.issuerMissing, "sso.issuer is missing")]
        }
        if issuer.hasPrefix("http://"), !Self.isLocal(issuer) {
            return [note(.issuerInsecure, "sso.issuer is \(issuer)")]
        }
        let seen = text("issuerAlias") ?? issuer
        if let realm = site.realm, realm.issuer != seen {
            return [note(.issuerDiffers, "sso.issuer is \(seen), that of \(realm.name.name) is \(realm.issuer)")]
        }
        if seen.contains("/realms/"), seen.hasSuffix("/") {
            return [note(.issuerDiffers, "sso.issuer \(seen) ends with a slash")]
        }
        return []
    }

    private static func isLocal(_ address: String) -> Bool {
        let rest = address.split(separator: "/", omittingEmptySubsequences: false).dropFirst(2).first ?? ""
        return ["localhost", "127.0.0.1"].contains(rest.split(separator: ":").first.map(String.init) ?? "")
    }

    private var client: [LintFinding] {
        ["clientId", "clientSecret"].flatMap { member -> [LintFinding] in
            let reference = sso[member]
            if reference != nil, reference?.object == nil { return [] }
            guard let name = reference?["name"]?.string, let key = reference?["key"]?.string, !name.isEmpty,
                !key.isEmpty
            else { return [note(.clientMissing, "sso.\(member) names no Secret and key")] }
            let secret = ObjectKey(.secret, namespace: site.namespace, name: name)
            guard let fact = setup.secrets[secret] else {
                // Files rarely have it, for good reasons; where others are, one that is missing is told.
                let isExpected =
                    switch setup.source {
                    case .cluster: setup.isComplete(.secret)
                    case .files:
                        setup.secrets.keys.contains {
                            $0.namespace == site.namespace && setup.secrets[$0]?.type == "Opaque"
                        }
                    }
                return isExpected ? [note(.clientSecretMissing, "sso.\(member): the \(secret) does not exist")] : []
            }
            guard let keys = fact.keys, !keys.contains(key) else { return [] }
            return [note(.clientSecretMissing, "sso.\(member): the \(secret) has no key \(key)")]
        }
    }

    private var redirect: [LintFinding] {
        guard let address = text("redirectUrl") else {
            return [note(.redirectMissing, "sso.redirectUrl is missing")]
        }
        if !address.hasSuffix("/oauth2/callback") {
            return [note(.redirectWrong, "sso.redirectUrl \(address) does not end with /oauth2/callback")]
        }
        guard address.hasPrefix("https://") || Self.isLocal(address) else {
            return [note(.redirectWrong, "sso.redirectUrl \(address) is not https")]
        }
        return []
    }

    // MARK: - Groups

    private var usesGroups: Bool {
        setup.identities.contains { $0.rule?.contains("groups") ?? false }
    }

    private var groups: [LintFinding] {
        var findings: [LintFinding] = []
        let claim = text("customGroupClaimName")
        let scopes = sso["scopes"]?.array?.compactMap(\.string) ?? []
        if usesGroups, claim == nil, text("userInfoPath") == nil, sso["scopes"].map({ $0.array != nil }) ?? true,
            !scopes.contains("groups")
        {
            findings.append(note(.scopeMissing, "sso.scopes does not name groups"))
        }
        if let claim, claim.contains(".") {
            findings.append(note(.groupsClaim, "sso.customGroupClaimName \(claim) is no top-level claim"))
        } else if let realm = site.realm, realm.groupsClaim != claim ?? "groups" {
            findings.append(
                note(
                    .groupsClaim,
                    "argo-server reads groups from \(claim ?? "groups"), \(realm.name.name) writes them to \(realm.groupsClaim)"
                ))
        }
        if let path = text("userInfoPath"), !path.hasPrefix("/") {
            findings.append(note(.userInfoPath, "sso.userInfoPath \(path) does not begin with a slash"))
        }
        return findings
    }

    // MARK: - Sessions

    private static let shortest = 15 * 60
    private static let longest = 24 * 3600

    private var sessions: [LintFinding] {
        var findings: [LintFinding] = []
        if let expiry = text("sessionExpiry") {
            if let duration = GoDuration(expiry) {
                if !(Self.shortest...Self.longest).contains(duration.seconds) {
                    findings.append(note(.expiryOdd, "sso.sessionExpiry is \(expiry)"))
                }
            } else {
                findings.append(note(.expiryMalformed, "sso.sessionExpiry \"\(expiry)\" is no duration"))
            }
        }
        if sso["insecureSkipVerify"] == true {
            findings.append(note(.skipsVerification, "sso.insecureSkipVerify is true"))
        }
        return findings
    }

    // MARK: - The filter

    private static func expressions(_ sso: JSONValue?) -> [String] {
        sso?["filterGroupsRegex"]?.array?.compactMap(\.string) ?? []
    }

    /// Whether a session keeps a group; nil when that is not known.
    static func keeps(_ group: GroupPath, _ sso: JSONValue?) -> Bool? {
        guard sso != nil else { return nil }
        let expressions = expressions(sso)
        // argo-server does not start with an expression that is none.
        if expressions.contains(where: { GroupFilter.objection(to: $0) != nil }) { return nil }
        return GroupFilter.keeps(group, expressions)
    }

    private var filter: [LintFinding] {
        Self.expressions(site.sso).compactMap { expression in
            if let objection = GroupFilter.objection(to: expression) {
                return note(.filterMalformed, "sso.filterGroupsRegex: \(expression): \(objection)")
            }
            if expression.hasPrefix("^"), expression.hasSuffix("$") { return nil }
            return note(.filterLoose, "sso.filterGroupsRegex: \(expression) matches anywhere in a group")
        }
    }

    /// The groups that a session could have: those that rules ask for, and all known ones, as far as they are kept.
    private var size: [LintFinding] {
        let asked = setup.accounts.compactMap(\.rule).compactMap { RuleFormula(rule: $0) }.flatMap(\.atoms).compactMap(
            \.group)
        let all = Set(asked.compactMap { GroupPath($0) }).union(setup.knownGroups ?? [])
        let kept = all.filter { Self.keeps($0, site.sso) != false }
        let version = site.version ?? ConfigurationKeys.newestListed
        let bytes = SessionSize.bytes(groups: kept, version: version)
        guard bytes > SessionSize.warning else { return [] }
        return [
            note(
                .sessionTooLarge,
                "who is in all \(kept.count) groups has a cookie of about \(bytes) of \(SessionSize.limit) bytes")
        ]
    }
}
