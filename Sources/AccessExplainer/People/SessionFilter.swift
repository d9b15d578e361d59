package import AccessModel
import KubeModel
package import KubeSchema

/// Which groups argo-server keeps in a session: `filterGroupsRegex`.
package enum SessionFilter: Sendable {
    case all
    /// Those that the installation's scopes list, and those to be kept besides.
    case exactly(Set<GroupPath>)
    /// Those that match one of the patterns, unanchored. Source: Argo Workflows, `server/auth/sso/sso.go`.
    case matching([RegularExpression])
    /// It could not be read; all count as kept.
    case unknown(String)

    func keeps(_ group: String) -> Bool {
        switch self {
        case .all, .unknown: true
        case .exactly(let groups): GroupPath(group).map(groups.contains) ?? false
        case .matching(let patterns): patterns.contains { $0.matches(group) }
        }
    }
}
