/// What label keys, label values and annotation keys may look like, with the API server's sentences.
///
/// Source: `k8s.io/apimachinery/pkg/util/validation`.
package enum LabelSyntax {
    /// What is wrong with the key of a label or annotation; nil when nothing is.
    package static func keyProblem(_ key: String) -> String? {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        let name: Substring
        switch parts.count {
        case 1: name = parts[0]
        case 2:
            if parts[0].isEmpty { return "prefix part must be non-empty" }
            if let problem = DNSName.subdomainProblem(String(parts[0])) { return "prefix part \(problem)" }
            name = parts[1]
        default:
            return
                "a qualified name \(qualifiedNameMessage) with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
        }
        if name.isEmpty { return "name part must be non-empty" }
        if name.utf8.count > 63 { return "name part must be no more than 63 characters" }
        return isQualifiedName(name) ? nil : "name part \(qualifiedNameMessage)"
    }

    /// What is wrong with the value of a label; nil when nothing is.
    package static func valueProblem(_ value: String) -> String? {
        if value.utf8.count > 63 { return "must be no more than 63 characters" }
        if value.isEmpty || isQualifiedName(value[...]) { return nil }
        return
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
    }

    /// A text as Go's `%q` prints it, which is how messages of the API server show values.
    package static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case let other where other.value < 0x20 || other.value == 0x7f:
                let digits = String(other.value, radix: 16)
                quoted += "\\x" + String(repeating: "0", count: 2 - digits.utf8.count) + digits
            case let other: quoted.unicodeScalars.append(other)
            }
        }
        return quoted + "\""
    }

    private static let qualifiedNameMessage =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"

    private static func isQualifiedName(_ name: Substring) -> Bool {
        guard let first = name.utf8.first, let last = name.utf8.last else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && name.utf8.allSatisfy { isAlphanumeric($0) || [0x2d, 0x5f, 0x2e].contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
    }
}
