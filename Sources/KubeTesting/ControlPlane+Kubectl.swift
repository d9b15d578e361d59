extension ControlPlane {
    /// Runs kubectl as the administrator.
    package func kubectl(_ arguments: String..., input: String = "") async throws -> Program.Result {
        try await Program.run("kubectl", ["--kubeconfig", kubeconfig] + arguments, input: input)
    }
}
