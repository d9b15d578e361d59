/// A kind of fault that `idmon lint` finds in an Argo SSO set-up, with all that is said about it.
///
/// A code is never given a second meaning. 3xx are those of set-ups, whoever made them.
package struct LintFault: Hashable, Sendable {
    package let code: String
    package let severity: Finding.Severity
    /// A few words for headings.
    package let title: String
    /// Why it matters, in plain sentences.
    package let reason: String
    /// How to mend it, in plain sentences.
    package let remedy: String

    init(_ code: String, _ severity: Finding.Severity, _ title: String, _ reason: String, _ remedy: String) {
        self.code = code
        self.severity = severity
        self.title = title
        self.reason = reason
        self.remedy = remedy
    }

    /// Every fault there is, in the order of their codes.
    package static let all: [LintFault] =
        ruleFaults + accountFaults + rightFaults + serverFaults + settingFaults
        + versionFaults

    /// The fault of a code such as `IDM301`; nil when there is none.
    package static func named(_ code: String) -> LintFault? { all.first { $0.code == code } }

    /// All faults as a Markdown table.
    package static var table: String {
        let rows = all.map { "| `\($0.code)` | \($0.severity.rawValue) | \($0.title) | \($0.reason) | \($0.remedy) |" }
        return (["| code | severity | fault | why it matters | how to mend it |", "|---|---|---|---|---|"] + rows)
            .joined(separator: "\n") + "\n"
    }
}
