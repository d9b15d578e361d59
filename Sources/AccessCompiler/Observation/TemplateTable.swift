import AccessModel
import JSONTree
package import KubeModel

/// The templates that exist: their names and labels, and nothing of what they do.
package struct TemplateTable: Sendable {
    private struct Place: Hashable {
        let kind: TemplateKind
        /// nil for the cluster.
        let namespace: String?
    }

    private var labels: [Place: [String: JSONObject]] = [:]

    /// - Parameter objects: of the kinds in ``AccessModel/TemplateKind``; others are passed over.
    package init(_ objects: some Sequence<LiveObject>) {
        for object in objects {
            guard let kind = TemplateKind.allCases.first(where: { $0.resourceType == object.key.type }),
                !object.isBeingDeleted
            else { continue }
            let own = object.root["metadata"]?["labels"]?.value.object ?? [:]
            labels[Place(kind: kind, namespace: object.key.namespace), default: [:]][object.key.name] = own
        }
    }

    /// The names and labels of the templates of a kind that a binding in a namespace can mean.
    func templates(_ kind: TemplateKind, in namespace: String) -> [String: JSONObject] {
        labels[Place(kind: kind, namespace: kind.resourceType.isNamespaced ? namespace : nil)] ?? [:]
    }
}
