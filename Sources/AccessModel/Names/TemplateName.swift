import KubeModel

/// The name of a WorkflowTemplate.
package struct TemplateName: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let text: String

    /// Takes a DNS subdomain.
    ///
    /// - Returns: nil for any other text.
    package init?(_ text: String) {
        guard DNSName.isSubdomain(text) else { return nil }
        self.text = text
    }

    package static func < (left: TemplateName, right: TemplateName) -> Bool { left.text < right.text }

    package var description: String { text }
}
