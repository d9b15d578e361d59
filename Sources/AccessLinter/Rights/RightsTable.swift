import JSONTree
package import KubeModel

/// All roles and bindings of a set-up: who has which rules.
package struct RightsTable: Sendable {
    package let bindings: [BindingFact]
    private let roles: [ObjectKey: [ForeignRule]]

    /// ClusterRoles that every cluster has, and that files do not.
    package static let builtIn: Set<String> = ["admin", "cluster-admin", "edit", "view"]

    init(_ objects: [KubeObject]) {
        bindings = objects.filter { $0.type == .roleBinding || $0.type == .clusterRoleBinding }.compactMap(
            BindingFact.init)
        var roles: [ObjectKey: [ForeignRule]] = [:]
        for object in objects where object.type == .role || object.type == .clusterRole {
            roles[object.key] = Self.rules(of: object, among: objects)
        }
        self.roles = roles
    }

    /// The rules of a role; of one that gathers others, and that no cluster has filled, the rules of those.
    private static func rules(of role: KubeObject, among objects: [KubeObject]) -> [ForeignRule] {
        let own = role.content["rules"]?.array?.map(ForeignRule.init) ?? []
        guard own.isEmpty, let selectors = role.content["aggregationRule"]?["clusterRoleSelectors"]?.array else {
            return own
        }
        return objects.filter { other in
            other.type == .clusterRole
                && selectors.contains { selector in
                    let labels = selector["matchLabels"]?.object
                    return labels?.members.allSatisfy { other.content["metadata"]?["labels"]?[$0.name] == $0.value }
                        ?? false
                }
        }.flatMap { $0.content["rules"]?.array?.map(ForeignRule.init) ?? [] }
    }

    /// Whether a role is there; built-in ones are in every cluster.
    package func has(_ role: ObjectKey) -> Bool {
        roles[role] != nil
            || role.type == .clusterRole && (Self.builtIn.contains(role.name) || role.name.hasPrefix("system:"))
    }

    /// The bindings that name an account, or all accounts of its namespace.
    package func bindings(of account: ObjectKey) -> [BindingFact] { bindings.filter { $0.isFor(account) } }

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
