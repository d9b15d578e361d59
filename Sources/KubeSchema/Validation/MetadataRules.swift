package import JSONTree
import KubeModel

/// The rules for `metadata` that hold for every kind.
///
/// Source: `k8s.io/apimachinery/pkg/api/validation` ObjectMeta, compared with kube-apiserver 1.36.
package enum MetadataRules {
    /// How the names of a kind are formed.
    package enum NameRule: Sendable {
        /// Custom resources and most built-in kinds.
        case subdomain
        /// Namespaces.
        case label
        /// Services.
        case label1035
        /// Roles and their bindings.
        case pathSegment

        func problem(_ name: String) -> String? {
            switch self {
            case .subdomain: DNSName.subdomainProblem(name)
            case .label: DNSName.labelProblem(name)
            case .label1035: DNSName.strictLabelProblem(name)
            case .pathSegment: DNSName.pathSegmentProblem(name)
            }
        }
    }

    /// The names and values of all annotations together. Source: `TotalAnnotationSizeLimitB`.
    package static let maximumAnnotationBytes = 256 * 1024

    /// What is wrong with an object's metadata.
    ///
    /// - Parameters:
    ///   - object: the whole object.
    ///   - isNamespaced: whether its kind lives in namespaces.
    ///   - names: the rule for its name.
    package static func violations(
        of object: JSONValue, isNamespaced: Bool, names: NameRule = .subdomain
    ) -> [SchemaViolation] {
        violations(
            of: object["metadata"] ?? [:], FieldPath.root.appending("metadata"), isNamespaced: isNamespaced,
            names: names)
    }

    static func violations(
        of metadata: JSONValue, _ place: FieldPath, isNamespaced: Bool, names: NameRule
    ) -> [SchemaViolation] {
        var found: [SchemaViolation] = []
        checkNames(metadata, place, isNamespaced: isNamespaced, names: names, into: &found)
        checkLabels(metadata["labels"], place.appending("labels"), into: &found)
        checkAnnotations(metadata["annotations"], place.appending("annotations"), into: &found)
        checkOwners(metadata["ownerReferences"], place.appending("ownerReferences"), into: &found)
        for finalizer in metadata["finalizers"]?.array ?? [] {
            if let problem = LabelSyntax.keyProblem(finalizer.string ?? "") {
                found.append(.invalid(place.appending("finalizers"), finalizer, problem))
            }
        }
        return found
    }

    private static func checkNames(
        _ metadata: JSONValue, _ place: FieldPath, isNamespaced: Bool, names: NameRule,
        into found: inout [SchemaViolation]
    ) {
        let name = metadata["name"]?.string ?? ""
        let prefix = metadata["generateName"]?.string ?? ""
        if !prefix.isEmpty, let problem = names.problem(prefix.hasSuffix("-") ? String(prefix.dropLast()) : prefix) {
            found.append(.invalid(place.appending("generateName"), .string(prefix), problem))
        }
        if name.isEmpty {
            if prefix.isEmpty { found.append(.required(place.appending("name"), "name or generateName is required")) }
        } else if let problem = names.problem(name) {
            found.append(.invalid(place.appending("name"), .string(name), problem))
        }
        let namespace = metadata["namespace"]?.string ?? ""
        if isNamespaced {
            if namespace.isEmpty {
                found.append(.required(place.appending("namespace")))
            } else if let problem = DNSName.labelProblem(namespace) {
                found.append(.invalid(place.appending("namespace"), .string(namespace), problem))
            }
        } else if !namespace.isEmpty {
            found.append(.forbidden(place.appending("namespace"), "not allowed on this type"))
        }
    }

    private static func checkLabels(_ labels: JSONValue?, _ place: FieldPath, into found: inout [SchemaViolation]) {
        for label in labels?.object?.sorted.members ?? [] {
            if let problem = LabelSyntax.keyProblem(label.name) {
                found.append(.invalid(place, .string(label.name), problem))
            }
            if let problem = LabelSyntax.valueProblem(label.value.string ?? "") {
                found.append(.invalid(place, label.value, problem))
            }
        }
    }

    private static func checkAnnotations(
        _ annotations: JSONValue?, _ place: FieldPath, into found: inout [SchemaViolation]
    ) {
        var size = 0
        for annotation in annotations?.object?.sorted.members ?? [] {
            size += annotation.name.utf8.count + (annotation.value.string?.utf8.count ?? 0)
            if let problem = LabelSyntax.keyProblem(annotation.name.lowercased()) {
                found.append(.invalid(place, .string(annotation.name), problem))
            }
        }
        if size > maximumAnnotationBytes {
            found.append(.tooLong(place, maximum: Int64(maximumAnnotationBytes)))
        }
    }

    /// The server names no element: all sentences are about the list.
    private static func checkOwners(_ owners: JSONValue?, _ place: FieldPath, into found: inout [SchemaViolation]) {
        var controller: String?
        for owner in owners?.array ?? [] {
            for (name, detail) in [
                ("apiVersion", "version must not be empty"), ("kind", "must not be empty"),
                ("name", "must not be empty"),
                ("uid", "must not be empty"),
            ] {
                let text = owner[name]?.string ?? ""
                if text.isEmpty { found.append(.invalid(place.appending(name), .string(text), detail)) }
            }
            guard owner["controller"] == true else { continue }
            let name = "\(owner["kind"]?.string ?? "")/\(owner["name"]?.string ?? "")"
            if let controller {
                found.append(
                    .invalid(
                        place, owners ?? [],
                        "Only one reference can have Controller set to true. Found \"true\" in references for "
                            + "\(controller) and \(name)"))
            }
            controller = name
        }
    }
}
