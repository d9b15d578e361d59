import JSONTree
import YAMLTree

extension KubeConfiguration {
    /// A kubeconfig is small; this bound only keeps a wrong path from filling the memory.
    private static let fileLimit = 16 << 20

    /// Finds out how to reach the cluster, as kubectl does.
    ///
    /// In this order: the file given; the files of `KUBECONFIG`, of which missing ones are left out;
    /// `~/.kube/config`; the ServiceAccount of the pod.
    ///
    /// - Parameters:
    ///   - path: a kubeconfig that must exist; nil looks for one.
    ///   - context: nil takes the current context.
    package static func load(
        path: String? = nil, context: String? = nil, environment: [String: String] = ProcessEnvironment.variables()
    ) throws(KubeError) -> KubeConfiguration {
        if let path { return try kubeconfig([path], missingAllowed: false, context, environment) }
        let listed = environment["KUBECONFIG"]?.split(separator: ":").map(String.init) ?? []
        if !listed.isEmpty { return try kubeconfig(listed, missingAllowed: true, context, environment) }
        if let home = environment["HOME"], FileReader.exists("\(home)/.kube/config") {
            return try kubeconfig(["\(home)/.kube/config"], missingAllowed: false, context, environment)
        }
        guard environment["KUBERNETES_SERVICE_HOST"] != nil, context == nil else {
            throw KubeError(
                .configuration,
                "no cluster is configured: no kubeconfig was given, KUBECONFIG is empty, ~/.kube/config does not exist, and "
                    + "this is no pod. Name a kubeconfig")
        }
        return try inCluster(environment: environment)
    }

    private static func kubeconfig(
        _ paths: [String], missingAllowed: Bool, _ context: String?, _ environment: [String: String]
    ) throws(KubeError) -> KubeConfiguration {
        var files: [KubeconfigFile] = []
        for path in paths where !missingAllowed || FileReader.exists(path) { files.append(try read(path)) }
        guard !files.isEmpty else {
            throw KubeError(.configuration, "none of the files of KUBECONFIG exists: \(paths.joined(separator: ", "))")
        }
        return try Kubeconfig(files).configuration(context: context, environment: environment)
    }

    private static func read(_ path: String) throws(KubeError) -> KubeconfigFile {
        let bytes = try FileReader.read(path, limit: fileLimit, what: "the kubeconfig")
        do {
            let documents = try YAMLReader.documents(in: bytes)
            guard documents.count <= 1 else {
                throw KubeError(.configuration, "\(path): a kubeconfig has one YAML document, this has several")
            }
            return KubeconfigFile(path: path, content: documents.first?.value ?? [:])
        } catch let error as YAMLError {
            // The excerpt of a YAML error would show the line, and with it perhaps a token.
            throw KubeError(
                .configuration,
                "\(path):\(error.position.line):\(error.position.column): the kubeconfig is not valid YAML: \(error.message)"
            )
        } catch let error as KubeError {
            throw error
        } catch {
            throw KubeError(.configuration, "\(path): the kubeconfig cannot be read: \(error)")
        }
    }
}
