import JSONTree
import KubeModel

/// Gives every namespace its default ServiceAccount and takes terminating ones apart.
///
/// Source: `k8s.io/kubernetes/pkg/controller/namespace` and `pkg/controller/serviceaccount`.
extension Cluster {
    mutating func care(for name: String, _ round: inout ControllerRound) {
        let objectName = ObjectName(namespace: "", name: name)
        guard let namespace = storage.object(.namespaces, objectName)?.value else { return }
        if namespace.isBeingDeleted {
            terminate(namespace, &round)
        } else {
            makeDefaultAccount(in: name, &round)
        }
    }

    private mutating func makeDefaultAccount(in namespace: String, _ round: inout ControllerRound) {
        let name = ObjectName(namespace: namespace, name: "default")
        guard storage.object(.serviceAccounts, name) == nil,
            let served = catalogue.resource(.serviceAccounts)
        else { return }
        let account = KubeObject(.serviceAccount, namespace: namespace, name: "default").content
        // It cannot be refused: the namespace is there and the name is free.
        _ = try? make(account, served, as: .controllerManager, at: round.time, entropy: round.entropy.next())
    }

    /// Deletes what is in the namespace; when nothing is left, lets the namespace go.
    private mutating func terminate(_ namespace: JSONValue, _ round: inout ControllerRound) {
        let name = namespace.objectName
        var remaining: [(resource: ResourceName, finalizers: [String])] = []
        for served in catalogue.namespaced {
            for object in storage.objects(served.resource, in: name.name) {
                controllerDelete(served, object.value.objectName, &round)
                if let left = storage.object(served.resource, object.value.objectName)?.value {
                    remaining.append((served.resource, left.finalizers))
                }
            }
        }
        guard let served = catalogue.resource(.namespaces), let current = storage.object(.namespaces, name)?.value
        else { return }
        var changed = current
        if remaining.isEmpty {
            let finalizers = (current["spec"]?["finalizers"]?.array ?? []).filter { $0 != "kubernetes" }
            changed["spec"] = finalizers.isEmpty ? [:] : ["finalizers": .array(finalizers)]
            guard changed != current || isFinished(current, served) else { return }
            controllerUpdate(changed, served, subresource: "finalize", &round)
        } else {
            var status = current["status"]?.object ?? JSONObject()
            status["conditions"] = .array(Self.conditions(remaining, status["conditions"]?.array ?? [], round.time))
            changed["status"] = .object(status)
            if changed != current { controllerUpdate(changed, served, subresource: "status", &round) }
        }
    }

    /// What `kubectl describe namespace` tells of a namespace that does not end.
    private static func conditions(
        _ remaining: [(resource: ResourceName, finalizers: [String])], _ old: [JSONValue], _ time: KubeTime
    ) -> [JSONValue] {
        var counts: [String: Int] = [:]
        var finalizers: [String: Int] = [:]
        for item in remaining {
            counts[item.resource.qualified, default: 0] += 1
            for finalizer in item.finalizers { finalizers[finalizer, default: 0] += 1 }
        }
        let content = counts.sorted { $0.key < $1.key }.map { "\($0.key) has \($0.value) resource instances" }
        let held = finalizers.sorted { $0.key < $1.key }.map { "\($0.key) in \($0.value) resource instances" }
        let condition = { (type: String, reason: String, message: String) -> JSONValue in
            let before = old.first { $0["type"]?.string == type }
            let since = before?["lastTransitionTime"]?.string ?? time.description
            return [
                "type": .string(type), "status": "True", "lastTransitionTime": .string(since),
                "reason": .string(reason),
                "message": .string(message),
            ]
        }
        var conditions = [
            condition(
                "NamespaceContentRemaining", "SomeResourcesRemain",
                "Some resources are remaining: \(content.joined(separator: ", "))")
        ]
        if !held.isEmpty {
            conditions.append(
                condition(
                    "NamespaceFinalizersRemaining", "SomeFinalizersRemain",
                    "Some content in the namespace has finalizers remaining: \(held.joined(separator: ", "))"))
        }
        return conditions
    }
}
