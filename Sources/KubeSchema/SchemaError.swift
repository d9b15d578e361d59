/// Why a value is no schema or no definition at all, so that nothing further can be checked.
package struct SchemaError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong and where, in the API server's words where it has them.
    package let violation: SchemaViolation

    init(_ violation: SchemaViolation) { self.violation = violation }

    package var description: String { violation.description }
}
