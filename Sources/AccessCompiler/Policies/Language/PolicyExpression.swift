package import JSONTree

/// An expression of an admission policy: written once, printed as CEL for the API server, and evaluated here.
///
/// It is the part of CEL that Idmon's policies need. Every case means exactly what CEL means by it, failures included: a
/// member of something that is no map fails, `false && failure` is false, and a policy that fails denies.
/// Source: the CEL specification and `k8s.io/apiserver/pkg/cel`, Kubernetes 1.30 to 1.36.
package indirect enum PolicyExpression: Hashable, Sendable {
    case literal(JSONValue)
    /// The object as it would be after the request; null for a deletion.
    case object
    /// The object as it was before the request; null for a creation.
    case oldObject
    case request(PolicyRequestField)
    /// What a quantifier binds.
    case bound(String)
    /// A variable of the policy.
    case variable(String)
    /// A member of a map and of its members; a default where one is absent. A scalar has no members, a list fails.
    case member(PolicyExpression, [String], else: JSONValue)
    /// Whether a member of a map, and of its members, is there; `null` counts as being there.
    case present(PolicyExpression, [String])
    /// The value of a map under a computed key; fails where there is none.
    case entry(PolicyExpression, PolicyExpression)
    /// The value of a map under a computed key; a default where there is none.
    case found(in: PolicyExpression, PolicyExpression, else: JSONValue)
    case not(PolicyExpression)
    case all([PolicyExpression])
    case any([PolicyExpression])
    case equal(PolicyExpression, PolicyExpression)
    /// Whether a value is in a list, or a key in a map.
    case contains(PolicyExpression, PolicyExpression)
    /// Whether a text, list or map has at most so many characters or members.
    case sizeAtMost(PolicyExpression, Int)
    /// The same for a number that is given as a text; fails where it is none.
    case sizeWithin(PolicyExpression, PolicyExpression)
    case hasPrefix(PolicyExpression, PolicyExpression)
    case hasSuffix(PolicyExpression, PolicyExpression)
    /// Whether an RE2 pattern matches anywhere in a text; fails where it is none.
    case matches(PolicyExpression, PolicyExpression)
    case isText(PolicyExpression)
    /// Whether something holds for each element of a list or key of a map.
    case every(in: PolicyExpression, as: String, PolicyExpression)
    /// Whether something holds for an element of a list or key of a map.
    case some(in: PolicyExpression, as: String, PolicyExpression)
    /// The elements of a list, or keys of a map, for which something holds.
    case filtered(in: PolicyExpression, as: String, PolicyExpression)
    /// What is made of each element of a list.
    case mapped(PolicyExpression, as: String, PolicyExpression)
    /// A list of computed values.
    case elements([PolicyExpression])
    /// The elements of several lists.
    case joined([PolicyExpression])
    /// The element of a list at an index from 0; fails for a shorter one.
    case element(PolicyExpression, Int)
    case choice(if: PolicyExpression, then: PolicyExpression, else: PolicyExpression)
    /// Texts one after the other.
    case text([PolicyExpression])
    /// The texts of a list, with another between them.
    case written(PolicyExpression, separatedBy: String)
    /// Whether the requesting account may do something, as the API server's authorizer says.
    case authorized(PolicyQuestion)
}

/// What a policy asks of a request besides its objects.
package enum PolicyRequestField: String, Hashable, Sendable {
    case username = "request.userInfo.username"
    case namespace = "request.namespace"
    case name = "request.name"
    case operation = "request.operation"
}

/// A question to the API server's authorizer about the requesting account.
package struct PolicyQuestion: Hashable, Sendable {
    package let verb: PolicyExpression
    package let group: PolicyExpression
    package let resource: PolicyExpression
    /// The namespace; nil for a resource of the cluster.
    package let namespace: PolicyExpression?
    /// The object; nil for all of them.
    package let name: PolicyExpression?
}

// MARK: - Writing expressions

extension PolicyExpression: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral value: String) { self = .literal(.string(value)) }
    package init(booleanLiteral value: Bool) { self = .literal(.bool(value)) }

    static func texts(_ texts: some Sequence<String>) -> PolicyExpression {
        .literal(.array(texts.map(JSONValue.string)))
    }

    static func may(
        _ verb: String, _ resource: String, in group: String, namespace: PolicyExpression? = .request(.namespace),
        named name: PolicyExpression? = nil
    ) -> PolicyExpression {
        .authorized(
            PolicyQuestion(
                verb: .literal(.string(verb)), group: .literal(.string(group)), resource: .literal(.string(resource)),
                namespace: namespace, name: name))
    }

    /// A member that is an empty map where it is absent.
    func map(_ path: String...) -> PolicyExpression { .member(self, path, else: .object(JSONObject())) }

    /// A member that is an empty list where it is absent.
    func list(_ path: String...) -> PolicyExpression { .member(self, path, else: .array([])) }

    /// A member that is an empty text where it is absent.
    func string(_ path: String...) -> PolicyExpression { .member(self, path, else: "") }

    func has(_ path: String...) -> PolicyExpression { .present(self, path) }

    /// The first element of a list; fails for an empty one.
    static func first(_ list: PolicyExpression) -> PolicyExpression { .element(list, 0) }

    func isOne(of texts: some Sequence<String>) -> PolicyExpression { .contains(self, .texts(texts)) }

    static func && (left: PolicyExpression, right: PolicyExpression) -> PolicyExpression { .all([left, right]) }
    static func || (left: PolicyExpression, right: PolicyExpression) -> PolicyExpression { .any([left, right]) }
    static func == (left: PolicyExpression, right: JSONValue) -> PolicyExpression { .equal(left, .literal(right)) }
    static prefix func ! (expression: PolicyExpression) -> PolicyExpression { .not(expression) }
}
