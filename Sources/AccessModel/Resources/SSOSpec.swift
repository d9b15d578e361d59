import JSONTree

/// How people log in to Argo: what an ArgoInstallation says beside the realm.
package struct SSOSpec: Hashable, Sendable {
    /// Which groups argo-server keeps in a session.
    package enum GroupFilter: String, CaseIterable, Hashable, Sendable {
        /// Those that a WorkflowScope of the installation lists, and ``SSOSpec/keptGroups``.
        case inScopes = "InScopes"
        /// All that the token has.
        case none = "None"
    }

    /// The ConfigMap, in the installation's namespace, that argo-server reads.
    package var configMap = "workflow-controller-configmap"
    package let clientID: SecretKey
    package let clientSecret: SecretKey
    /// nil when argo-server is to find it out from each request.
    package var redirectURL: String?
    package var issuerAlias: String?
    package var scopes: [String] = []
    package var sessionExpiry: GoDuration?
    package var userInfoPath: String?
    package var skipsVerification = false
    /// PEM.
    package var rootCA: String?
    package var groupFilter = GroupFilter.inScopes
    package var keptGroups: [GroupPath] = []

    package init(clientID: SecretKey, clientSecret: SecretKey) {
        self.clientID = clientID
        self.clientSecret = clientSecret
    }

    /// - Parameter version: of Argo Workflows; a setting that it does not know would end its controller.
    static func read(_ field: FieldReader, version: ArgoVersion?, _ findings: inout [Finding]) -> SSOSpec? {
        let clientID = field.required("clientIdRef", &findings).flatMap { SecretKey.read($0, &findings) }
        guard field.view.kind == .object else { return nil }
        let secret = field.required("clientSecretRef", &findings).flatMap { SecretKey.read($0, &findings) }
        let configMap = field.optional("configMap", &findings)?.objectName(&findings)
        let redirect = field.optional("redirectUrl", &findings).flatMap { readRedirect($0, &findings) }
        let alias = field.optional("issuerAlias", &findings)?.webAddress(&findings)
        let scopes = field.optional("scopes", &findings)?.elements(0...50, &findings).compactMap {
            readScope($0, &findings)
        }
        let expiry = field.optional("sessionExpiry", &findings)?.duration(&findings)
        let userInfo = field.optional("userInfoPath", &findings).flatMap { readPath($0, &findings) }
        let skips = field.optional("insecureSkipVerify", &findings)?.bool(&findings)
        let rootCA = field.optional("rootCA", &findings).flatMap { readRootCA($0, version, &findings) }
        let filter = field.optional("groupFilter", &findings).flatMap { readFilter($0, &findings) }
        let kept = field.optional("keepGroups", &findings)?.elements(0...500, &findings).compactMap {
            $0.group(&findings)
        }
        guard let clientID, let secret else { return nil }
        var spec = SSOSpec(clientID: clientID, clientSecret: secret)
        spec.configMap = configMap ?? spec.configMap
        spec.redirectURL = redirect
        spec.issuerAlias = alias
        spec.scopes = scopes ?? []
        spec.sessionExpiry = expiry
        spec.userInfoPath = userInfo
        spec.skipsVerification = skips ?? false
        spec.rootCA = rootCA
        spec.groupFilter = filter ?? .inScopes
        spec.keptGroups = kept ?? []
        return spec
    }

    private static func readRedirect(_ field: FieldReader, _ findings: inout [Finding]) -> String? {
        guard let address = field.webAddress(&findings) else { return nil }
        if address.hasSuffix("/oauth2/callback") { return address }
        field.note(
            .invalidAddress, "argo-server is called back under its own address and /oauth2/callback only", &findings)
        return nil
    }

    /// Source: RFC 6749, `scope-token`.
    private static func readScope(_ field: FieldReader, _ findings: inout [Finding]) -> String? {
        guard let text = field.text(&findings) else { return nil }
        let isScope =
            (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
            }
        if isScope { return text }
        field.note(.invalidScope, "a scope is 1 to 128 characters of ASCII without spaces and quotes", &findings)
        return nil
    }

    private static func readPath(_ field: FieldReader, _ findings: inout [Finding]) -> String? {
        guard let text = field.text(&findings) else { return nil }
        if text.utf8.first == UInt8(ascii: "/"), text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) { return text }
        field.note(.invalidAddress, "the path is appended to the issuer as it is, so it begins with a slash", &findings)
        return nil
    }

    private static func readRootCA(_ field: FieldReader, _ version: ArgoVersion?, _ findings: inout [Finding])
        -> String?
    {
        guard let text = field.text(&findings) else { return nil }
        if let version, version < ArgoVersion(4, 0, 0) {
            field.note(
                .unsupportedSetting, "Argo Workflows \(version) does not know rootCA and would not start with it",
                &findings)
            return nil
        }
        if text.contains("-----BEGIN CERTIFICATE-----"), !text.contains("PRIVATE KEY") { return text }
        field.note(.invalidCertificate, "certificates in PEM are needed here, and nothing secret", &findings)
        return nil
    }

    private static func readFilter(_ field: FieldReader, _ findings: inout [Finding]) -> GroupFilter? {
        guard let text = field.text(&findings) else { return nil }
        if let filter = GroupFilter(rawValue: text) { return filter }
        let known = GroupFilter.allCases.map(\.rawValue).joined(separator: " and ")
        field.note(.unknownChoice, "\"\(text)\" is none of \(known)", &findings)
        return nil
    }
}

extension FieldReader {
    func duration(_ findings: inout [Finding]) -> GoDuration? {
        guard let text = text(&findings) else { return nil }
        if let duration = GoDuration(text) { return duration }
        note(.invalidDuration, "\"\(text)\" is no duration such as 2h, 90m or 1h30m", &findings)
        return nil
    }

    /// An https URL without query and fragment; http for this machine only.
    fileprivate func webAddress(_ findings: inout [Finding]) -> String? {
        guard let text = text(&findings) else { return nil }
        let rest =
            if text.hasPrefix("https://") { text.dropFirst("https://".count) } else if let local = Self.local(text) {
                local
            } else { Substring() }
        let host = rest.prefix { $0 != "/" && $0 != ":" }
        let isPlain = text.utf8.allSatisfy {
            (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#")
        }
        if !host.isEmpty, isPlain { return text }
        note(
            .invalidAddress, "an https URL without query is needed here; http is for localhost and 127.0.0.1", &findings
        )
        return nil
    }

    private static func local(_ text: String) -> Substring? {
        guard text.hasPrefix("http://") else { return nil }
        let rest = text.dropFirst("http://".count)
        let host = rest.prefix { $0 != "/" && $0 != ":" }
        return host == "localhost" || host == "127.0.0.1" ? rest : nil
    }
}
