import JSONTree
import KubeModel

/// A program that hands out credentials (`exec` of a kubeconfig's user).
///
/// Source: Kubernetes reference, "client-go credential plugins", and its types `client.authentication.k8s.io`.
package struct ExecPlugin: Sendable, Hashable {
    package enum InteractiveMode: String, Sendable {
        case never = "Never"
        case ifAvailable = "IfAvailable"
        case always = "Always"
    }

    /// A variable that is set for the program beside those of this process.
    package struct Variable: Sendable, Hashable {
        package let name: String
        let value: Redacted
    }

    package let command: String
    let arguments: [String]
    let environment: [Variable]
    /// `client.authentication.k8s.io/v1` or `…/v1beta1`.
    let apiVersion: String
    let installHint: String?
    let interactiveMode: InteractiveMode
    /// The cluster as the program sees it; nil unless `provideClusterInfo` is set.
    let clusterInfo: JSONValue?

    static let group = "client.authentication.k8s.io"
}

extension ExecPlugin {
    private static let known: Set<String> = [
        "command", "args", "env", "apiVersion", "installHint", "interactiveMode", "provideClusterInfo",
    ]

    /// Reads the `exec` of a user.
    init(_ value: JSONValue, fields: KubeconfigFields, clusterInfo: JSONValue) throws(KubeError) {
        guard let object = value.object else { throw fields.error("has exec, which is no mapping") }
        for name in object.names where !Self.known.contains(name) {
            throw fields.error(
                "has exec.\(name), which is not supported. Known are: \(Self.known.sorted().joined(separator: ", "))")
        }
        guard let command = Kubeconfig.text(value["command"]) else { throw fields.error("has exec without a command") }
        let version = value["apiVersion"]?.string ?? ""
        guard ["\(Self.group)/v1", "\(Self.group)/v1beta1"].contains(version) else {
            throw fields.error(
                "has exec.apiVersion \"\(version)\". Supported are \(Self.group)/v1 and v1beta1; update the plug-in")
        }
        let mode = Kubeconfig.text(value["interactiveMode"])
        guard mode != nil || version.hasSuffix("v1beta1") else {
            throw fields.error("has exec without interactiveMode, which v1 requires: Never, IfAvailable or Always")
        }
        guard let interactiveMode = InteractiveMode(rawValue: mode ?? "IfAvailable") else {
            throw fields.error("has exec.interactiveMode \(mode ?? ""). It is one of Never, IfAvailable, Always")
        }
        self.command = fields.command(command)
        arguments = (value["args"]?.array ?? []).compactMap(\.string)
        environment = (value["env"]?.array ?? []).compactMap { entry in
            guard let name = entry["name"]?.string, let value = entry["value"]?.string else { return nil }
            return Variable(name: name, value: Redacted(value))
        }
        apiVersion = version
        installHint = Kubeconfig.text(value["installHint"])
        self.interactiveMode = interactiveMode
        self.clusterInfo = value["provideClusterInfo"]?.bool == true ? Self.info(clusterInfo) : nil
    }

    /// The text of `KUBERNETES_EXEC_INFO`.
    func request(isInteractive: Bool) -> String {
        var spec: JSONObject = ["interactive": .bool(isInteractive)]
        if let clusterInfo { spec["cluster"] = clusterInfo }
        let request: JSONValue = [
            "apiVersion": .string(apiVersion), "kind": "ExecCredential", "spec": .object(spec),
        ]
        return request.text
    }

    /// The cluster's entry as plug-ins get it: of its extensions only the one that is meant for them.
    private static func info(_ cluster: JSONValue) -> JSONValue {
        let names = [
            "server", "tls-server-name", "insecure-skip-tls-verify", "certificate-authority-data", "proxy-url",
            "disable-compression",
        ]
        var info = JSONObject()
        for name in names { info[name] = cluster[name] }
        let extensions = cluster["extensions"]?.array ?? []
        let own = extensions.first { $0["name"]?.string == "\(group)/exec" }
        info["config"] = own?["extension"]
        return .object(info)
    }
}
