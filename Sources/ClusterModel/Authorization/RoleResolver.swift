import JSONTree
import KubeModel

/// Finds the rules that hold for a user: the role-based authorizer.
///
/// Source: `k8s.io/kubernetes/pkg/registry/rbac/validation` and `plugin/pkg/auth/authorizer/rbac`.
struct RoleResolver: Sendable {
    let storage: Storage

    static let roles = ResourceName(.role)
    static let roleBindings = ResourceName(.roleBinding)
    static let clusterRoles = ResourceName(.clusterRole)
    static let clusterRoleBindings = ResourceName(.clusterRoleBinding)

    /// The group whose members may do everything.
    static let mastersGroup = "system:masters"

    func decide(_ access: AccessRequest) -> AccessDecision {
        if access.user.groups.contains(Self.mastersGroup) { return AccessDecision(isAllowed: true, reason: "") }
        var problems: [String] = []
        var namespace = ""
        if case .resource(let resource) = access.subject { namespace = resource.namespace }
        for grant in grants(to: access.user, in: namespace) {
            guard let rules = grant.rules else {
                problems.append(grant.problem)
                continue
            }
            if rules.contains(where: { $0.permits(access) }) {
                return AccessDecision(isAllowed: true, reason: "RBAC: allowed by \(grant.description)")
            }
        }
        guard !problems.isEmpty else { return AccessDecision(isAllowed: false, reason: "") }
        let text = problems.count == 1 ? problems[0] : "[\(problems.joined(separator: ", "))]"
        return AccessDecision(isAllowed: false, reason: "RBAC: \(text)")
    }

    /// Every rule that a user holds in a namespace, cluster-wide ones included.
    func rules(for user: UserInfo, in namespace: String) -> [PolicyRule] {
        grants(to: user, in: namespace).flatMap { $0.rules ?? [] }
    }

    /// The roles that bindings of a user name and that do not exist.
    func unresolved(for user: UserInfo, in namespace: String) -> [String] {
        grants(to: user, in: namespace).filter { $0.rules == nil }.map { grant in
            let parts = grant.problem.split(separator: ".", maxSplits: 1)
            return parts.joined(separator: "s.")
        }
    }

    /// What kept the rules of a user from being complete; empty when nothing did.
    func evaluationError(for user: UserInfo, in namespace: String) -> String {
        let problems = grants(to: user, in: namespace).filter { $0.rules == nil }.map(\.problem)
        return problems.count > 1 ? "[\(problems.joined(separator: ", "))]" : problems.first ?? ""
    }

    /// The rules of the role that a binding refers to; nil when there is no such role.
    func rules(of roleRef: JSONValue, in namespace: String) -> [PolicyRule]? {
        let name = roleRef["name"]?.string ?? ""
        let role =
            roleRef["kind"]?.string == "ClusterRole"
            ? storage.object(Self.clusterRoles, ObjectName(namespace: "", name: name))
            : storage.object(Self.roles, ObjectName(namespace: namespace, name: name))
        return role.map { PolicyRule.rules(of: $0.value) }
    }

    /// A binding that names the user.
    private struct Grant {
        let description: String
        /// Nil when the role does not exist.
        let rules: [PolicyRule]?
        let problem: String
    }

    private func grants(to user: UserInfo, in namespace: String) -> [Grant] {
        let groups = user.effectiveGroups
        var grants = storage.objects(Self.clusterRoleBindings).compactMap {
            grant($0.value, user, groups, namespace: "")
        }
        if !namespace.isEmpty {
            grants += storage.objects(Self.roleBindings, in: namespace)
                .compactMap { grant($0.value, user, groups, namespace: namespace) }
        }
        return grants
    }

    private func grant(_ binding: JSONValue, _ user: UserInfo, _ groups: [String], namespace: String) -> Grant? {
        guard let subject = (binding["subjects"]?.array ?? []).first(where: { Self.names($0, user, groups, namespace) })
        else { return nil }
        let roleRef = binding["roleRef"] ?? .null
        let kind = roleRef["kind"]?.string ?? ""
        let roleName = roleRef["name"]?.string ?? ""
        let bindingName = binding.objectName.name
        let subjectText = Self.text(subject, namespace)
        let head =
            namespace.isEmpty
            ? "ClusterRoleBinding \(LabelSyntax.quoted(bindingName))"
            : "RoleBinding \(LabelSyntax.quoted("\(bindingName)/\(namespace)"))"
        return Grant(
            description: "\(head) of \(kind) \(LabelSyntax.quoted(roleName)) to \(subjectText)",
            rules: rules(of: roleRef, in: namespace),
            problem: "\(kind.lowercased()).rbac.authorization.k8s.io \(LabelSyntax.quoted(roleName)) not found")
    }

    private static func names(_ subject: JSONValue, _ user: UserInfo, _ groups: [String], _ namespace: String) -> Bool {
        let name = subject["name"]?.string ?? ""
        switch subject["kind"]?.string {
        case "User": return name == user.name
        case "Group": return groups.contains(name)
        case "ServiceAccount":
            let home = subject["namespace"]?.string ?? namespace
            return !home.isEmpty && user.name == "system:serviceaccount:\(home):\(name)"
        default: return false
        }
    }

    private static func text(_ subject: JSONValue, _ namespace: String) -> String {
        let name = subject["name"]?.string ?? ""
        let kind = subject["kind"]?.string ?? ""
        guard kind == "ServiceAccount" else { return "\(kind) \(LabelSyntax.quoted(name))" }
        return "\(kind) \(LabelSyntax.quoted("\(name)/\(subject["namespace"]?.string ?? namespace)"))"
    }
}
