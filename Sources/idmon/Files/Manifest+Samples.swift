extension Manifest {
    /// The accepted samples of `deploy/samples`, which are part of the program, in the order in which they are applied.
    static func samples() throws(CommandFailure) -> [Manifest] {
        let files: [(name: String, bytes: [UInt8])] = [
            ("namespaces.yaml", PackageResources.namespaces_yaml),
            ("keycloakrealm.yaml", PackageResources.keycloakrealm_yaml),
            ("argoinstallation.yaml", PackageResources.argoinstallation_yaml),
            ("workflowtemplate.yaml", PackageResources.workflowtemplate_yaml),
            ("workflowscope.yaml", PackageResources.workflowscope_yaml),
            ("workflowbinding.yaml", PackageResources.workflowbinding_yaml),
            ("accesstest.yaml", PackageResources.accesstest_yaml),
        ]
        var manifests: [Manifest] = []
        for (name, bytes) in files { manifests += try parse(bytes, file: name) }
        return manifests
    }
}
