/// The version of an Argo Workflows release.
package struct ArgoVersion: Hashable, Sendable {
    package let major: Int
    package let minor: Int
    package let patch: Int

    package init(_ major: Int, _ minor: Int, _ patch: Int) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// Reads `3.7.11`: three numbers of at most six digits.
    ///
    /// - Returns: nil for any other text, such as `v3.7.11` or `3.7`.
    package init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part -> Int? in
            guard (1...6).contains(part.count), part.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            return part.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
        guard parts.count == 3, numbers.count == 3 else { return nil }
        self.init(numbers[0], numbers[1], numbers[2])
    }

    /// Whether its rules can ask for a claim that may be absent, which every generated rule does.
    ///
    /// Rules read `$env?.groups`, which needs expr-lang 1.16: Argo 3.4.17, 3.5.5 and everything later. On older ones
    /// such a rule fails, and one failing rule denies everybody behind it.
    package var canEvaluateRules: Bool {
        switch (major, minor) {
        case (..<3, _), (3, ..<4): false
        case (3, 4): patch >= 17
        case (3, 5): patch >= 5
        default: true
        }
    }

    /// The first version with the WorkflowAction kind. Source: Argo Workflows, proposal #16741.
    package static let firstWithWorkflowActions = ArgoVersion(4, 2, 0)

    /// Whether runs can be changed by creating a WorkflowAction.
    package var hasWorkflowActions: Bool { self >= Self.firstWithWorkflowActions }
}

extension ArgoVersion: Comparable {
    package static func < (left: ArgoVersion, right: ArgoVersion) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }
}

extension ArgoVersion: CustomStringConvertible {
    package var description: String { "\(major).\(minor).\(patch)" }
}
