import JSONTree

/// One rule of a Role or ClusterRole.
struct PolicyRule: Hashable, Sendable {
    var verbs: [String] = []
    var apiGroups: [String] = []
    var resources: [String] = []
    var resourceNames: [String] = []
    var nonResourceURLs: [String] = []

    init(
        verbs: [String], apiGroups: [String] = [], resources: [String] = [], resourceNames: [String] = [],
        nonResourceURLs: [String] = []
    ) {
        self.verbs = verbs
        self.apiGroups = apiGroups
        self.resources = resources
        self.resourceNames = resourceNames
        self.nonResourceURLs = nonResourceURLs
    }

    init(_ value: JSONValue) {
        let texts = { (name: String) in (value[name]?.array ?? []).compactMap(\.string) }
        self.init(
            verbs: texts("verbs"), apiGroups: texts("apiGroups"), resources: texts("resources"),
            resourceNames: texts("resourceNames"), nonResourceURLs: texts("nonResourceURLs"))
    }

    /// The rules of a role.
    static func rules(of role: JSONValue) -> [PolicyRule] { (role["rules"]?.array ?? []).map(PolicyRule.init) }

    var value: JSONValue {
        var object = JSONObject()
        let lists = [
            ("apiGroups", apiGroups), ("nonResourceURLs", nonResourceURLs), ("resourceNames", resourceNames),
            ("resources", resources), ("verbs", verbs),
        ]
        for (name, list) in lists where !list.isEmpty { object[name] = .array(list.map(JSONValue.string)) }
        return .object(object)
    }

    /// Whether the rule permits a request. Source: `k8s.io/kubernetes/pkg/apis/rbac/v1`, evaluation helpers.
    func permits(_ access: AccessRequest) -> Bool {
        guard Self.list(verbs, has: access.verb) else { return false }
        switch access.subject {
        case .path(let path): return nonResourceURLs.contains { Self.url($0, covers: path) }
        case .resource(let resource):
            let combined = resource.subresource.isEmpty ? resource.plural : "\(resource.plural)/\(resource.subresource)"
            let isResourceMeant = resources.contains { candidate in
                candidate == "*" || candidate == combined
                    || (!resource.subresource.isEmpty && candidate == "*/\(resource.subresource)")
            }
            return Self.list(apiGroups, has: resource.group) && isResourceMeant
                && (resourceNames.isEmpty || resourceNames.contains(resource.name))
        }
    }

    static func url(_ pattern: String, covers path: String) -> Bool {
        pattern == "*" || pattern == path || (pattern.hasSuffix("*") && path.hasPrefix(pattern.dropLast()))
    }

    private static func list(_ list: [String], has word: String) -> Bool { list.contains("*") || list.contains(word) }
}

// MARK: - Coverage

extension PolicyRule {
    /// The rule as rules with one verb, one group, one resource, one name each.
    var parts: [PolicyRule] {
        var parts: [PolicyRule] = []
        for verb in verbs {
            for group in apiGroups {
                for resource in resources {
                    for name in resourceNames.isEmpty ? [nil] : resourceNames.map(Optional.some) {
                        parts.append(
                            PolicyRule(
                                verbs: [verb], apiGroups: [group], resources: [resource],
                                resourceNames: name.map { [$0] } ?? []))
                    }
                }
            }
            for url in nonResourceURLs { parts.append(PolicyRule(verbs: [verb], nonResourceURLs: [url])) }
        }
        return parts
    }

    /// Whether this rule alone gives everything that a part gives.
    func covers(_ part: PolicyRule) -> Bool {
        let coversVerbs = verbs.contains("*") || part.verbs.allSatisfy(verbs.contains)
        guard coversVerbs else { return false }
        guard part.nonResourceURLs.isEmpty else {
            return part.nonResourceURLs.allSatisfy { wanted in
                nonResourceURLs.contains { Self.url($0, covers: wanted) }
            }
        }
        let coversGroups = apiGroups.contains("*") || part.apiGroups.allSatisfy(apiGroups.contains)
        let coversResources = part.resources.allSatisfy { wanted in
            let sub = wanted.split(separator: "/", maxSplits: 1).dropFirst().first.map { "*/\($0)" }
            return resources.contains("*") || resources.contains(wanted) || (sub.map(resources.contains) ?? false)
        }
        let coversNames =
            resourceNames.isEmpty
            || (!part.resourceNames.isEmpty && part.resourceNames.allSatisfy(resourceNames.contains))
        return coversGroups && coversResources && coversNames
    }

    /// The form of escalation messages: `{APIGroups:[""], Resources:["pods"], Verbs:["get"]}`.
    var goText: String {
        let lists = [
            ("NonResourceURLs", nonResourceURLs), ("APIGroups", apiGroups), ("Resources", resources),
            ("ResourceNames", resourceNames), ("Verbs", verbs),
        ]
        let shown = lists.filter { !$0.1.isEmpty }.map { name, list in
            "\(name):[" + list.map { "\"\($0)\"" }.joined(separator: " ") + "]"
        }
        return "{" + shown.joined(separator: ", ") + "}"
    }
}
