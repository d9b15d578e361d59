import AccessModel
package import JSONTree
import KubeModel

/// Faults as a log of the Static Analysis Results Interchange Format, which code hosts show beside the lines.
///
/// Source: SARIF 2.1.0, OASIS standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
package enum SARIFLog {
    /// Builds a log of one run.
    ///
    /// - Parameters:
    ///   - version: that of the program.
    ///   - remarks: what could not be read, in sentences.
    package static func log(_ findings: [PlacedLintFinding], version: String, remarks: [String]) -> JSONValue {
        let rules = LintFault.all
        let indices = Dictionary(rules.enumerated().map { ($1.code, $0) }) { first, _ in first }
        let results = findings.map { result($0, ruleIndex: indices[$0.finding.fault.code]) }
        let notifications = remarks.map { remark -> JSONValue in
            ["level": "warning", "message": ["text": .string(remark)]]
        }
        return [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                [
                    "tool": [
                        "driver": [
                            "name": "idmon", "semanticVersion": .string(version), "rules": .array(rules.map(rule)),
                        ]
                    ],
                    "invocations": [
                        ["executionSuccessful": true, "toolExecutionNotifications": .array(notifications)]
                    ],
                    "columnKind": "unicodeCodePoints", "results": .array(results),
                ]
            ],
        ]
    }

    private static func rule(_ fault: LintFault) -> JSONValue {
        [
            "id": .string(fault.code), "shortDescription": ["text": .string(fault.title)],
            "fullDescription": ["text": .string(fault.reason)],
            "help": ["text": .string(fault.remedy)],
            "defaultConfiguration": ["level": .string(fault.severity.rawValue)],
        ]
    }

    private static func result(_ placed: PlacedLintFinding, ruleIndex: Int?) -> JSONValue {
        let finding = placed.finding
        var location: JSONObject = [
            "logicalLocations": [
                [
                    "fullyQualifiedName": .string("\(finding.key) \(finding.path)"), "name": .string(finding.key.name),
                    "kind": "resource",
                ]
            ]
        ]
        if let place = placed.place {
            location["physicalLocation"] = [
                "artifactLocation": ["uri": .string(uri(place.file))],
                "region": ["startLine": .integer(Int64(place.line)), "startColumn": .integer(Int64(place.column))],
            ]
        }
        var result: JSONObject = [
            "ruleId": .string(finding.fault.code), "level": .string(finding.severity.rawValue),
            "message": ["text": .string("\(finding.key): \(finding.message). \(finding.fault.remedy)")],
            "locations": [.object(location)],
        ]
        if let ruleIndex { result["ruleIndex"] = .integer(Int64(ruleIndex)) }
        return .object(result)
    }

    /// A path as a URI reference: what has a meaning there, or is not ASCII, is percent-encoded.
    private static func uri(_ path: String) -> String {
        let relative = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        var text = relative.hasPrefix("/") ? "file://" : ""
        for byte in relative.utf8 {
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                || "-._~/".utf8.contains(byte)
            if isPlain {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                text += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return text
    }
}
