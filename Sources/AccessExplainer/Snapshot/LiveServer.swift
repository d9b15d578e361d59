import JSONTree
import KubeModel

/// What the Deployment of argo-server says about how it chooses accounts.
///
/// Source: Argo Workflows, `cmd/argo/commands/server.go` and `server/auth/gatekeeper.go`.
struct LiveServer {
    /// The ServiceAccount as which it runs.
    let account: ObjectKey
    /// Whether it looks for accounts in the namespace of a request as well; nil when the Deployment does not tell.
    let delegates: Bool?

    private static let delegation = "SSO_DELEGATE_RBAC_TO_NAMESPACE"

    /// - Returns: nil when no container looks like argo-server.
    init?(_ deployment: KubeObject) {
        let pod = deployment.content["spec"]?["template"]?["spec"]
        let containers = pod?["containers"]?.array ?? []
        guard let server = containers.first(where: Self.isServer) else { return nil }
        account = ObjectKey(
            .serviceAccount, namespace: deployment.namespace, name: pod?["serviceAccountName"]?.string ?? "default")
        let arguments = ["command", "args"].flatMap { (server[$0]?.array ?? []).compactMap(\.string) }
        if arguments.contains("--namespaced") || arguments.contains("--namespaced=true") {
            delegates = false
            return
        }
        let variable = server["env"]?.array?.last { $0["name"]?.string == Self.delegation }
        let isElsewhere = variable?["valueFrom"] != nil || variable == nil && server["envFrom"]?.array?.isEmpty == false
        delegates = isElsewhere ? nil : variable?["value"]?.string == "true"
    }

    private static func isServer(_ container: JSONValue) -> Bool {
        let image = container["image"]?.string?.split(separator: "@").first?.split(separator: "/").last
        return image?.split(separator: ":").first == "argocli" || container["name"]?.string == "argo-server"
    }
}
