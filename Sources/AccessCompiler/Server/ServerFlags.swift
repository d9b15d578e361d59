package import AccessModel
package import JSONTree
import KubeModel

/// The flags with which argo-server runs, as far as they bear on who gets in.
///
/// Source: `cmd/argo/commands/server.go`: a flag that is absent is taken from the variable `ARGO_…`.
package struct ServerFlags: Sendable {
    /// `client`, `server`, `sso`, `hybrid`; Argo's default is `client`.
    package let authModes: [String]
    /// The namespace in which argo-server looks for the accounts of people.
    package let accountNamespace: String
    package let configMap: String
    /// Whether it looks for an account in the namespace of a request as well; nil when the Deployment does not tell, as
    /// where the variable comes from a ConfigMap.
    package let delegates: Bool?

    /// Source: `server/auth/gatekeeper.go`: exactly `true` turns it on, and nothing does together with `--namespaced`.
    package static let delegation = "SSO_DELEGATE_RBAC_TO_NAMESPACE"

    /// Whether it looks at one namespace only, its own or the managed one.
    package let isNamespaced: Bool
    /// The namespace of `--managed-namespace`; nil when it is not given or empty.
    package let managedNamespace: String?
    /// Whether it serves TLS itself.
    package let isSecure: Bool
    /// The variables with a value of their own.
    package let variables: [String: String]

    /// Reads the flags of a Deployment.
    ///
    /// - Returns: nil when no container looks like argo-server.
    init?(_ deployment: LiveObject) {
        self.init(deployment: deployment.root, namespace: deployment.key.namespace ?? "")
    }

    /// Reads the flags of a Deployment.
    ///
    /// - Parameters:
    ///   - deployment: the whole object.
    ///   - namespace: where it is.
    /// - Returns: nil when no container looks like argo-server.
    package init?(deployment: JSONView, namespace own: String) {
        let containers = deployment["spec"]?["template"]?["spec"]?["containers"]?.elements.map { $0 } ?? []
        let server =
            containers.first { Self.imageName($0["image"]?.string) == "argocli" }
            ?? containers.first { $0["name"]?.string == "argo-server" }
            ?? (containers.count == 1 ? containers.first : nil)
        guard let server else { return nil }
        let commands = ["command", "args"].flatMap { server[$0]?.elements.compactMap(\.string) ?? [] }
        var variables: [String: String] = [:]
        var isDelegationElsewhere = server["envFrom"]?.elements.contains { _ in true } ?? false
        for variable in server["env"]?.elements.map({ $0 }) ?? [] {
            if let name = variable["name"]?.string, let value = variable["value"]?.string { variables[name] = value }
            if variable["name"]?.string == Self.delegation, variable["valueFrom"] != nil {
                isDelegationElsewhere = true
            }
        }
        self.variables = variables
        let modes = Self.values(of: "auth-mode", in: commands)
        authModes = modes.isEmpty ? [variables["ARGO_AUTH_MODE"] ?? "client"] : modes
        let managed = Self.values(of: "managed-namespace", in: commands).last ?? variables["ARGO_MANAGED_NAMESPACE"]
        managedNamespace = managed.flatMap { $0.isEmpty ? nil : $0 }
        isSecure = Self.isSet("secure", in: commands) ?? (variables["ARGO_SECURE"] != "false")
        isNamespaced = Self.isSet("namespaced", in: commands) ?? (variables["ARGO_NAMESPACED"] == "true")
        accountNamespace = isNamespaced ? managedNamespace ?? own : own
        let delegation = variables[Self.delegation].map { $0 == "true" }
        delegates = isNamespaced ? false : delegation ?? (isDelegationElsewhere ? nil : false)
        configMap =
            Self.values(of: "configmap", in: commands).last ?? variables["ARGO_CONFIGMAP"]
            ?? "workflow-controller-configmap"
    }

    /// What of it lets in the wrong people, or nobody; nil when nothing does.
    func concern(for installation: ArgoInstallation) -> (reason: String, message: String)? {
        if let mode = authModes.first(where: { $0 == "server" || $0 == "hybrid" }) {
            return (
                "EverybodyIsServer",
                "argo-server runs with --auth-mode=\(mode): who sends no token at all acts as argo-server itself; remove it"
            )
        }
        if !authModes.contains("sso") {
            return ("SSODisabled", "argo-server runs without --auth-mode=sso, so nobody can log in; add it")
        }
        if accountNamespace != installation.name.namespace {
            return (
                "OtherNamespace",
                "argo-server looks for accounts in the namespace \(accountNamespace) (--managed-namespace); the "
                    + "ArgoInstallation must lie there"
            )
        }
        if let sso = installation.sso, sso.configMap != configMap {
            return (
                "OtherConfigMap",
                "argo-server reads the ConfigMap \(configMap), spec.sso.configMap names \(sso.configMap); correct one of them"
            )
        }
        return delegationConcern(installation.identities.layout)
    }

    private func delegationConcern(_ layout: IdentitySettings.Layout) -> (reason: String, message: String)? {
        switch (layout, delegates) {
        case (.delegated, false?):
            (
                "DelegationOff",
                "spec.identities.layout is Delegated, and argo-server looks for accounts in its own namespace only: people "
                    + "can log in and do nothing; set its variable \(Self.delegation) to true, without --namespaced"
            )
        case (.installation, true?):
            (
                "DelegationOn",
                "argo-server runs with \(Self.delegation)=true: who may annotate ServiceAccounts in a namespace decides as "
                    + "whom people act there; remove it, or set spec.identities.layout to Delegated"
            )
        case (.delegated, true?), (.delegated, nil), (.installation, _): nil
        }
    }

    /// `argocli` of `quay.io/argoproj/argocli:v4.1.2`.
    package static func imageName(_ image: String?) -> Substring? {
        let path = image?.split(separator: "@").first?.split(separator: "/").last
        return path?.split(separator: ":").first
    }

    /// The version in the tag of an image: `4.1.2` of `quay.io/argoproj/argocli:v4.1.2`; nil when it has none.
    package static func version(ofImage image: String) -> ArgoVersion? {
        let name = image.split(separator: "@").first?.split(separator: "/").last
        guard let tag = name?.split(separator: ":").dropFirst().first, tag.hasPrefix("v") else { return nil }
        return ArgoVersion(String(tag.dropFirst()))
    }

    /// The values of a flag in both spellings, `--name value` and `--name=value`.
    private static func values(of flag: String, in arguments: [String]) -> [String] {
        arguments.indices.compactMap { index in
            if arguments[index] == "--\(flag)" { return index + 1 < arguments.count ? arguments[index + 1] : nil }
            return arguments[index].hasPrefix("--\(flag)=") ? String(arguments[index].dropFirst(flag.count + 3)) : nil
        }
    }

    /// Whether a flag without a value is there; nil when it is not mentioned.
    private static func isSet(_ flag: String, in arguments: [String]) -> Bool? {
        arguments.last { $0 == "--\(flag)" || $0.hasPrefix("--\(flag)=") }.map { !$0.hasSuffix("=false") }
    }
}
