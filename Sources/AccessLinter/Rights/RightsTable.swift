import AccessModel
import JSONTree
package import KubeModel

/// All roles and bindings of a set-up: who has which rules.
package struct RightsTable: Sendable {
    package let bindings: [BindingFact]
    private let roles: [ObjectKey: [RoleRule]]

    /// ClusterRoles that every cluster has, and that files do not.
    package static let builtIn: Set<String> = ["admin", "cluster-admin", "edit", "view"]

    init(_ objects: [KubeObject]) {
        bindings = objects.filter { $0.type == .roleBinding || $0.type == .clusterRoleBinding }.compactMap(
            BindingFact.init)
        var roles: [ObjectKey: [RoleRule]] = [:]
        let clusterRoles = objects.filter { $0.type == .clusterRole }
        for object in objects where object.type == .role || object.type == .clusterRole {
            roles[object.key] = RoleRule.rules(of: object, among: clusterRoles)
        }
        self.roles = roles
    }

    /// Whether a role is there; built-in ones are in every cluster.
    package func has(_ role: ObjectKey) -> Bool {
        roles[role] != nil
            || role.type == .clusterRole && (Self.builtIn.contains(role.name) || role.name.hasPrefix("system:"))
    }

    /// ClusterRoles that Kubernetes itself gives to everybody, and that let nobody do anything.
    ///
    /// Source: `plugin/pkg/auth/authorizer/rbac/bootstrappolicy` of Kubernetes.
    private static let everybodys: Set<String> = [
        "system:basic-user", "system:discovery", "system:public-info-viewer",
        "system:service-account-issuer-discovery",
    ]

    /// The bindings that name an account, or a group in which it is, but for what Kubernetes itself gives to everybody.
    package func bindings(of account: ObjectKey) -> [BindingFact] {
        bindings.filter {
            !($0.role.type == .clusterRole && Self.everybodys.contains($0.role.name)) && $0.isFor(account)
        }
    }

    /// What names an account and gives a role whose rules are not known here.
    func unknown(of account: ObjectKey) -> [BindingFact] { bindings(of: account).filter { roles[$0.role] == nil } }

    /// The rules of the roles that are bound to an account; of a role that is not known none.
    package func rules(of account: ObjectKey) -> [HeldRule] {
        bindings(of: account).flatMap { binding in
            (roles[binding.role] ?? []).enumerated().map { index, rule in
                HeldRule(
                    rule: rule, namespace: binding.namespace, role: binding.role, index: index, binding: binding.key)
            }
        }
    }
}
