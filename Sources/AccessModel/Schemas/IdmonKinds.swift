package import KubeModel

/// The kinds that Idmon defines, as the API server names them.
extension ResourceType {
    /// An Argo Workflows installation, beside its argo-server.
    package static let argoInstallation = idmon("argoinstallations", "ArgoInstallation")
    /// The Keycloak realm whose groups an installation sees.
    package static let keycloakRealm = idmon("keycloakrealms", "KeycloakRealm")
    /// The ceiling: what may be granted at most in a workload namespace.
    package static let workflowScope = idmon("workflowscopes", "WorkflowScope")
    /// The claim: who wants to run which templates of a workload namespace.
    package static let workflowBinding = idmon("workflowbindings", "WorkflowBinding")

    /// Statements about who may do what, and who may not.
    package static let accessTest = idmon("accesstests", "AccessTest")

    /// All of them, in the order in which an installation is set up.
    package static let idmonKinds: [ResourceType] = [
        argoInstallation, keycloakRealm, workflowScope, workflowBinding, accessTest,
    ]

    private static func idmon(_ plural: String, _ kind: String) -> ResourceType {
        ResourceType(group: "idmon.dev", version: "v1alpha1", plural: plural, kind: kind, isNamespaced: true)
    }
}
