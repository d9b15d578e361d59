import JSONTree
import KubeModel

/// Gives aggregated ClusterRoles the rules of those that their selectors find.
///
/// Source: `k8s.io/kubernetes/pkg/controller/clusterroleaggregation`.
extension Cluster {
    mutating func aggregateRoles(_ round: inout ControllerRound) {
        guard let served = catalogue.resource(RoleResolver.clusterRoles) else { return }
        let all = storage.objects(RoleResolver.clusterRoles).map(\.value)
        for role in all {
            guard let selectors = role["aggregationRule"]?["clusterRoleSelectors"]?.array else { continue }
            var rules: [JSONValue] = []
            for selector in selectors.compactMap({ try? LabelSelector($0) }) {
                for other in all where other.objectName != role.objectName && selector.matches(other.labels) {
                    for rule in other["rules"]?.array ?? [] where !rules.contains(rule) { rules.append(rule) }
                }
            }
            let wanted: JSONValue = rules.isEmpty ? .null : .array(rules)
            guard role["rules"] ?? .null != wanted else { continue }
            var changed = role
            changed["rules"] = wanted
            controllerUpdate(changed, served, &round)
        }
    }
}
