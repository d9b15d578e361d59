package import AccessCompiler
package import AccessModel
package import JSONTree
package import KubeModel

/// Whom a question is about.
package enum Person: Hashable, Sendable {
    /// Somebody who logs in through the realm in these groups, and of whom nothing else is known.
    case groups([GroupPath])
    /// Somebody who logs in; claims that are empty are not known.
    case claims(SessionClaims)
    /// The payload of the token that the identity provider gives at login; what it lacks the person has not.
    case token(JSONObject)
    /// A ServiceAccount that makes its requests itself.
    case account(namespace: String, name: String)
    /// Any other user of the Kubernetes API.
    case user(String, groups: [String])
}

/// A person, or all people with certain groups, for lists of who may do something.
package enum Holder: Hashable, Sendable {
    /// Everybody who can log in.
    case everybody
    /// Everybody in all of these groups: one or more, sorted.
    case groups([GroupPath])
    /// A member of the realm whose groups are known.
    case person(PersonSubject, name: String?, [GroupPath])
    /// Whoever satisfies the rule of an account that Idmon did not make, with the groups that this takes; nothing else is
    /// known of them.
    case matching(ObjectKey, [GroupPath])

    package var person: Person {
        switch self {
        case .everybody: .groups([])
        case .groups(let groups): .groups(groups)
        case .matching(let account, _): .account(namespace: account.namespace ?? "", name: account.name)
        case .person(let subject, _, let groups): .claims(SessionClaims(subject: subject.text, groups: groups))
        }
    }

    package var groups: [GroupPath] {
        switch self {
        case .everybody: []
        case .groups(let groups), .person(_, _, let groups), .matching(_, let groups): groups
        }
    }
}

extension Holder: CustomStringConvertible {
    /// `/payments/leads + /sre`, `ada (3f1c…)`, `everybody`
    package var description: String {
        switch self {
        case .everybody: "everybody"
        case .groups(let groups): groups.map(\.text).joined(separator: " + ")
        case .matching(let account, _): "whoever matches the rule of \(account)"
        case .person(let subject, let name, _): name.map { "\($0) (\(subject))" } ?? subject.text
        }
    }
}

extension Holder: Comparable {
    /// Everybody, then groups, fewer before more, then people, then rules.
    package static func < (left: Holder, right: Holder) -> Bool {
        switch (left, right) {
        case (.groups(let left), .groups(let right)):
            left.count == right.count ? left.lexicographicallyPrecedes(right) : left.count < right.count
        case (.person(let left, _, _), .person(let right, _, _)): left < right
        case (.matching(let left, _), .matching(let right, _)): left < right
        default: left.rank < right.rank
        }
    }

    private var rank: Int {
        switch self {
        case .everybody: 0
        case .groups: 1
        case .person: 2
        case .matching: 3
        }
    }
}
