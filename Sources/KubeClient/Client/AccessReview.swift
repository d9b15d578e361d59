import JSONTree

/// The question whether somebody may do something, as SubjectAccessReview asks it.
package struct AccessReview: Sendable, Hashable {
    /// The user; nil asks about the one who asks.
    package var user: String?
    package var groups: [String]
    package var verb: String
    package var group: String
    package var resource: String
    package var subresource: String?
    /// nil asks about all namespaces, or about a cluster-scoped resource.
    package var namespace: String?
    /// nil asks about all names.
    package var name: String?

    package init(
        user: String? = nil, groups: [String] = [], verb: String, group: String, resource: String,
        subresource: String? = nil, namespace: String? = nil, name: String? = nil
    ) {
        self.user = user
        self.groups = groups
        self.verb = verb
        self.group = group
        self.resource = resource
        self.subresource = subresource
        self.namespace = namespace
        self.name = name
    }

    /// The `spec` of the review.
    var spec: JSONValue {
        var attributes: JSONObject = ["verb": .string(verb), "group": .string(group), "resource": .string(resource)]
        if let subresource { attributes["subresource"] = .string(subresource) }
        if let namespace { attributes["namespace"] = .string(namespace) }
        if let name { attributes["name"] = .string(name) }
        var spec: JSONObject = ["resourceAttributes": .object(attributes)]
        if let user { spec["user"] = .string(user) }
        if !groups.isEmpty { spec["groups"] = .array(groups.map { .string($0) }) }
        return .object(spec)
    }
}

/// The answer to an ``AccessReview``.
package struct AccessDecision: Sendable, Hashable {
    package let isAllowed: Bool
    /// Whether an authorizer said no outright, instead of having no opinion.
    package let isDenied: Bool
    /// What allowed or denied it, in the server's words; often empty.
    package let reason: String
    /// What kept authorizers from deciding; the answer is still valid.
    package let evaluationError: String
}
