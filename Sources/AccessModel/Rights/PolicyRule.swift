package import JSONTree

/// One rule of a Role: these verbs on these resources, of all objects or of the named ones.
///
/// Every entry is non-empty ASCII without `*`: what is generated and what may be claimed has no wildcard.
package struct PolicyRule: Hashable, Sendable {
    package let apiGroups: [String]
    package let resources: [String]
    package let verbs: [String]
    /// The objects that the rule is about; empty for all.
    package let resourceNames: [String]

    /// Builds a rule; entries are sorted and repeated ones dropped.
    package init(apiGroups: [String], resources: [String], verbs: [String], resourceNames: [String] = []) {
        self.apiGroups = Set(apiGroups).sorted()
        self.resources = Set(resources).sorted()
        self.verbs = Set(verbs).sorted()
        self.resourceNames = Set(resourceNames).sorted()
    }

    /// The rule as a Role of `rbac.authorization.k8s.io/v1` has it.
    package var value: JSONValue {
        var object: JSONObject = [
            "apiGroups": .array(apiGroups.map(JSONValue.string)), "resources": .array(resources.map(JSONValue.string)),
        ]
        if !resourceNames.isEmpty { object["resourceNames"] = .array(resourceNames.map(JSONValue.string)) }
        object["verbs"] = .array(verbs.map(JSONValue.string))
        return .object(object)
    }
}
