package import AccessModel
package import JSONTree
package import KubeModel

/// A fault of a set-up, with the object and the field that have it.
package struct LintFinding: Hashable, Sendable {
    package let fault: LintFault
    package let key: ObjectKey
    /// The field, from the root of the object.
    package let path: JSONPath
    /// What is wrong here, in one sentence without the place.
    package let message: String

    init(_ fault: LintFault, _ key: ObjectKey, _ path: JSONPath, _ message: String) {
        self.fault = fault
        self.key = key
        self.path = path
        self.message = message
    }

    package var severity: Finding.Severity { fault.severity }
}

extension LintFinding: Comparable {
    /// Orders by object, field, code and message.
    package static func < (left: LintFinding, right: LintFinding) -> Bool {
        if left.key != right.key { return left.key < right.key }
        return (left.path.description, left.fault.code, left.message)
            < (right.path.description, right.fault.code, right.message)
    }
}
