package import JSONTree
package import KubeModel

/// One rule of a Role that anybody may have written, asked as the API server asks it: unlike those that Idmon writes it may
/// have wildcards.
///
/// Source: `k8s.io/kubernetes/pkg/apis/rbac/v1/evaluation_helpers.go`.
package struct RoleRule: Hashable, Sendable {
    package let apiGroups: [String]
    package let resources: [String]
    package let verbs: [String]
    /// Empty for all objects.
    package let resourceNames: [String]

    package init(_ rule: JSONValue) {
        func texts(_ field: String) -> [String] { (rule[field]?.array ?? []).compactMap(\.string) }
        apiGroups = texts("apiGroups")
        resources = texts("resources")
        verbs = texts("verbs")
        resourceNames = texts("resourceNames")
    }

    /// The rules of a role; of a ClusterRole that gathers others, and that no cluster has filled, the rules of those.
    ///
    /// - Parameter clusterRoles: all that there are.
    package static func rules(of role: KubeObject, among clusterRoles: some Sequence<KubeObject>) -> [RoleRule] {
        let own = (role.content["rules"]?.array ?? []).map { RoleRule($0) }
        // In a cluster its controller has put the rules in already.
        guard own.isEmpty, let selectors = role.content["aggregationRule"]?["clusterRoleSelectors"]?.array else {
            return own
        }
        let wanted = selectors.compactMap { try? LabelSelector($0) }
        return clusterRoles.filter { other in
            let labels = other.content["metadata"]?["labels"]?.object ?? [:]
            return other.key != role.key && wanted.contains { $0.matches(labels) }
        }.flatMap { ($0.content["rules"]?.array ?? []).map { RoleRule($0) } }
    }

    /// Whether the rule lets a verb be used on an object; without a name, on all of them.
    package func permits(_ right: PermissionSet.Right, on name: String?) -> Bool {
        guard verbs.contains(where: { $0 == right.verb || $0 == "*" }),
            apiGroups.contains(where: { $0 == right.group || $0 == "*" }),
            resources.contains(where: { Self.covers($0, right.resource) })
        else { return false }
        return resourceNames.isEmpty || name.map(resourceNames.contains) ?? false
    }

    /// `*` covers all, `*/log` that subresource of all.
    private static func covers(_ pattern: String, _ resource: String) -> Bool {
        if pattern == resource || pattern == "*" { return true }
        guard pattern.hasPrefix("*/"), let slash = resource.utf8.firstIndex(of: UInt8(ascii: "/")) else { return false }
        return pattern.dropFirst() == resource[slash...]
    }
}
