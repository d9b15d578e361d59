import AccessExplainer
import AccessModel
import JSONTree

extension AccessTestReport {
    /// The report for people.
    func text(_ terminal: Terminal) -> String {
        var lines: [String] = []
        for entry in entries {
            let (word, colour): (String, Terminal.Style) =
                switch entry.result.outcome {
                case .passed: ("passed", .green)
                case .failed: ("failed", .red)
                case .undecided: ("undecided", .yellow)
                }
            let statement = PrintableText.line("\(entry.result.statement)")
            lines.append("\(terminal.styled(word, colour)) \(entry.test): \(statement)")
            if let failure = entry.failure { lines.append("  \(entry.place): \(PrintableText.line(failure))") }
            lines += entry.result.notes.map { "  note: \($0)" }
        }
        return (lines + [summary]).joined(separator: "\n") + "\n"
    }

    /// The report as TAP 13, which `prove` reads too. Source: https://testanything.org/tap-version-13-specification.html
    var tap: String {
        var lines = ["TAP version 13", "1..\(entries.count)"]
        for (index, entry) in entries.enumerated() {
            let isOk = entry.result.outcome == .passed
            let title = PrintableText.line("\(entry.test): \(entry.result.statement)").replacing("\\", with: "\\\\")
                .replacing(
                    "#", with: "\\#")
            lines.append("\(isOk ? "ok" : "not ok") \(index + 1) - \(title)")
            guard let failure = entry.failure else { continue }
            lines += [
                "  ---", "  message: \(JSONValue.string(PrintableText.line(failure)).text)",
                "  at: \(JSONValue.string(entry.place).text)", "  outcome: \(entry.result.outcome.rawValue)", "  ...",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The report as JUnit has it: one suite for each AccessTest.
    ///
    /// Source: the form that Jenkins and GitLab read, https://github.com/testmoapp/junitxml.
    var junit: String {
        var lines = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<testsuites tests=\"\(entries.count)\" failures=\"\(count(.failed))\" errors=\"\(count(.undecided))\">",
        ]
        var suites: [(name: ResourceName, entries: [Entry])] = []
        for entry in entries {
            if suites.last?.name != entry.test { suites.append((entry.test, [])) }
            suites[suites.count - 1].entries.append(entry)
        }
        for (name, entries) in suites {
            let failed = entries.count { $0.result.outcome == .failed }
            let undecided = entries.count { $0.result.outcome == .undecided }
            lines.append(
                "  <testsuite name=\"\(Self.xml(name.description))\" tests=\"\(entries.count)\" failures=\"\(failed)\" errors=\"\(undecided)\">"
            )
            lines += entries.flatMap { Self.testcase($0) }
            lines.append("  </testsuite>")
        }
        return (lines + ["</testsuites>"]).joined(separator: "\n") + "\n"
    }

    private static func testcase(_ entry: Entry) -> [String] {
        // The first two parts of a place are file and line, unless it has none.
        let parts = entry.place.split(separator: ":")
        let file = parts.dropLast(2).joined(separator: ":")
        let line = parts.count > 2 ? " file=\"\(xml(file))\" line=\"\(parts[parts.count - 2])\"" : ""
        let head =
            "    <testcase classname=\"\(xml(entry.test.description))\" name=\"\(xml(entry.result.statement.description))\"\(line)"
        guard let failure = entry.failure else { return [head + "/>"] }
        let element = entry.result.outcome == .failed ? "failure" : "error"
        return [
            head + ">",
            "      <\(element) message=\"\(xml(failure))\">\(xml("\(entry.place): \(failure)"))</\(element)>",
            "    </testcase>",
        ]
    }

    /// A text in XML, in an attribute too; what XML 1.0 cannot have at all is replaced.
    private static func xml(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\t", "\n", "\r": escaped += " "
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// The report for programs.
    var value: JSONValue {
        [
            "summary": .string(summary), "passed": .bool(isPassed),
            "tests": .array(
                entries.map { entry in
                    var value: JSONObject = [
                        "test": .string(entry.test.description), "index": .integer(Int64(entry.result.index)),
                        "name": .string(entry.result.statement.description),
                        "outcome": .string(entry.result.outcome.rawValue), "place": .string(entry.place),
                    ]
                    value["message"] = entry.message.map(JSONValue.string)
                    value["cause"] = entry.cause.map(JSONValue.string)
                    if !entry.result.notes.isEmpty { value["notes"] = .array(entry.result.notes.map(JSONValue.string)) }
                    return .object(value)
                }),
        ]
    }
}
