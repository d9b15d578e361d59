/// Bodies of requests: the outline of an object around the members that a case is about.
///
/// - Parameters:
///   - members: members beside `metadata`, such as `"data":{"a":"1"}`.
///   - meta: members of `metadata` beside its name, such as `"labels":{"a":"b"}`.
func object(_ apiVersion: String, _ kind: String, _ name: String, _ members: String = "", meta: String = "") -> String {
    let metadata = [name.isEmpty ? "" : "\"name\":\"\(name)\"", meta].filter { !$0.isEmpty }.joined(separator: ",")
    let all = ["\"apiVersion\":\"\(apiVersion)\"", "\"kind\":\"\(kind)\"", "\"metadata\":{\(metadata)}", members]
    return "{\(all.filter { !$0.isEmpty }.joined(separator: ","))}"
}

func configMap(_ name: String, _ members: String = "", meta: String = "") -> String {
    object("v1", "ConfigMap", name, members, meta: meta)
}

/// Where the objects of a case's own namespace are.
enum Paths {
    static let configMaps = "/api/v1/namespaces/{ns}/configmaps"
    static let secrets = "/api/v1/namespaces/{ns}/secrets"
    static let serviceAccounts = "/api/v1/namespaces/{ns}/serviceaccounts"
    static let pods = "/api/v1/namespaces/{ns}/pods"
    static let events = "/api/v1/namespaces/{ns}/events"
    static let services = "/api/v1/namespaces/{ns}/services"
    static let deployments = "/apis/apps/v1/namespaces/{ns}/deployments"
    static let leases = "/apis/coordination.k8s.io/v1/namespaces/{ns}/leases"
    static let roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/roles"
    static let roleBindings = "/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/rolebindings"
    static let clusterRoles = "/apis/rbac.authorization.k8s.io/v1/clusterroles"
    static let clusterRoleBindings = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings"
    static let definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
    static let reviews = "/apis/authorization.k8s.io/v1/subjectaccessreviews"
}
