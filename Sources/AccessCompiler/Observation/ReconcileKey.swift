package import AccessModel
package import KubeModel

/// What is planned at once.
package enum ReconcileKey: Hashable, Sendable {
    /// An installation with everything that refers to it, whether or not the installation exists.
    case installation(ResourceName)
    /// A resource that belongs to no installation: it only gets a status, and its finalizer removed.
    case unassigned(ObjectKey)
}

extension ReconcileKey: CustomStringConvertible {
    /// `installation argo/argo`, `WorkflowBinding payments/nightly-report`
    package var description: String {
        switch self {
        case .installation(let name): "installation \(name)"
        case .unassigned(let key): "\(key)"
        }
    }
}

extension ObjectKey {
    /// The namespace and name of one of Idmon's resources, all of which are namespaced.
    var resourceName: ResourceName { ResourceName(namespace: namespace ?? "", name: name) }
}
