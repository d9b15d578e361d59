import AccessLinter
import AccessModel
import IdmonOperator
import JSONTree
import KubeModel
import YAMLTree

/// What `idmon lint` found, in the forms in which it is printed.
struct LintReport {
    /// How faults are printed.
    enum Format: String, CaseIterable {
        case text, json, yaml, sarif
    }

    let findings: [PlacedLintFinding]
    let setup: ArgoSetup
    let passedOver: Int

    /// What could not be read, and what that means.
    var remarks: [String] {
        setup.unread.map { "\($0.type.plural) could not be read, and what depends on them is not judged: \($0.reason)" }
    }

    func print(_ format: Format) {
        switch format {
        case .text: tell(Terminal.output)
        case .json: Console.write(value.prettyText(indent: 2))
        case .yaml: Console.write(YAMLWriter.text(value))
        case .sarif:
            let log = SARIFLog.log(findings, version: IdmonVersion.current, remarks: remarks)
            Console.write(log.prettyText(indent: 2))
        }
    }

    private func tell(_ terminal: Terminal) {
        for placed in findings {
            let finding = placed.finding
            let place = placed.place.map { "\($0.file):\($0.line):\($0.column): " } ?? ""
            let word = terminal.styled("\(finding.severity.rawValue):", Self.style(finding.severity))
            Console.write(
                "\(place)\(word) \(finding.key) \(finding.path): \(finding.message) (\(finding.fault.code))")
            Console.write("  hint: \(finding.fault.remedy)")
        }
        if !setup.usesSSO {
            let isKnown = setup.unread.isEmpty
            Console.write(
                isKnown
                    ? "no single sign-on is set up here, so nothing was judged"
                    : "no single sign-on was found in what could be read, so nothing was judged")
        }
        Console.write(summary)
    }

    private static func style(_ severity: Finding.Severity) -> Terminal.Style {
        switch severity {
        case .error: .red
        case .warning: .yellow
        case .note: .cyan
        }
    }

    private var summary: String {
        func count(_ severity: Finding.Severity) -> Int { findings.count { $0.finding.severity == severity } }
        let others = passedOver == 0 ? "" : ", \(passedOver) of other kinds passed over"
        return "\(setup.objects.count + setup.secrets.count) objects\(others): \(count(.error)) errors, "
            + "\(count(.warning)) warnings, \(count(.note)) notes"
    }

    private var value: JSONValue {
        [
            "objects": .integer(Int64(setup.objects.count + setup.secrets.count)),
            "passedOver": .integer(Int64(passedOver)),
            "unread": .array(
                setup.unread.map { ["resource": .string($0.type.qualifiedPlural), "reason": .string($0.reason)] }),
            "findings": .array(findings.map(\.value)),
        ]
    }
}
