extension KubeConfiguration {
    /// How a pod reaches the API server of its cluster: by its ServiceAccount.
    ///
    /// Source: Kubernetes documentation, "Accessing the Kubernetes API from a Pod".
    ///
    /// - Parameter root: the folder that stands for `/`, for tests.
    package static func inCluster(
        environment: [String: String] = ProcessEnvironment.variables(), root: String = ""
    ) throws(KubeError) -> KubeConfiguration {
        guard let host = environment["KUBERNETES_SERVICE_HOST"], !host.isEmpty else {
            throw KubeError(
                .configuration, "this is no pod of a cluster: the variable KUBERNETES_SERVICE_HOST is not set")
        }
        let folder = "\(root)/var/run/secrets/kubernetes.io/serviceaccount"
        guard FileReader.exists("\(folder)/token") else {
            throw KubeError(
                .configuration,
                "\(folder)/token does not exist. Set automountServiceAccountToken to true on the pod or its ServiceAccount"
            )
        }
        let port = environment["KUBERNETES_SERVICE_PORT_HTTPS"] ?? environment["KUBERNETES_SERVICE_PORT"] ?? "443"
        let server = try ServerAddress("https://\(host.contains(":") ? "[\(host)]" : host):\(port)")
        let namespace = try FileReader.text("\(folder)/namespace", what: "the pod's namespace")
        return KubeConfiguration(
            cluster: "in-cluster", user: "the pod's ServiceAccount", server: server,
            authority: .file("\(folder)/ca.crt"), authentication: .tokenFile("\(folder)/token"),
            proxy: try ProxyAddress.fromEnvironment(environment, for: server), namespace: namespace)
    }
}
