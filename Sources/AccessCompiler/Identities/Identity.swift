package import AccessModel

/// A ServiceAccount as which Argo acts for everybody who holds certain groups.
package struct Identity: Hashable, Sendable {
    /// One or more groups, sorted.
    package let groups: [GroupPath]
    package let accountName: String
    /// Unique among the identities of an installation; higher wins.
    package let precedence: Int

    init(groups: [GroupPath], accountName: String, precedence: Int) {
        self.groups = groups
        self.accountName = accountName
        self.precedence = precedence
    }

    package var rule: SSORule { SSORule(holdersOf: groups) }
}
