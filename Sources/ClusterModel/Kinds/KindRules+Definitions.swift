import JSONTree
import KubeModel
import KubeSchema

/// CustomResourceDefinitions.
///
/// Source: `k8s.io/apiextensions-apiserver/pkg/registry/customresourcedefinition` and `pkg/apis/apiextensions`.
extension KindRules {
    static let definition: KindRules = {
        var rules = KindRules()
        rules.hasGeneration = true
        rules.setDefaults = { object in
            guard var spec = object["spec"]?.object else { return }
            var names = spec["names"]?.object ?? JSONObject()
            if let kind = names["kind"]?.string, !kind.isEmpty {
                names.setDefault("singular", .string(kind.lowercased()))
                names.setDefault("listKind", .string("\(kind)List"))
            }
            spec["names"] = .object(names)
            spec.setDefault("conversion", ["strategy": "None"])
            object["spec"] = .object(spec)
        }
        rules.prepareForCreate = { object in
            let stored = (object["spec"]?["versions"]?.array ?? []).filter { $0["storage"]?.bool == true }
            object["status"] = [
                "conditions": .null, "acceptedNames": ["plural": "", "kind": ""],
                "storedVersions": .array(stored.compactMap { $0["name"] }),
            ]
        }
        rules.problems = { object in
            var causes: Problems
            do throws(SchemaError) {
                causes = try CRDDocument(object).violations(name: object.objectName.name).map(\.cause)
            } catch {
                causes = [error.violation.cause]
            }
            causes += approvalProblems(object)
            if (object["status"]?["storedVersions"]?.array ?? []).isEmpty {
                causes.append(.invalid("status.storedVersions", .null, "must have at least one stored version"))
            }
            return causes
        }
        rules.updateProblems = { new, old in
            guard isEstablished(old) else { return [] }
            var causes: Problems = []
            for field in ["group", "scope"] where new["spec"]?[field] != old["spec"]?[field] {
                causes.append(.invalid("spec.\(field)", new["spec"]?[field] ?? "", "field is immutable"))
            }
            for field in ["plural", "kind"] where new["spec"]?["names"]?[field] != old["spec"]?["names"]?[field] {
                causes.append(
                    .invalid("spec.names.\(field)", new["spec"]?["names"]?[field] ?? "", "field is immutable"))
            }
            return causes
        }
        return rules
    }()

    /// Groups of the Kubernetes community need an approval.
    ///
    /// Source: KEP-2337, and `apihelpers.GetAPIApprovalState`.
    private static func approvalProblems(_ definition: JSONValue) -> Problems {
        let group = definition["spec"]?["group"]?.string ?? ""
        guard ["k8s.io", "kubernetes.io"].contains(where: { group == $0 || group.hasSuffix(".\($0)") }) else {
            return []
        }
        let name = "api-approved.kubernetes.io"
        let approval = definition["metadata"]?["annotations"]?[name]?.string ?? ""
        let needed = "protected groups must have approval annotation \"\(name)\""
        let reference = ", see https://github.com/kubernetes/enhancements/pull/1111"
        if approval.isEmpty { return [.required("metadata.annotations[\(name)]", needed + reference)] }
        if approval.hasPrefix("unapproved") || approval.contains("://") { return [] }
        let detail = needed + " with either a URL or a reason starting with \"unapproved\"" + reference
        return [.invalid("metadata.annotations[\(name)]", .string(approval), detail)]
    }

    /// Whether the kind of a definition is served.
    static func isEstablished(_ definition: JSONValue) -> Bool {
        (definition["status"]?["conditions"]?.array ?? []).contains {
            $0["type"]?.string == "Established" && $0["status"]?.string == "True"
        }
    }
}
