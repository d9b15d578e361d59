/// Why a JSON patch was not understood or not applied.
package struct JSONPatchError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The patch is not one by RFC 6902.
        case malformed
        /// An operation needs a place that is not there.
        case missingPath
        /// A `test` found another value.
        case testFailed
        /// A `move` would put a value into itself.
        case moveIntoItself
    }

    package let code: Code
    /// Which operation failed, counted from 0; nil when the patch as a whole is wrong.
    package let operation: Int?
    package let message: String

    package init(code: Code, operation: Int?, message: String) {
        self.code = code
        self.operation = operation
        self.message = message
    }

    package var description: String {
        guard let operation else { return "JSON patch: \(message)" }
        return "JSON patch, operation \(operation): \(message)"
    }
}
