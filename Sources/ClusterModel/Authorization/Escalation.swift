import JSONTree
import KubeModel

/// Nobody gives away rights that they do not hold.
///
/// Source: `k8s.io/kubernetes/pkg/registry/rbac`, policy-based storage of roles and bindings.
extension Cluster {
    func checkEscalation(
        of object: JSONValue, replacing old: JSONValue?, _ served: ServedResource, _ context: RequestContext
    ) throws(APIStatus) {
        guard served.type.group == "rbac.authorization.k8s.io",
            !context.user.groups.contains(RoleResolver.mastersGroup)
        else { return }
        // The garbage collector and whoever lets an object go need not hold what it grants.
        if let old, old.withoutCollectedFields == object.withoutCollectedFields { return }
        let namespace = object.objectName.namespace
        switch served.type.kind {
        case "Role", "ClusterRole":
            let resource = AccessRequest.Resource(
                group: served.type.group, plural: served.type.plural, namespace: namespace, name: object.objectName.name
            )
            if roles.decide(AccessRequest(context.user, "escalate", .resource(resource))).isAllowed { return }
            let wanted = PolicyRule.rules(of: object)
            try checkHolds(wanted, served, object, context)
            if let aggregation = object["aggregationRule"], aggregation != old?["aggregationRule"] {
                // What an aggregated role will hold is not known, so whoever makes one must hold everything.
                try checkHolds(
                    [
                        PolicyRule(verbs: ["*"], apiGroups: ["*"], resources: ["*"]),
                        PolicyRule(verbs: ["*"], nonResourceURLs: ["*"]),
                    ],
                    served, object, context)
            }
        default:
            let roleRef = object["roleRef"] ?? .null
            let isClusterRole = roleRef["kind"]?.string == "ClusterRole"
            let resource = AccessRequest.Resource(
                group: served.type.group, plural: isClusterRole ? "clusterroles" : "roles", namespace: namespace,
                name: roleRef["name"]?.string ?? "")
            if roles.decide(AccessRequest(context.user, "bind", .resource(resource))).isAllowed { return }
            guard let rules = roles.rules(of: roleRef, in: namespace) else {
                throw .notFound(
                    ResourceName(group: served.type.group, plural: isClusterRole ? "clusterroles" : "roles"),
                    roleRef["name"]?.string ?? "")
            }
            try checkHolds(rules, served, object, context)
        }
    }

    private func checkHolds(
        _ wanted: [PolicyRule], _ served: ServedResource, _ object: JSONValue, _ context: RequestContext
    ) throws(APIStatus) {
        let name = object.objectName
        let held = roles.rules(for: context.user, in: name.namespace)
        let missing = wanted.flatMap(\.parts).filter { part in !held.contains { $0.covers(part) } }
        guard !missing.isEmpty else { return }
        let groups = context.user.effectiveGroups.map { LabelSyntax.quoted($0) }.joined(separator: " ")
        let shown = PolicyRule.compacted(missing).map(\.goText).sorted().joined(separator: "\n")
        let problems = roles.unresolved(for: context.user, in: name.namespace)
        let suffix = problems.isEmpty ? "" : "; resolution errors: [\(problems.joined(separator: ", "))]"
        throw .forbidden(
            served.resource, name.name,
            "user \(LabelSyntax.quoted(context.user.name)) (groups=[\(groups)]) is attempting to grant RBAC permissions not "
                + "currently held:\n\(shown)\(suffix)")
    }
}

extension JSONValue {
    /// The object without the fields that may change without a look at its rights.
    fileprivate var withoutCollectedFields: JSONValue {
        var copy = self
        for name in ["ownerReferences", "finalizers", "managedFields"] { copy.metadata[name] = nil }
        return copy
    }
}

extension PolicyRule {
    /// Parts that differ only in the verb as one rule each.
    static func compacted(_ parts: [PolicyRule]) -> [PolicyRule] {
        var rules: [PolicyRule] = []
        for part in parts {
            let same = rules.firstIndex { rule in
                rule.apiGroups == part.apiGroups && rule.resources == part.resources
                    && rule.resourceNames == part.resourceNames && rule.nonResourceURLs == part.nonResourceURLs
            }
            if let same {
                for verb in part.verbs where !rules[same].verbs.contains(verb) { rules[same].verbs.append(verb) }
            } else {
                rules.append(part)
            }
        }
        return rules
    }
}
