package import AccessModel
import JSONTree
package import KubeModel

/// Finds the keys to plan again when an object has changed.
///
/// After a change ask for the object as it was and as it is: a resource that moves from one installation to another
/// concerns both.
package enum ReconcileKeys {
    package static func key(ofInstallation installation: LiveObject) -> ReconcileKey {
        .installation(installation.key.resourceName)
    }

    /// The installation that a scope names, whether or not that exists.
    package static func key(ofScope scope: LiveObject) -> ReconcileKey {
        WorkflowScope.installation(of: scope.root).map(ReconcileKey.installation) ?? .unassigned(scope.key)
    }

    /// - Parameter scope: finds a scope by its name.
    package static func key(ofBinding binding: LiveObject, scope: (ResourceName) -> LiveObject?) -> ReconcileKey {
        guard let name = WorkflowBinding.scopeName(of: binding.root),
            let found = scope(ResourceName(namespace: binding.key.namespace ?? "", name: name))
        else { return .unassigned(binding.key) }
        let key = key(ofScope: found)
        return if case .unassigned = key { .unassigned(binding.key) } else { key }
    }

    /// The installations that use a realm; the realm itself when none does.
    ///
    /// - Parameter installations: at least those of the realm's namespace.
    package static func keys(ofRealm realm: LiveObject, installations: some Sequence<LiveObject>) -> [ReconcileKey] {
        let users = installations.filter {
            $0.key.namespace == realm.key.namespace && $0.root["spec"]?["realmRef"]?["name"]?.string == realm.key.name
        }
        return users.isEmpty ? [.unassigned(realm.key)] : users.map(key(ofInstallation:))
    }

    /// The key of a scope, and of bindings that name it: they have no installation while the scope is missing.
    ///
    /// - Parameter bindings: at least those of the scope's namespace.
    package static func keys(affectedByScope scope: LiveObject, bindings: some Sequence<LiveObject>) -> [ReconcileKey] {
        let naming = bindings.filter {
            $0.key.namespace == scope.key.namespace && WorkflowBinding.scopeName(of: $0.root) == scope.key.name
        }
        return [key(ofScope: scope)] + naming.map { .unassigned($0.key) }
    }

    /// The installation whose labels an object carries; nil for objects that Idmon did not make.
    package static func key(ofGenerated object: LiveObject) -> ReconcileKey? {
        ObjectOwner.installation(of: object).map(ReconcileKey.installation)
    }
}
