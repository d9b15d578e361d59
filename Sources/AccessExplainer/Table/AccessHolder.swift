package import AccessModel
package import KubeModel

/// Somebody of whom the table of access says what they may do.
package enum AccessHolder: Hashable, Sendable {
    /// Who can log in and is in none of the groups.
    case everybody
    /// Who is in all of these groups and in no other: one or more, sorted.
    case groups([GroupPath])
    /// A person whose groups the realm lists.
    case person(PersonSubject)
    /// Whoever satisfies the rule of an account that Idmon did not make, and of whom nothing else is known.
    case matching(ObjectKey)
    /// The pods of a template's runs, as the account that Idmon makes for them.
    case pods(TemplateTarget)
}

extension AccessHolder: CustomStringConvertible {
    /// `/payments/leads`, `/a + /b`, `the person 3f1c…`, `everybody`, `pods of nightly-report`
    package var description: String {
        switch self {
        case .everybody: "everybody"
        case .groups(let groups): groups.map(\.text).joined(separator: " + ")
        case .person(let subject): "the person \(subject)"
        case .matching(let account): "whoever matches the rule of \(account)"
        case .pods(let template): "pods of \(template)"
        }
    }
}

extension AccessHolder: Comparable {
    /// Everybody, then groups by their number and bytes, then people, then rules, then pods.
    package static func < (left: AccessHolder, right: AccessHolder) -> Bool {
        switch (left, right) {
        case (.groups(let some), .groups(let others)):
            some.count == others.count ? some.lexicographicallyPrecedes(others) : some.count < others.count
        case (.person(let one), .person(let other)): one < other
        case (.matching(let one), .matching(let other)): one < other
        case (.pods(let one), .pods(let other)): one < other
        default: left.rank < right.rank
        }
    }

    private var rank: Int {
        switch self {
        case .everybody: 0
        case .groups: 1
        case .person: 2
        case .matching: 3
        case .pods: 4
        }
    }
}
