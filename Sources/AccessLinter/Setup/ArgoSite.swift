package import AccessCompiler
package import AccessModel
package import JSONTree
package import KubeModel

/// One Argo Workflows of a set-up: its programs, its settings and where it looks for accounts.
package struct ArgoSite: Sendable {
    /// Where argo-server runs.
    package let namespace: String
    /// nil when its Deployment is not there.
    package let server: ArgoProgram?
    package let controller: ArgoProgram?
    /// The ConfigMap that argo-server reads.
    package let configMap: ObjectKey
    /// nil when the ConfigMap is not there.
    package let settings: SettingsReading?
    /// Idmon's resource for it, where there is one.
    package let installation: ArgoInstallation?
    package let realm: KeycloakRealm?
    /// nil when nothing says it.
    package let version: ArgoVersion?
    /// Where argo-server looks for accounts with rules.
    package let accountNamespace: String
    /// Whether it looks into the namespaces of requests as well; nil when that is not known.
    package let delegates: Bool?

    init(
        namespace: String, programs: [ArgoProgram], configMaps: [ObjectKey: JSONObject],
        installation: ArgoInstallation?,
        realms: [KeycloakRealm], version: ArgoVersion?
    ) {
        self.namespace = namespace
        server = programs.first(where: \.isServer)
        controller = programs.first { !$0.isServer }
        configMap = ObjectKey(
            .configMap, namespace: namespace,
            name: server?.configMap ?? installation?.sso?.configMap ?? ArgoProgram.defaultConfigMap)
        settings = configMaps[configMap].map { SettingsReading(data: $0) }
        self.installation = installation
        realm = realms.first { $0.name.name == installation?.realmName } ?? (realms.count == 1 ? realms.first : nil)
        self.version = version ?? server?.version ?? installation?.version ?? controller?.version
        accountNamespace = server?.flags?.accountNamespace ?? namespace
        delegates = server.map { $0.flags?.delegates } ?? installation.map { $0.identities.layout == .delegated }
    }

    /// The setting `sso`; nil when there is none, or it could not be read.
    package var sso: JSONValue? { settings?.settings["sso"] }

    /// The path of the settings of single sign-on.
    var ssoPath: JSONPath { settings?.path(of: "sso") ?? .of("data", "sso") }

    /// Whether Argo's own restriction keeps people from choosing accounts, volumes and images of their runs.
    var isStrict: Bool {
        let mode = settings?.settings["workflowRestrictions"]?["templateReferencing"]?.string
        return mode == "Strict" || mode == "Secure"
    }
}
