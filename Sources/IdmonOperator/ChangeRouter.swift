import AccessCompiler
import AccessModel
import JSONTree
import KubeModel
import KubeRuntime
import ReconcileCore

/// Finds the reconcile keys that a change concerns.
struct ChangeRouter: Sendable {
    let stores: AccessStores

    /// The keys of both the object as it was and the object as it is.
    func keys(for changes: [ObjectTable.Change]) -> Set<ReconcileKey> {
        keys(of: changes.filter(Self.isNews).flatMap { [$0.old, $0.new].compactMap { $0 } })
    }

    /// Templates change often, and only their labels and the names within them matter.
    private static func isNews(_ change: ObjectTable.Change) -> Bool {
        if change.key.type == .application, let old = change.old, let new = change.new {
            return old.isBeingDeleted != new.isBeingDeleted || ApplicationFact(old) != ApplicationFact(new)
        }
        guard TemplateKind.allCases.contains(where: { $0.resourceType == change.key.type }), let old = change.old,
            let new = change.new
        else { return true }
        return old.isBeingDeleted != new.isBeingDeleted || TemplateFact(old) != TemplateFact(new)
    }

    func keys(of objects: [LiveObject]) -> Set<ReconcileKey> { Set(objects.flatMap(keys(of:))) }

    private func keys(of object: LiveObject) -> [ReconcileKey] {
        let namespace = object.key.namespace ?? ""
        switch object.key.type {
        case .argoInstallation:
            // Those beside it may take its place, and no scope may lie beside it.
            let beside = stores.installations.objects(where: AccessStores.IndexName.namespace, is: namespace)
            let scopes = stores.scopes.objects(where: AccessStores.IndexName.namespace, is: namespace)
            // A realm that nobody uses any more is planned by itself.
            let realms = stores.realms.objects(where: AccessStores.IndexName.namespace, is: namespace)
            // Where its identities lie or come to lie, those of others must not.
            let own = stores.scopes.objects(
                where: AccessStores.IndexName.installation,
                is: ResourceName(namespace: namespace, name: object.key.name).description)
            return (beside + [object]).map(ReconcileKeys.key(ofInstallation:))
                + (scopes + own.flatMap(scopes(beside:))).map(ReconcileKeys.key(ofScope:))
                + realms.flatMap { ReconcileKeys.keys(ofRealm: $0, installations: beside) }
        case .keycloakRealm:
            let installations = stores.installations.objects(where: AccessStores.IndexName.namespace, is: namespace)
            return ReconcileKeys.keys(ofRealm: object, installations: installations)
        case .workflowScope:
            let bindings = stores.bindings.objects(where: AccessStores.IndexName.namespace, is: namespace)
            return ReconcileKeys.keys(affectedByScope: object, bindings: bindings)
                + scopes(beside: object).map(ReconcileKeys.key(ofScope:))
        case .workflowBinding: return [key(ofBinding: object), .unassigned(object.key)]
        case .accessTest: return AccessTest.installation(of: object.root).map { [.installation($0)] } ?? []
        case .namespace:
            return stores.scopes.objects(where: AccessStores.IndexName.namespace, is: object.key.name)
                .map(ReconcileKeys.key(ofScope:))
        case .workflowTemplate, .cronWorkflow:
            return stores.bindings.objects(where: AccessStores.IndexName.namespace, is: namespace).map(key(ofBinding:))
        case .clusterWorkflowTemplate:
            return stores.bindings.objects(where: AccessStores.IndexName.clusterTemplates, is: "").map(key(ofBinding:))
        case .application:
            return stores.scopes.objects(where: AccessStores.IndexName.namespace, is: namespace)
                .map(ReconcileKeys.key(ofScope:))
        default: return ReconcileKeys.key(ofGenerated: object).map { [$0] } ?? []
        }
    }

    /// The scopes in the namespace of one.
    private func scopes(beside scope: LiveObject) -> [LiveObject] {
        stores.scopes.objects(where: AccessStores.IndexName.namespace, is: scope.key.namespace ?? "")
    }

    private func key(ofBinding binding: LiveObject) -> ReconcileKey {
        ReconcileKeys.key(ofBinding: binding) { name in
            stores.scopes.object(ObjectKey(.workflowScope, namespace: name.namespace, name: name.name))
        }
    }

    /// Whether a key is still the one of its object; an unassigned object that has found its installation is planned
    /// there and nowhere else.
    func isCurrent(_ key: ReconcileKey) -> Bool {
        guard case .unassigned(let object) = key else { return true }
        let live = stores.watched.first { $0.type == object.type }?.object(object)
        guard let live else { return false }
        return object.type == .workflowBinding ? self.key(ofBinding: live) == key : keys(of: live).contains(key)
    }
}
