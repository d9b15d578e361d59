import AccessModel
package import JSONTree
import KubeModel

/// A fault with the place in a file where it stands.
package struct PlacedLintFinding: Sendable {
    /// A place in a file, counted from 1.
    package struct Place: Hashable, Sendable {
        package let file: String
        package let line: Int
        package let column: Int

        package init(file: String, line: Int, column: Int) {
            self.file = file
            self.line = line
            self.column = column
        }
    }

    package let finding: LintFinding
    /// nil for what comes from a cluster.
    package let place: Place?

    package init(_ finding: LintFinding, at place: Place?) {
        self.finding = finding
        self.place = place
    }

    /// The fault for programs.
    package var value: JSONValue {
        let fault = finding.fault
        var value: JSONObject = [
            "code": .string(fault.code), "severity": .string(fault.severity.rawValue),
            "object": .string(finding.key.description), "path": .string(finding.path.description),
            "message": .string(finding.message), "why": .string(fault.reason), "hint": .string(fault.remedy),
        ]
        if let place {
            value["file"] = .string(place.file)
            value["line"] = .integer(Int64(place.line))
            value["column"] = .integer(Int64(place.column))
        }
        return .object(value)
    }
}
