import AccessModel
import ReconcileCore

/// Phrases that several messages share.
enum Words {
    /// `; did you mean argo/argo?`
    static func meant(_ suggestion: String?) -> String { suggestion.map { "; did you mean \($0)?" } ?? "" }

    /// What is wrong with a release, with the numbers of the advisories.
    static func advisories(_ advisories: [VersionAdvisory]) -> String {
        advisories.map { "\($0.id): \($0.meaning)" }.joined(separator: "; ")
    }

    /// A resource's own faults as one obstacle; nil when there are none.
    static func invalid(_ findings: [Finding]) -> Impediment? {
        let errors = findings.filter { $0.severity == .error }
        guard let first = errors.first else { return nil }
        let rest = errors.count > 1 ? " (and \(errors.count - 1) more)" : ""
        return Impediment(.stalled, reason: "Invalid", message: "\(first)\(rest)")
    }

    /// The first of some names, and how many more there are: a condition's message is bounded.
    static func some(_ names: [String]) -> String {
        let more = names.count > 5 ? " and \(names.count - 5) more" : ""
        return names.prefix(5).joined(separator: ", ") + more
    }

    /// `1 grant`, `2 grants`
    static func count(_ number: Int, _ noun: String, plural: String? = nil) -> String {
        "\(number) \(number == 1 ? noun : plural ?? noun + "s")"
    }
}
