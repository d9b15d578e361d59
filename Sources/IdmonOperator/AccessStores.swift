import AccessCompiler
import AccessModel
import KubeModel
import KubeRuntime

/// Everything that the operator watches, as it last was.
struct AccessStores: Sendable {
    /// The names of the indices.
    enum IndexName {
        static let namespace = "namespace"
        /// Scopes and AccessTests by the installation they name, generated objects by the one they were made for.
        static let installation = "installation"
        /// Bindings by the scope they name.
        static let scope = "scope"
        /// Bindings that name ClusterWorkflowTemplates, under one empty value.
        static let clusterTemplates = "clusterTemplates"
    }

    let installations = ObjectStore(.argoInstallation, indices: [byNamespace])
    let realms = ObjectStore(.keycloakRealm, indices: [byNamespace])
    let scopes = ObjectStore(
        .workflowScope,
        indices: [
            byNamespace,
            .init(IndexName.installation) { WorkflowScope.installation(of: $0.root).map { [$0.description] } ?? [] },
        ])
    let bindings = ObjectStore(
        .workflowBinding,
        indices: [
            byNamespace,
            .init(IndexName.clusterTemplates) {
                WorkflowBinding.mentions(.clusterWorkflowTemplate, in: $0.root) ? [""] : []
            },
            .init(IndexName.scope) { binding in
                guard let scope = WorkflowBinding.scopeName(of: binding.root) else { return [] }
                return [ResourceName(namespace: binding.key.namespace ?? "", name: scope).description]
            },
        ])
    let accessTests = ObjectStore(
        .accessTest,
        indices: [
            .init(IndexName.installation) { AccessTest.installation(of: $0.root).map { [$0.description] } ?? [] }
        ])
    let namespaces = ObjectStore(.namespace)
    /// KubeVela's Applications, with what is read of them only; empty where there is no KubeVela.
    let applications = ObjectStore(.application, indices: [byNamespace])
    let serviceAccounts = ObjectStore(.serviceAccount, indices: [byInstallation])
    let roles = ObjectStore(.role, indices: [byInstallation])
    let roleBindings = ObjectStore(.roleBinding, indices: [byInstallation])
    let clusterRoleBindings = ObjectStore(.clusterRoleBinding, indices: [byInstallation])
    let policies = [ResourceType.validatingAdmissionPolicy, .validatingAdmissionPolicyBinding].map {
        ObjectStore($0, indices: [byInstallation])
    }
    /// Argo's templates, with labels and the names within them only, for bindings that name or select them.
    let templates = TemplateKind.allCases.map { ObjectStore($0.resourceType, indices: [byNamespace]) }
    /// Not watched: a right to list Secrets would show what is in them. Filled by ``ReadLedger``, with metadata only.
    let secrets = ObjectStore(.secret)
    /// Not watched: one Deployment an installation is no reason to hold those of the whole cluster.
    let deployments = ObjectStore(.deployment)
    /// Not watched either, and only the one ConfigMap an installation names.
    let configMaps = ObjectStore(.configMap)

    /// The stores of what Idmon generates and watches.
    var generated: [ObjectStore] { [serviceAccounts, roles, roleBindings, clusterRoleBindings] }
    /// The stores that ``ReadLedger``s fill.
    var read: [ObjectStore] { [secrets, deployments, configMaps] }
    /// The stores of objects that are planned, or that plans write.
    var watched: [ObjectStore] {
        [installations, realms, scopes, bindings, accessTests, namespaces] + generated + policies
    }
    /// The stores that informers fill.
    var informed: [ObjectStore] { watched + templates + [applications] }
    /// Whether everything is known: before that a plan would miss what is not there yet.
    var haveSynced: Bool { informed.allSatisfy(\.hasSynced) }

    private static let byNamespace = ObjectStore.Index(IndexName.namespace) { $0.key.namespace.map { [$0] } ?? [] }
    private static let byInstallation = ObjectStore.Index(IndexName.installation) {
        ObjectOwner.installation(of: $0).map { [$0.description] } ?? []
    }
}
