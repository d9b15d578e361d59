package import AccessModel

/// The regular expressions by which argo-server keeps groups in a session: `filterGroupsRegex`.
///
/// Argo takes RE2, does not anchor it, and keeps a group that matches one of the expressions. Each group gets one of its
/// own, so that a group more is a line more.
package enum GroupFilter {
    /// An expression that matches no text at all.
    static let nothing = "[^\\x00-\\x{10FFFF}]"

    /// The expressions that match exactly these groups, sorted.
    package static func expressions(for groups: Set<GroupPath>) -> [String] {
        groups.isEmpty ? [nothing] : groups.sorted().map { "^\(escaped($0.text))$" }
    }

    /// Source: `regexp.QuoteMeta` of Go.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            if "\\.+*?()|[]{}^$".unicodeScalars.contains(scalar) { escaped.append("\\") }
            escaped.unicodeScalars.append(scalar)
        }
        return escaped
    }
}
