/// A component of an OAM application.
package struct ComponentName: Hashable, Sendable, CustomStringConvertible {
    package let application: String
    package let name: String

    package init(application: String, name: String) {
        self.application = application
        self.name = name
    }

    /// `payments/nightly-report`
    package var description: String { "\(application)/\(name)" }

    static func read(_ field: FieldReader, _ findings: inout [Finding]) -> ComponentName? {
        let application = field.required("application", &findings)?.objectName(&findings)
        let name = field.required("name", &findings)?.objectName(&findings)
        guard let application, let name else { return nil }
        return ComponentName(application: application, name: name)
    }
}
