package import AccessModel
import KubeSchema

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

extension GroupFilter {
    /// Whether some expressions keep a group; without any every group is kept.
    ///
    /// - Returns: nil when that is not known, since an expression uses a part of RE2 that is not modelled.
    package static func keeps(_ group: GroupPath, _ expressions: [String]) -> Bool? {
        if expressions.isEmpty { return true }
        let compiled = expressions.map { try? RegularExpression(parsing: $0) }
        if compiled.contains(where: { $0?.matches(group.text) ?? false }) { return true }
        return compiled.contains { $0 == nil } ? nil : false
    }

    /// What is wrong with an expression; nil when nothing is, or when it is not known.
    package static func objection(to expression: String) -> String? {
        do throws(RegexError) {
            _ = try RegularExpression(parsing: expression)
            return nil
        } catch {
            return error.code == .malformed ? error.message : nil
        }
    }
}
