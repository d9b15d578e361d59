package import JSONTree

/// An Argo Workflows installation: where its identities live and which realm its people come from.
package struct ArgoInstallation: Hashable, Sendable {
    package let name: ResourceName
    package let version: ArgoVersion
    /// The KeycloakRealm in the same namespace.
    package let realmName: String
    package let server: ServerSpec
    /// How people log in; nil when Idmon leaves that alone.
    package let sso: SSOSpec?
    package let identities: IdentitySettings
    /// Whether people change runs through WorkflowActions; only where the version has them.
    package let workflowActions: Bool
    package let tokens: TokenSettings
    /// How much access may be taken away at once without a person's word.
    package let removalLimit: RemovalLimit

    package init(
        name: ResourceName, version: ArgoVersion, realmName: String, server: ServerSpec = ServerSpec(),
        sso: SSOSpec? = nil, identities: IdentitySettings = IdentitySettings(), workflowActions: Bool = false,
        tokens: TokenSettings = TokenSettings(), removalLimit: RemovalLimit = .standard
    ) {
        self.name = name
        self.version = version
        self.realmName = realmName
        self.server = server
        self.sso = sso
        self.identities = identities
        self.workflowActions = workflowActions
        self.tokens = tokens
        self.removalLimit = removalLimit
    }

    /// What the roles are on this installation.
    package var roles: RoleCatalogue { RoleCatalogue(version: version, usesWorkflowActions: workflowActions) }

    /// Where the identities lie with which people act in a workload namespace, or, for nil, in the whole cluster.
    package func identityNamespace(for workload: String?) -> String {
        identities.layout == .delegated ? workload ?? name.namespace : name.namespace
    }

    /// Reads an object of kind ArgoInstallation.
    ///
    /// - Returns: nil when a finding of severity error was appended.
    package static func decode(_ view: JSONView, findings: inout [Finding]) -> ArgoInstallation? {
        var found: [Finding] = []
        defer { findings += found }
        let root = FieldReader(view)
        let name = ResourceName.read(root, &found)
        guard let spec = root.required("spec", &found) else { return nil }
        let version = spec.required("version", &found).flatMap { readVersion($0, &found) }
        let realm = spec.required("realmRef", &found)?.required("name", &found)?.objectName(&found)
        let server = ServerSpec.read(spec.optional("server", &found), &found)
        let sso = spec.optional("sso", &found).flatMap { SSOSpec.read($0, version: version, &found) }
        let identities = spec.optional("identities", &found).map { IdentitySettings.read($0, &found) }
        let actions = spec.optional("workflowActions", &found).flatMap { readActions($0, version, &found) }
        let tokens = spec.optional("tokens", &found).map { TokenSettings.read($0, &found) }
        let removalLimit = RemovalLimit.read(spec, &found)
        guard let name, let version, let realm, !found.contains(where: { $0.severity == .error }) else { return nil }
        return ArgoInstallation(
            name: name, version: version, realmName: realm, server: server, sso: sso,
            identities: identities ?? IdentitySettings(), workflowActions: actions ?? false,
            tokens: tokens ?? TokenSettings(), removalLimit: removalLimit)
    }

    private static func readActions(_ field: FieldReader, _ version: ArgoVersion?, _ findings: inout [Finding]) -> Bool?
    {
        guard let isOn = field.bool(&findings) else { return nil }
        if isOn, let version, !version.hasWorkflowActions {
            field.note(
                .noWorkflowActions,
                "Argo Workflows \(version) has no WorkflowActions; \(ArgoVersion.firstWithWorkflowActions) is the first",
                hint: "Remove the field, or upgrade Argo Workflows and correct spec.version.", &findings)
        }
        return isOn
    }

    private static func readVersion(_ field: FieldReader, _ findings: inout [Finding]) -> ArgoVersion? {
        guard let text = field.text(&findings) else { return nil }
        if let version = ArgoVersion(text) { return version }
        field.note(.invalidVersion, "\"\(text)\" is no version such as 3.7.11", &findings)
        return nil
    }
}
