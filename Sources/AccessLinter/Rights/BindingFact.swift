import AccessModel
import JSONTree
package import KubeModel

/// A RoleBinding or ClusterRoleBinding.
package struct BindingFact: Sendable {
    /// Whom it gives something to.
    package struct Subject: Hashable, Sendable {
        package let kind: String
        /// Of a ServiceAccount; nil where a ClusterRoleBinding leaves it to kustomize.
        package let namespace: String?
        package let name: String
    }

    package let key: ObjectKey
    package let role: ObjectKey
    package let subjects: [Subject]

    /// Where it gives something; nil for the whole cluster.
    package var namespace: String? { key.namespace }

    init?(_ object: KubeObject) {
        guard let reference = object.content["roleRef"], let name = reference["name"]?.string else { return nil }
        key = object.key
        let isClusterRole = reference["kind"]?.string == ResourceType.clusterRole.kind
        role = ObjectKey(
            isClusterRole ? .clusterRole : .role, namespace: isClusterRole ? nil : object.namespace, name: name)
        subjects =
            object.content["subjects"]?.array?.map {
                Subject(
                    kind: $0["kind"]?.string ?? "", namespace: $0["namespace"]?.string ?? object.namespace,
                    name: $0["name"]?.string ?? "")
            } ?? []
    }

    /// Whether it names an account, or a group in which it is.
    func isFor(_ account: ObjectKey) -> Bool {
        let namespace = account.namespace ?? ""
        let requester = Requester.account(namespace: namespace, name: account.name)
        return subjects.contains { subject in
            switch subject.kind {
            case "ServiceAccount":
                subject.name == account.name && subject.namespace.map { $0 == namespace } ?? true
            case "User": subject.name == requester.user
            case "Group": requester.groups.contains(subject.name)
            default: false
            }
        }
    }
}
