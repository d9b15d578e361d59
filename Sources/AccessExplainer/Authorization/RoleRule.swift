package import AccessModel
import JSONTree

/// One rule of a Role, asked as the API server asks it.
///
/// Source: `k8s.io/kubernetes/pkg/apis/rbac/v1/evaluation_helpers.go`.
package struct RoleRule: Hashable, Sendable {
    package let apiGroups: [String]
    package let resources: [String]
    package let verbs: [String]
    /// Empty for all objects.
    package let resourceNames: [String]

    init(_ rule: JSONValue) {
        func texts(_ field: String) -> [String] { (rule[field]?.array ?? []).compactMap(\.string) }
        apiGroups = texts("apiGroups")
        resources = texts("resources")
        verbs = texts("verbs")
        resourceNames = texts("resourceNames")
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
