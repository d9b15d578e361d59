import AccessModel
import JSONTree
import YAMLTree

extension ManifestCheck {
    /// Prints the findings for people, ordered by place, and one line that sums them up.
    ///
    /// - Parameter write: where to; standard output unless something else is expected there.
    func tell(_ terminal: Terminal, _ write: (String) -> Void = Console.write) {
        for placed in ordered {
            let finding = placed.finding
            let word = terminal.styled("\(finding.severity.rawValue):", finding.severity == .error ? .red : .yellow)
            let field = finding.path.elements.isEmpty ? "" : "\(finding.path): "
            write(
                "\(placed.manifest.place(of: finding.path)): \(word) \(field)\(finding.message) (\(finding.code.rawValue))"
            )
            let hint = finding.hint ?? FindingCatalogue.entry(finding.code).explanation
            write("  hint: \(hint)")
        }
        write(summary)
    }

    /// Tells on standard error what is not looked at although it seems to say something of access, where nothing else of
    /// the findings is told.
    static func tellUnserved(_ manifests: [Manifest]) {
        for manifest in manifests {
            guard let finding = unserved(manifest) else { continue }
            Console.writeError("\(manifest.place(of: finding.path)): \(finding.message) (\(finding.code.rawValue))")
        }
    }

    /// The findings for programs.
    var report: JSONValue {
        [
            "checked": .integer(Int64(checked)),
            "passedOver": .integer(Int64(passedOver)),
            "findings": .array(ordered.map(Self.value)),
        ]
    }

    private var ordered: [PlacedFinding] {
        findings.sorted { left, right in
            let first = left.manifest.position(of: left.finding.path)
            let second = right.manifest.position(of: right.finding.path)
            return (left.manifest.file, first?.line ?? 0, first?.column ?? 0, left.finding.code.rawValue)
                < (right.manifest.file, second?.line ?? 0, second?.column ?? 0, right.finding.code.rawValue)
        }
    }

    private var summary: String {
        let errors = findings.count { $0.finding.severity == .error }
        let others = passedOver == 0 ? "" : ", \(passedOver) of other kinds passed over"
        return "\(checked) objects checked\(others): \(errors) errors, \(findings.count - errors) warnings"
    }

    private static func value(_ placed: PlacedFinding) -> JSONValue {
        let finding = placed.finding
        var value: JSONObject = [
            "file": .string(placed.manifest.file), "code": .string(finding.code.rawValue),
            "severity": .string(finding.severity.rawValue), "path": .string(finding.path.description),
            "message": .string(finding.message),
            "hint": .string(finding.hint ?? FindingCatalogue.entry(finding.code).explanation),
        ]
        if let position = placed.manifest.position(of: finding.path) {
            value["line"] = .integer(Int64(position.line))
            value["column"] = .integer(Int64(position.column))
        }
        return .object(value)
    }
}
