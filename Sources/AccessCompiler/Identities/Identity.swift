package import AccessModel
package import KubeModel

/// A ServiceAccount as which Argo acts for some people.
package struct Identity: Hashable, Sendable {
    /// Whom it stands for.
    package enum Holder: Hashable, Sendable {
        /// Everybody who can log in.
        case everybody
        /// Everybody who holds all of the groups: one or more, sorted.
        case groups([GroupPath])
        /// One person, as far as their token proves the groups: one or more, sorted.
        case person(PersonSubject, [GroupPath])

        /// The groups that a token must prove; none for ``everybody``.
        package var groups: [GroupPath] {
            switch self {
            case .everybody: []
            case .groups(let groups), .person(_, let groups): groups
            }
        }
    }

    package let holder: Holder
    package let namespace: String
    package let accountName: String
    /// Unique among the identities of an installation; higher wins.
    package let precedence: Int

    package init(holder: Holder, namespace: String, accountName: String, precedence: Int) {
        self.holder = holder
        self.namespace = namespace
        self.accountName = accountName
        self.precedence = precedence
    }

    package var rule: SSORule { SSORule(holder) }

    package var account: ObjectKey { ObjectKey(.serviceAccount, namespace: namespace, name: accountName) }
}

extension Identity.Holder: CustomStringConvertible {
    /// `["/payments/leads","/sre"]`, `the person 3f1c…`, `everybody`
    package var description: String {
        switch self {
        case .everybody: "everybody"
        case .groups(let groups): IdentityLayout.groupsText(groups)
        case .person(let subject, _): "the person \(subject)"
        }
    }
}

extension Identity.Holder: Comparable {
    /// Everybody, then groups, then people; each by their bytes.
    package static func < (left: Identity.Holder, right: Identity.Holder) -> Bool {
        switch (left, right) {
        case (.groups(let left), .groups(let right)): left.lexicographicallyPrecedes(right)
        case (.person(let left, let groups), .person(let right, let others)):
            left == right ? groups.lexicographicallyPrecedes(others) : left < right
        default: left.rank < right.rank
        }
    }

    private var rank: Int {
        switch self {
        case .everybody: 0
        case .groups: 1
        case .person: 2
        }
    }
}
