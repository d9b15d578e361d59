import AccessModel
package import KubeModel

/// The templates that exist, and nothing of what they do but the names within them.
package struct TemplateTable: Sendable {
    private struct Place: Hashable {
        let kind: TemplateKind
        /// nil for the cluster.
        let namespace: String?
    }

    private var facts: [Place: [String: TemplateFact]] = [:]

    /// - Parameter objects: of the kinds in ``AccessModel/TemplateKind``; others are passed over.
    package init(_ objects: some Sequence<LiveObject>) {
        for object in objects {
            guard let kind = TemplateKind.allCases.first(where: { $0.resourceType == object.key.type }),
                !object.isBeingDeleted
            else { continue }
            let place = Place(kind: kind, namespace: object.key.namespace)
            facts[place, default: [:]][object.key.name] = TemplateFact(object)
        }
    }

    /// The templates by name of a kind that a binding in a namespace can mean.
    func templates(_ kind: TemplateKind, in namespace: String) -> [String: TemplateFact] {
        facts[Place(kind: kind, namespace: kind.resourceType.isNamespaced ? namespace : nil)] ?? [:]
    }
}
