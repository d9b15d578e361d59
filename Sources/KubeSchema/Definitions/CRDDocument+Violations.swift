import JSONTree
import KubeModel

extension CRDDocument {
    /// What the API server refuses about the definition, in its words; empty when it accepts it.
    ///
    /// Checked: names, versions, columns and the structural rules of every schema. Conversion webhooks and the cost of
    /// CEL rules are not.
    /// Source: `apiextensions-apiserver/pkg/apis/apiextensions/validation`.
    ///
    /// - Parameter name: `metadata.name` of the object that was applied, where it may differ from ``name``.
    package func violations(name given: String? = nil) -> [SchemaViolation] {
        var found: [SchemaViolation] = []
        let spec = FieldPath.root.appending("spec")
        if let given, given != name {
            let field = FieldPath.root.appending("metadata").appending("name")
            found.append(.invalid(field, .string(given), "must be spec.names.plural+\".\"+spec.group"))
        }
        checkGroup(spec.appending("group"), into: &found)
        checkNames(spec.appending("names"), into: &found)
        checkVersions(spec.appending("versions"), into: &found)
        return versions.count == 1 ? found.map { $0.inOnlyVersion() } : found
    }

    private func checkGroup(_ place: FieldPath, into found: inout [SchemaViolation]) {
        if group.isEmpty {
            found.append(.required(place))
        } else if let problem = DNSName.subdomainProblem(group) {
            found.append(.invalid(place, .string(group), problem))
        } else if !group.contains(".") {
            found.append(.invalid(place, .string(group), "should be a domain with at least one dot"))
        }
    }

    private func checkNames(_ place: FieldPath, into found: inout [SchemaViolation]) {
        for (member, text, isMixedCase) in [
            ("plural", names.plural, false), ("singular", names.singular, false), ("kind", names.kind, true),
            ("listKind", names.listKind, true),
        ] {
            let field = place.appending(member)
            if text.isEmpty {
                found.append(.required(field))
            } else if let problem = DNSName.strictLabelProblem(isMixedCase ? text.lowercased() : text) {
                let detail = isMixedCase ? "may have mixed case, but should otherwise match: \(problem)" : problem
                found.append(.invalid(field, .string(text), detail))
            }
        }
        for (member, texts) in [("shortNames", names.shortNames), ("categories", names.categories)] {
            for (index, text) in texts.enumerated() {
                guard let problem = DNSName.strictLabelProblem(text) else { continue }
                found.append(.invalid(place.appending(member).appending(index), .string(text), problem))
            }
        }
        if !names.kind.isEmpty, names.kind == names.listKind {
            found.append(
                .invalid(place.appending("listKind"), .string(names.listKind), "kind and listKind may not be the same"))
        }
    }

    private func checkVersions(_ place: FieldPath, into found: inout [SchemaViolation]) {
        let all = JSONValue.array(versions.map { .string($0.name) })
        if Set(versions.map(\.name)).count != versions.count {
            found.append(.invalid(place, all, "must contain unique version names"))
        }
        if versions.count(where: \.isStorage) != 1 {
            found.append(.invalid(place, all, "must have exactly one version marked as storage version"))
        }
        for (index, version) in versions.enumerated() {
            let place = place.appending(index)
            if let problem = DNSName.strictLabelProblem(version.name) {
                found.append(.invalid(place.appending("name"), .string(version.name), problem))
            }
            for (index, column) in version.columns.enumerated() {
                let place = place.appending("additionalPrinterColumns").appending(index)
                if column.name.isEmpty { found.append(.required(place.appending("name"))) }
                if column.jsonPath.isEmpty { found.append(.required(place.appending("JSONPath"))) }
            }
            found += version.schema.structuralViolations(place.appending("schema").appending("openAPIV3Schema"))
        }
    }
}
