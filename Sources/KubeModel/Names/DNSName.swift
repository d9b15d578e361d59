/// What names of objects may look like, with the API server's sentences.
///
/// Source: `k8s.io/apimachinery/pkg/util/validation` and `pkg/api/validation/path`.
package enum DNSName {
    package static let maximumLabelLength = 63
    package static let maximumSubdomainLength = 253

    /// Whether a text is 1 to 63 lower-case letters, digits and inner hyphens.
    package static func isLabel(_ text: String) -> Bool { labelProblem(text) == nil }

    /// Whether a text is at most 253 bytes of labels that dots separate, each of any length.
    package static func isSubdomain(_ text: String) -> Bool { subdomainProblem(text) == nil }

    /// What is wrong with an RFC 1123 label, such as the name of a namespace; nil when nothing is.
    package static func labelProblem(_ name: String) -> String? {
        if name.utf8.count > maximumLabelLength { return "must be no more than 63 characters" }
        if isLabel(name.utf8[...]) { return nil }
        if subdomainProblem(name) == nil { return "must not contain dots" }
        return
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
    }

    /// What is wrong with an RFC 1035 label, such as the name of a Service; nil when nothing is.
    package static func strictLabelProblem(_ name: String) -> String? {
        if name.utf8.count > maximumLabelLength { return "must be no more than 63 characters" }
        if isLabel(name.utf8[...]), let first = name.utf8.first, !isDigit(first) { return nil }
        return
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
    }

    /// What is wrong with an RFC 1123 subdomain, which most names are; nil when nothing is.
    package static func subdomainProblem(_ name: String) -> String? {
        if name.utf8.count > maximumSubdomainLength { return "must be no more than 253 characters" }
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        if labels.allSatisfy({ isLabel($0) }) { return nil }
        return
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
    }

    /// What keeps a name from being one segment of a path, the only rule for RBAC objects; nil when nothing does.
    package static func pathSegmentProblem(_ name: String) -> String? {
        if name == "." || name == ".." { return "may not be '\(name)'" }
        if name.utf8.contains(UInt8(ascii: "/")) { return "may not contain '/'" }
        if name.utf8.contains(UInt8(ascii: "%")) { return "may not contain '%'" }
        return nil
    }

    private static func isLabel(_ bytes: Substring.UTF8View) -> Bool {
        guard let first = bytes.first, let last = bytes.last, first != 0x2d, last != 0x2d else { return false }
        return bytes.allSatisfy { $0 == 0x2d || isDigit($0) || (0x61...0x7a).contains($0) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
