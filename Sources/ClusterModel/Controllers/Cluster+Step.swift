import JSONTree
package import KubeModel

/// The controllers, as far as objects of the served kinds depend on them.
extension Cluster {
    /// Lets the controllers act on what has changed, until nothing changes any more.
    ///
    /// - Parameter entropy: what UIDs of made objects come from.
    package mutating func step(at time: KubeTime, entropy: UInt64) {
        var source = EntropySource(entropy)
        // Each round reacts to the round before. The longest chains are those of owners; a bound keeps a loop of
        // controllers, should one exist, from hanging whoever called.
        for _ in 0..<64 where settledRevision < storage.revision {
            let changes = storage.changes(after: settledRevision) ?? everything
            settledRevision = storage.revision
            var round = ControllerRound(time: time, entropy: source.next())
            react(to: changes, &round)
        }
    }

    /// Every object as if it had just been added: for when events were forgotten.
    private var everything: [(resource: ResourceName, event: StoredEvent)] {
        storage.resources.flatMap { resource in
            storage.objects(resource).map { object in
                let name = object.value.objectName
                return (resource, StoredEvent(kind: .added, name: name, object: object, previous: nil))
            }
        }
    }

    private mutating func react(
        to changes: [(resource: ResourceName, event: StoredEvent)], _ round: inout ControllerRound
    ) {
        var namespaces: Set<String> = []
        var areRolesChanged = false
        for (resource, event) in changes {
            switch resource {
            case .namespaces: namespaces.insert(event.name.name)
            case .serviceAccounts, .secrets: reactToAccounts(resource, event, &round)
            case .definitions: establish(event.name, &round)
            case RoleResolver.clusterRoles: areRolesChanged = true
            default: if event.kind == .deleted { finishDefinition(of: resource, &round) }
            }
            if !event.name.namespace.isEmpty { namespaces.insert(event.name.namespace) }
            collectGarbage(after: event, resource, &round)
        }
        for namespace in namespaces.sorted() { care(for: namespace, &round) }
        if areRolesChanged { aggregateRoles(&round) }
    }

    /// Deletes an object as a controller does, in the background; finalizers hold it back as ever.
    mutating func controllerDelete(
        _ served: ServedResource, _ name: ObjectName, policy: DeleteRequest.Policy = .background,
        _ round: inout ControllerRound
    ) {
        guard let object = storage.object(served.resource, name)?.value, !object.isBeingDeleted else { return }
        let context = ControlPlanePart.controllerManager.context(at: round.time, entropy: round.entropy.next())
        // Nothing of what can be refused here can happen: the object is there and is no terminating namespace.
        _ = try? remove(object, Place(served, name), DeleteRequest(policy: policy), context)
    }

    /// Changes an object as a controller does; a refusal leaves it as it is, to be seen by whoever looks.
    mutating func controllerUpdate(
        _ object: JSONValue, _ served: ServedResource, subresource: String? = nil, _ round: inout ControllerRound
    ) {
        try? change(
            object, served, subresource: subresource, as: .controllerManager, at: round.time,
            entropy: round.entropy.next())
    }
}

/// The time and entropy of one round of the controllers.
struct ControllerRound: Sendable {
    let time: KubeTime
    var entropy: EntropySource

    init(time: KubeTime, entropy: UInt64) {
        self.time = time
        self.entropy = EntropySource(entropy)
    }
}
