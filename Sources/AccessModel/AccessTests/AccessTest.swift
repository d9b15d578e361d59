package import JSONTree

/// Statements about who may do what, and who may not, that are checked whenever access changes.
package struct AccessTest: Hashable, Sendable {
    /// So many statements one resource has at most.
    package static let caseLimit = 100

    package let name: ResourceName
    package let installation: ResourceName
    /// The namespaces that the statements are about; empty for all of the installation.
    package let namespaces: [String]
    /// In the order in which they are written.
    package let cases: [AccessTestCase]

    package init(name: ResourceName, installation: ResourceName, namespaces: [String], cases: [AccessTestCase]) {
        self.name = name
        self.installation = installation
        self.namespaces = namespaces
        self.cases = cases
    }

    /// Reads an object of kind AccessTest.
    ///
    /// - Returns: nil when a finding of severity error was appended.
    package static func decode(_ view: JSONView, findings: inout [Finding]) -> AccessTest? {
        var found: [Finding] = []
        defer { findings += found }
        let root = FieldReader(view)
        let name = ResourceName.read(root, &found)
        guard let spec = root.required("spec", &found) else { return nil }
        let reference = spec.required("installationRef", &found)
        let installation = reference?.required("name", &found)?.objectName(&found)
        let installationNamespace = reference?.required("namespace", &found)?.label(&found)
        let namespaces = spec.optional("namespaces", &found)
        let listed = namespaces?.elements(1...100, &found).compactMap { $0.label(&found) }
        let cases = spec.required("tests", &found)?.elements(1...caseLimit, &found).compactMap {
            AccessTestCase.read($0, &found)
        }
        guard let name, let installation, let installationNamespace, let cases else { return nil }
        let owner = ResourceName(namespace: installationNamespace, name: installation)
        // What is said of a namespace is for those who may see it; the installation's own may be about all.
        let isBeside = name.namespace == owner.namespace
        if let namespaces, !isBeside, listed != [name.namespace] {
            namespaces.note(
                .testPlace,
                "only an AccessTest in \(owner.namespace), beside the installation, is about other namespaces than its own",
                &found)
        }
        guard !found.contains(where: { $0.severity == .error }) else { return nil }
        return AccessTest(
            name: name, installation: owner, namespaces: listed ?? (isBeside ? [] : [name.namespace]), cases: cases)
    }

    /// The installation that an object names, even when the rest of it is wrong.
    package static func installation(of view: JSONView) -> ResourceName? {
        // The reference has the form of a scope's.
        WorkflowScope.installation(of: view)
    }
}
