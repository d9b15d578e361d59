import JSONTree

/// What an ArgoInstallation says of argo-server.
package struct ServerSpec: Hashable, Sendable {
    /// The Deployment in the installation's namespace.
    package let deployment: String
    /// Whether it is restarted when its SSO settings have changed.
    package let isRolled: Bool
    /// How long after one restart the next one may come.
    package let minimumRollInterval: GoDuration
    /// Whether a Role that permits to read exactly the tokens of the identities is made for it.
    package let hasTokenRole: Bool

    package static let defaultInterval = GoDuration(seconds: 300)

    package init(
        deployment: String = "argo-server", isRolled: Bool = true, minimumRollInterval: GoDuration = defaultInterval,
        hasTokenRole: Bool = false
    ) {
        self.deployment = deployment
        self.isRolled = isRolled
        self.minimumRollInterval = minimumRollInterval
        self.hasTokenRole = hasTokenRole
    }

    static func read(_ field: FieldReader?, _ findings: inout [Finding]) -> ServerSpec {
        let before = findings.count
        let deployment = field?.optional("deployment", &findings)?.objectName(&findings)
        // What is no object is told once.
        if let field, field.view.kind != .object, findings.count > before { return ServerSpec() }
        let isRolled = field?.optional("roll", &findings)?.bool(&findings)
        let interval = field?.optional("minimumRollInterval", &findings)?.duration(&findings)
        let hasTokenRole = field?.optional("tokenRole", &findings)?.bool(&findings)
        return ServerSpec(
            deployment: deployment ?? "argo-server", isRolled: isRolled ?? true,
            minimumRollInterval: interval ?? defaultInterval, hasTokenRole: hasTokenRole ?? false)
    }
}
