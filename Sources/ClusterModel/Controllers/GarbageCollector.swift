import JSONTree
import KubeModel

/// Removes objects whose owners are gone, and performs foreground and orphaning deletion.
///
/// Source: `k8s.io/kubernetes/pkg/controller/garbagecollector`; Kubernetes documentation, "Garbage collection".
extension Cluster {
    mutating func collectGarbage(after event: StoredEvent, _ resource: ResourceName, _ round: inout ControllerRound) {
        guard let served = catalogue.resource(resource) else { return }
        if event.kind == .deleted {
            for entry in storage.dependents(of: event.object.value.uid) { collect(entry, &round) }
            for owner in event.object.value.owners { finishForeground(owner, of: event.name, &round) }
            return
        }
        guard let object = storage.object(resource, event.name)?.value else { return }
        if !object.owners.isEmpty { collect(DependentIndex.Entry(resource, event.name), &round) }
        guard object.isBeingDeleted else { return }
        if object.finalizers.contains(DeleteRequest.Policy.orphanFinalizer) { orphan(object, served, &round) }
        if object.finalizers.contains(DeleteRequest.Policy.foregroundFinalizer) {
            deleteForeground(object, served, &round)
        }
    }

    private enum OwnerState { case absent, waiting, solid }

    /// What an owner reference of an object leads to.
    private func state(of owner: JSONValue, for dependent: ObjectName) -> OwnerState {
        guard let uid = owner["uid"]?.string, let object = self.owner(owner, for: dependent), object.uid == uid
        else { return .absent }
        let isWaiting = object.isBeingDeleted && object.finalizers.contains(DeleteRequest.Policy.foregroundFinalizer)
        return isWaiting ? .waiting : .solid
    }

    /// Owners are looked for in the object's own namespace, or cluster-wide where their kind is.
    private func owner(_ owner: JSONValue, for dependent: ObjectName) -> JSONValue? {
        guard let served = servedKind(of: owner) else { return nil }
        if served.type.isNamespaced && dependent.namespace.isEmpty { return nil }
        let namespace = served.type.isNamespaced ? dependent.namespace : ""
        return storage.object(served.resource, ObjectName(namespace: namespace, name: owner["name"]?.string ?? ""))?
            .value
    }

    private func servedKind(of owner: JSONValue) -> ServedResource? {
        catalogue.resource(apiVersion: owner["apiVersion"]?.string ?? "", kind: owner["kind"]?.string ?? "")
    }

    /// Deletes an object none of whose owners is left, or frees it from those that are gone.
    private mutating func collect(_ entry: DependentIndex.Entry, _ round: inout ControllerRound) {
        guard let served = catalogue.resource(entry.resource),
            let object = storage.object(entry.resource, entry.name)?.value, !object.isBeingDeleted
        else { return }
        // A kind that is not served cannot be looked up: the collector then keeps the object. Neither can a namespaced
        // owner of a cluster-scoped object.
        guard object.owners.allSatisfy({ canLookUp($0, for: entry.name) }) else { return }
        let states = object.owners.map { state(of: $0, for: entry.name) }
        guard states.contains(.solid) else {
            controllerDelete(served, entry.name, policy: states.contains(.waiting) ? .foreground : .background, &round)
            return
        }
        guard states.contains(where: { $0 != .solid }) else { return }
        var kept = object
        let owners = zip(object.owners, states).filter { $0.1 == .solid }.map(\.0)
        kept.metadata["ownerReferences"] = .array(owners)
        controllerUpdate(kept, served, &round)
    }

    private func canLookUp(_ owner: JSONValue, for dependent: ObjectName) -> Bool {
        guard let served = servedKind(of: owner) else { return false }
        return !(served.type.isNamespaced && dependent.namespace.isEmpty)
    }

    private mutating func orphan(_ object: JSONValue, _ served: ServedResource, _ round: inout ControllerRound) {
        for entry in storage.dependents(of: object.uid) {
            guard let dependent = storage.object(entry.resource, entry.name)?.value,
                let dependentServed = catalogue.resource(entry.resource)
            else { continue }
            var freed = dependent
            let owners = dependent.owners.filter { $0["uid"]?.string != object.uid }
            freed.metadata["ownerReferences"] = owners.isEmpty ? nil : .array(owners)
            controllerUpdate(freed, dependentServed, &round)
        }
        drop(DeleteRequest.Policy.orphanFinalizer, from: object, served, &round)
    }

    /// Deletes what the object owns; lets the object go when nothing is left that blocks it.
    private mutating func deleteForeground(
        _ object: JSONValue, _ served: ServedResource, _ round: inout ControllerRound
    ) {
        for entry in storage.dependents(of: object.uid) { collect(entry, &round) }
        let blocking = storage.dependents(of: object.uid).filter { entry in
            let owners = storage.object(entry.resource, entry.name)?.value.owners ?? []
            return owners.contains { $0["uid"]?.string == object.uid && $0["blockOwnerDeletion"]?.bool == true }
        }
        if blocking.isEmpty { drop(DeleteRequest.Policy.foregroundFinalizer, from: object, served, &round) }
    }

    /// A dependent is gone: its owner may have waited for it.
    private mutating func finishForeground(_ owner: JSONValue, of dependent: ObjectName, _ round: inout ControllerRound)
    {
        guard let served = servedKind(of: owner), let object = self.owner(owner, for: dependent),
            state(of: owner, for: dependent) == .waiting
        else { return }
        deleteForeground(object, served, &round)
    }

    private mutating func drop(
        _ finalizer: String, from object: JSONValue, _ served: ServedResource, _ round: inout ControllerRound
    ) {
        guard let current = storage.object(served.resource, object.objectName)?.value else { return }
        var changed = current
        let finalizers = current.finalizers.filter { $0 != finalizer }
        changed.metadata["finalizers"] = finalizers.isEmpty ? nil : .array(finalizers.map(JSONValue.string))
        controllerUpdate(changed, served, &round)
    }
}
