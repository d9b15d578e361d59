/// The roles and bindings that every cluster starts with, as far as the served kinds need them.
///
/// Source: `k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy`. Rules for kinds that the model does not
/// serve are left out.
enum BootstrapRoles {
    struct Role {
        let name: String
        var rules: [PolicyRule] = []
        /// Labels by which the aggregated roles are found; nil for ordinary roles.
        var aggregates: [String]?
        var labels: [String: String] = [:]
    }

    struct Binding {
        let name: String
        let role: String
        let groups: [String]
    }

    static let roles: [Role] = [
        Role(
            name: "cluster-admin",
            rules: [
                PolicyRule(verbs: ["*"], apiGroups: ["*"], resources: ["*"]),
                PolicyRule(verbs: ["*"], nonResourceURLs: ["*"]),
            ]),
        Role(name: "system:discovery", rules: [PolicyRule(verbs: ["get"], nonResourceURLs: discoveryPaths)]),
        Role(
            name: "system:public-info-viewer",
            rules: [
                PolicyRule(verbs: ["get"], nonResourceURLs: ["/healthz", "/livez", "/readyz", "/version", "/version/"])
            ]),
        Role(
            name: "system:basic-user",
            rules: [
                PolicyRule(
                    verbs: ["create"], apiGroups: ["authorization.k8s.io"],
                    resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"]),
                PolicyRule(verbs: ["create"], apiGroups: ["authentication.k8s.io"], resources: ["selfsubjectreviews"]),
            ]),
        Role(
            name: "system:auth-delegator",
            rules: [
                PolicyRule(verbs: ["create"], apiGroups: ["authentication.k8s.io"], resources: ["tokenreviews"]),
                PolicyRule(verbs: ["create"], apiGroups: ["authorization.k8s.io"], resources: ["subjectaccessreviews"]),
            ]),
        Role(
            name: "system:service-account-issuer-discovery",
            rules: [
                PolicyRule(verbs: ["get"], nonResourceURLs: ["/.well-known/openid-configuration", "/openid/v1/jwks"])
            ]),
        Role(name: "admin", aggregates: [label("admin")]),
        Role(name: "edit", aggregates: [label("edit")], labels: [label("admin"): "true"]),
        Role(name: "view", aggregates: [label("view")], labels: [label("edit"): "true"]),
        Role(name: "system:aggregate-to-admin", rules: adminRules, labels: [label("admin"): "true"]),
        Role(name: "system:aggregate-to-edit", rules: editRules, labels: [label("edit"): "true"]),
        Role(name: "system:aggregate-to-view", rules: viewRules, labels: [label("view"): "true"]),
    ]

    static let bindings: [Binding] = [
        Binding(name: "cluster-admin", role: "cluster-admin", groups: ["system:masters"]),
        Binding(name: "system:discovery", role: "system:discovery", groups: ["system:authenticated"]),
        Binding(name: "system:basic-user", role: "system:basic-user", groups: ["system:authenticated"]),
        Binding(
            name: "system:service-account-issuer-discovery", role: "system:service-account-issuer-discovery",
            groups: ["system:serviceaccounts"]),
        Binding(
            name: "system:public-info-viewer", role: "system:public-info-viewer",
            groups: ["system:authenticated", "system:unauthenticated"]),
    ]

    private static func label(_ role: String) -> String { "rbac.authorization.k8s.io/aggregate-to-\(role)" }

    private static let discoveryPaths = [
        "/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz", "/version",
        "/version/",
    ]

    private static let reading = ["get", "list", "watch"]
    private static let writing = ["create", "delete", "deletecollection", "patch", "update"]

    private static let adminRules = [
        PolicyRule(
            verbs: ["create"], apiGroups: ["authorization.k8s.io"], resources: ["localsubjectaccessreviews"]),
        PolicyRule(
            verbs: writing + reading, apiGroups: ["rbac.authorization.k8s.io"], resources: ["rolebindings", "roles"]),
    ]

    private static let editRules = [
        PolicyRule(verbs: reading, apiGroups: [""], resources: ["secrets"]),
        PolicyRule(verbs: ["impersonate"], apiGroups: [""], resources: ["serviceaccounts"]),
        PolicyRule(
            verbs: writing, apiGroups: [""],
            resources: ["pods", "configmaps", "events", "secrets", "serviceaccounts", "services"]),
        PolicyRule(verbs: ["create"], apiGroups: [""], resources: ["serviceaccounts/token"]),
        PolicyRule(verbs: writing, apiGroups: ["apps"], resources: ["deployments", "deployments/scale"]),
        PolicyRule(verbs: writing + reading, apiGroups: ["coordination.k8s.io"], resources: ["leases"]),
    ]

    private static let viewRules = [
        PolicyRule(
            verbs: reading, apiGroups: [""],
            resources: [
                "configmaps", "events", "namespaces", "namespaces/status", "pods", "pods/status", "serviceaccounts",
                "services",
                "services/status",
            ]),
        PolicyRule(
            verbs: reading, apiGroups: ["apps"], resources: ["deployments", "deployments/scale", "deployments/status"]),
    ]
}
