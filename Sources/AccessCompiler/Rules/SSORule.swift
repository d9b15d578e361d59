package import AccessModel

/// The expression by which Argo recognises the holders of certain groups.
///
/// It cannot fail whatever claims a session has: Argo compiles a rule against the claims that are there, `groups` is
/// absent for people without any, and one failing rule denies everybody behind it.
package struct SSORule: Hashable, Sendable, CustomStringConvertible {
    /// The value of the annotation `workflows.argoproj.io/rbac-rule`.
    package let text: String

    /// Builds the rule that is true exactly for sessions with all of the groups.
    ///
    /// - Parameter groups: one or more.
    package init(holdersOf groups: some Collection<GroupPath>) {
        let literals = groups.sorted().map(Self.literal)
        let claim = "($env?.groups ?? [])"
        text =
            literals.count == 1
            ? "\(literals.joined()) in \(claim)"
            : "all([\(literals.joined(separator: ", "))], {# in \(claim)})"
    }

    package var description: String { text }

    /// A string literal of expr-lang: JSON's, but slashes must not be escaped, and other characters should not be.
    private static func literal(_ group: GroupPath) -> String {
        var literal = "\""
        for scalar in group.text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { literal.append("\\") }
            literal.unicodeScalars.append(scalar)
        }
        return literal + "\""
    }
}
