package import JSONTree

/// A Keycloak realm: who issues the tokens and how groups stand in them.
package struct KeycloakRealm: Hashable, Sendable {
    package let name: ResourceName
    /// The URL of the realm without a trailing slash.
    package let issuer: String
    /// The top-level claim that holds the groups.
    package let groupsClaim: String
    /// Whether the mapper writes full paths (`/payments/leads`) or leaf names (`leads`).
    package let groupsAreFullPaths: Bool
    /// The people whose groups are known, each once; others may hold any groups.
    package let members: [RealmMember]

    package init(
        name: ResourceName, issuer: String, groupsClaim: String = "groups", groupsAreFullPaths: Bool = true,
        members: [RealmMember] = []
    ) {
        self.name = name
        self.issuer = issuer
        self.groupsClaim = groupsClaim
        self.groupsAreFullPaths = groupsAreFullPaths
        self.members = members
    }

    /// Whether a group can appear in the tokens of this realm.
    package func canName(_ group: GroupPath) -> Bool { groupsAreFullPaths ? group.isFullPath : group.isLeafName }

    /// Reads an object of kind KeycloakRealm.
    ///
    /// - Returns: nil when a finding of severity error was appended.
    package static func decode(_ view: JSONView, findings: inout [Finding]) -> KeycloakRealm? {
        var found: [Finding] = []
        defer { findings += found }
        let root = FieldReader(view)
        let name = ResourceName.read(root, &found)
        guard let spec = root.required("spec", &found) else { return nil }
        let issuer = spec.required("issuer", &found).flatMap { readIssuer($0, &found) }
        let groups = spec.optional("groups", &found)
        let claim = groups?.optional("claim", &found).flatMap { readClaim($0, &found) }
        let fullPath = groups?.optional("fullPath", &found)?.bool(&found)
        let members = spec.optional("members", &found).map { RealmMember.readList($0, &found) }
        guard let name, let issuer, !found.contains(where: { $0.severity == .error }) else { return nil }
        return KeycloakRealm(
            name: name, issuer: issuer, groupsClaim: claim ?? "groups", groupsAreFullPaths: fullPath ?? true,
            members: members ?? [])
    }

    private static func readIssuer(_ field: FieldReader, _ findings: inout [Finding]) -> String? {
        guard let text = field.text(&findings) else { return nil }
        if let reason = objection(toIssuer: text) {
            field.note(.invalidIssuer, reason, &findings)
            return nil
        }
        return text
    }

    /// What is wrong with an issuer; nil when nothing is.
    private static func objection(toIssuer text: String) -> String? {
        guard let schemeEnd = text.firstRange(of: "://"), text[schemeEnd.upperBound...].first.map({ $0 != "/" }) == true
        else { return "the issuer is no URL such as https://kc.example.org/realms/prod" }
        let host = text[schemeEnd.upperBound...].prefix { $0 != "/" && $0 != ":" && $0 != "?" && $0 != "#" }
        switch text[..<schemeEnd.lowerBound] {
        case "https": break
        case "http" where host == "localhost" || host == "127.0.0.1": break
        default: return "the issuer must be https; http is for localhost and 127.0.0.1"
        }
        if text.utf8.last == UInt8(ascii: "/") { return "the issuer ends with a slash; Keycloak's issuers do not" }
        if text.contains(where: { $0 == "?" || $0 == "#" }) { return "the issuer has a query or a fragment" }
        if !text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) { return "the issuer has a space or is not ASCII" }
        return nil
    }

    private static func readClaim(_ field: FieldReader, _ findings: inout [Finding]) -> String? {
        guard let text = field.text(&findings) else { return nil }
        guard !text.isEmpty, !text.utf8.contains(UInt8(ascii: ".")) else {
            field.note(.invalidClaim, "\"\(text)\" is no top-level claim", &findings)
            return nil
        }
        return text
    }
}
