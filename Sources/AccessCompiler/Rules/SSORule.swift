import AccessModel

/// The expression by which Argo recognises those whom an identity stands for.
///
/// It cannot fail whatever claims a session has: Argo compiles a rule against the claims that are there, `groups` is
/// absent for people without any, and one failing rule denies everybody behind it.
package struct SSORule: Hashable, Sendable, CustomStringConvertible {
    /// The value of the annotation `workflows.argoproj.io/rbac-rule`.
    package let text: String

    /// Builds the rule that is true exactly for the sessions of those whom an identity stands for.
    package init(_ holder: Identity.Holder) {
        switch holder {
        case .everybody: text = "true"
        case .groups(let groups): text = Self.holds(groups)
        case .person(let subject, let groups):
            text = "($env?.sub ?? \"\") == \(Self.literal(subject.text)) && \(Self.holds(groups))"
        }
    }

    package var description: String { text }

    /// - Parameter groups: one or more.
    private static func holds(_ groups: [GroupPath]) -> String {
        let literals = groups.sorted().map { literal($0.text) }
        let claim = "($env?.groups ?? [])"
        return literals.count == 1
            ? "\(literals.joined()) in \(claim)"
            : "all([\(literals.joined(separator: ", "))], {# in \(claim)})"
    }

    /// A string literal of expr-lang: JSON's, but slashes must not be escaped, and other characters should not be.
    ///
    /// - Parameter text: without control characters.
    private static func literal(_ text: String) -> String {
        var literal = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { literal.append("\\") }
            literal.unicodeScalars.append(scalar)
        }
        return literal + "\""
    }
}
