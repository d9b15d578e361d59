import AccessModel
import JSONTree
import KubeModel

/// The flags with which argo-server runs, as far as they bear on who gets in.
///
/// Source: `cmd/argo/commands/server.go`: a flag that is absent is taken from the variable `ARGO_…`.
struct ServerFlags {
    /// `client`, `server`, `sso`, `hybrid`; Argo's default is `client`.
    let authModes: [String]
    /// The namespace in which argo-server looks for the accounts of people.
    let accountNamespace: String
    let configMap: String

    private let arguments: [String]
    private let variables: [String: String]

    /// - Returns: nil when no container looks like argo-server.
    init?(_ deployment: LiveObject) {
        let containers = deployment.root["spec"]?["template"]?["spec"]?["containers"]?.elements.map { $0 } ?? []
        let server =
            containers.first { Self.imageName($0["image"]?.string) == "argocli" }
            ?? containers.first { $0["name"]?.string == "argo-server" }
            ?? (containers.count == 1 ? containers.first : nil)
        guard let server else { return nil }
        let commands = ["command", "args"].flatMap { server[$0]?.elements.compactMap(\.string) ?? [] }
        arguments = commands
        var variables: [String: String] = [:]
        for variable in server["env"]?.elements.map({ $0 }) ?? [] {
            if let name = variable["name"]?.string, let value = variable["value"]?.string { variables[name] = value }
        }
        self.variables = variables
        let modes = Self.values(of: "auth-mode", in: commands)
        authModes = modes.isEmpty ? [variables["ARGO_AUTH_MODE"] ?? "client"] : modes
        let own = deployment.key.namespace ?? ""
        let managed = Self.values(of: "managed-namespace", in: commands).last ?? variables["ARGO_MANAGED_NAMESPACE"]
        let isNamespaced = Self.isSet("namespaced", in: commands) ?? (variables["ARGO_NAMESPACED"] == "true")
        accountNamespace = isNamespaced ? managed.flatMap { $0.isEmpty ? nil : $0 } ?? own : own
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
        return nil
    }

    /// `argocli` of `quay.io/argoproj/argocli:v4.1.2`.
    static func imageName(_ image: String?) -> Substring? {
        let path = image?.split(separator: "@").first?.split(separator: "/").last
        return path?.split(separator: ":").first
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
