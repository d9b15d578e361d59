/// The built-in kinds that Idmon reads, writes or serves.
extension ResourceType {
    package static let namespace = core("namespaces", "Namespace", namespaced: false)
    package static let serviceAccount = core("serviceaccounts", "ServiceAccount")
    package static let secret = core("secrets", "Secret")
    package static let configMap = core("configmaps", "ConfigMap")
    package static let event = core("events", "Event")
    package static let pod = core("pods", "Pod")
    package static let service = core("services", "Service")

    package static let role = rbac("roles", "Role")
    package static let roleBinding = rbac("rolebindings", "RoleBinding")
    package static let clusterRole = rbac("clusterroles", "ClusterRole", namespaced: false)
    package static let clusterRoleBinding = rbac("clusterrolebindings", "ClusterRoleBinding", namespaced: false)

    package static let deployment = ResourceType(
        group: "apps", version: "v1", plural: "deployments", kind: "Deployment", isNamespaced: true)
    package static let lease = ResourceType(
        group: "coordination.k8s.io", version: "v1", plural: "leases", kind: "Lease", isNamespaced: true)
    package static let customResourceDefinition = ResourceType(
        group: "apiextensions.k8s.io", version: "v1", plural: "customresourcedefinitions",
        kind: "CustomResourceDefinition", isNamespaced: false)
    package static let subjectAccessReview = ResourceType(
        group: "authorization.k8s.io", version: "v1", plural: "subjectaccessreviews", kind: "SubjectAccessReview",
        isNamespaced: false)
    package static let selfSubjectAccessReview = ResourceType(
        group: "authorization.k8s.io", version: "v1", plural: "selfsubjectaccessreviews",
        kind: "SelfSubjectAccessReview", isNamespaced: false)

    package static let validatingAdmissionPolicy = admission("validatingadmissionpolicies", "ValidatingAdmissionPolicy")
    package static let validatingAdmissionPolicyBinding = admission(
        "validatingadmissionpolicybindings", "ValidatingAdmissionPolicyBinding")

    private static func admission(_ plural: String, _ kind: String) -> ResourceType {
        ResourceType(
            group: "admissionregistration.k8s.io", version: "v1", plural: plural, kind: kind, isNamespaced: false)
    }

    private static func core(_ plural: String, _ kind: String, namespaced: Bool = true) -> ResourceType {
        ResourceType(group: "", version: "v1", plural: plural, kind: kind, isNamespaced: namespaced)
    }

    private static func rbac(_ plural: String, _ kind: String, namespaced: Bool = true) -> ResourceType {
        ResourceType(
            group: "rbac.authorization.k8s.io", version: "v1", plural: plural, kind: kind, isNamespaced: namespaced)
    }
}
