package import AccessCompiler
package import AccessModel
package import JSONTree
package import KubeModel

/// A Deployment that runs one of Argo's programs.
package struct ArgoProgram: Sendable {
    package let key: ObjectKey
    /// The version in the tag of its image; nil when it has none.
    package let version: ArgoVersion?
    /// The ServiceAccount as which it runs.
    package let account: ObjectKey
    /// The path of its container in the Deployment.
    package let container: JSONPath
    /// The ConfigMap that it reads.
    package let configMap: String
    /// The flags of argo-server; nil for the controller.
    package let flags: ServerFlags?
    /// Its environment, as far as it has values of its own.
    package let variables: [String: String]

    /// Recognises argo-server and the workflow controller by their image, or by the name of the container.
    ///
    /// - Returns: nil for every other Deployment.
    init?(_ object: KubeObject) {
        let pod = object.content["spec"]?["template"]?["spec"]
        let containers = pod?["containers"]?.array ?? []
        func index(image: String, name: String) -> Int? {
            containers.firstIndex { ServerFlags.imageName($0["image"]?.string).map(String.init) == image }
                ?? containers.firstIndex { $0["name"]?.string == name }
        }
        let server = index(image: "argocli", name: "argo-server")
        guard let index = server ?? index(image: "workflow-controller", name: "workflow-controller") else { return nil }
        key = object.key
        version = containers[index]["image"]?.string.flatMap { ServerFlags.version(ofImage: $0) }
        account = ObjectKey(
            .serviceAccount, namespace: object.namespace, name: pod?["serviceAccountName"]?.string ?? "default")
        container = JSONPath.of("spec", "template", "spec", "containers").appending(index: index)
        let namespace = object.namespace ?? ""
        flags = server.flatMap { _ in ServerFlags(deployment: JSONDocument(object.content).root, namespace: namespace) }
        var variables: [String: String] = [:]
        for variable in containers[index]["env"]?.array ?? [] {
            if let name = variable["name"]?.string { variables[name] = variable["value"]?.string }
        }
        self.variables = variables
        let arguments = ["command", "args"].flatMap { containers[index][$0]?.array?.compactMap(\.string) ?? [] }
        configMap = flags?.configMap ?? Self.configMap(in: arguments) ?? Self.defaultConfigMap
    }

    package static let defaultConfigMap = "workflow-controller-configmap"

    package var isServer: Bool { flags != nil }

    /// The path of its flags.
    var argumentsPath: JSONPath { container.appending(name: "args") }

    private static func configMap(in arguments: [String]) -> String? {
        for (index, argument) in arguments.enumerated() {
            if argument == "--configmap", index + 1 < arguments.count { return arguments[index + 1] }
            if argument.hasPrefix("--configmap=") { return String(argument.dropFirst("--configmap=".count)) }
        }
        return nil
    }
}
