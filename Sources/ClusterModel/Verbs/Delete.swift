import JSONTree
import KubeModel

/// DELETE of one object or of a collection.
extension Cluster {
    mutating func delete(_ place: Place, _ context: inout RequestContext) throws(APIStatus) -> APIResponse {
        let options = try DeleteRequest(&context)
        let format = try ResponseFormat(accept: context.request.accept)
        guard let live = storage.object(place.resource, place.name) else { throw place.notFound }
        try options.check(live.value, place)
        try admitDeletion(place)
        let outcome = try remove(live.value, place, options, context)
        if let left = outcome.left { return try answer(left, place.served, format, status: 200, context) }
        if place.served.returnsDeletedObject {
            return try answer(outcome.final, place.served, format, status: 200, context)
        }
        let details = APIStatus.Details(
            name: place.name.name, group: place.resource.group, kind: place.resource.plural, uid: live.value.uid)
        let status = APIStatus(
            isSuccess: true, code: 0, reason: APIStatus.Reason(rawValue: ""), message: "", details: details)
        return APIResponse(status: 200, body: status.value.bytes)
    }

    mutating func deleteCollection(
        _ target: RequestTarget, _ served: ServedResource, _ context: inout RequestContext
    ) throws(APIStatus) -> APIResponse {
        guard served.resource != .namespaces else { throw .methodNotAllowed }
        let options = try DeleteRequest(&context)
        let format = try ResponseFormat(accept: context.request.accept)
        let filter = try filter(target, served, context)
        var deleted: [StoredObject] = []
        for object in storage.objects(served.resource, in: target.namespace) where filter.sees(object.value) {
            let place = Place(served, object.value.objectName)
            let outcome = try remove(object.value, place, options, context)
            deleted.append(StoredObject(outcome.left ?? object.value, revision: object.revision))
        }
        let metadata: JSONObject = ["resourceVersion": .string(String(storage.revision))]
        return try Self.listResponse(deleted, metadata, served, format, context)
    }

    /// What a deletion leaves: the object with its deletion timestamp, or nothing but its last state.
    struct Deletion {
        var left: JSONValue?
        let final: JSONValue
    }

    /// Deletes an object, or marks it when finalizers hold it back.
    ///
    /// Source: `k8s.io/apiserver/pkg/registry/generic/registry`, `Store.Delete`.
    mutating func remove(
        _ object: JSONValue, _ place: Place, _ options: DeleteRequest, _ context: RequestContext
    ) throws(APIStatus) -> Deletion {
        var marked = place.resource == .definitions ? Self.withCleanup(object, at: context.time) : object
        let finalizers = options.policy.finalizers(of: marked)
        if finalizers != marked.finalizers {
            marked.metadata["finalizers"] = finalizers.isEmpty ? nil : .array(finalizers.map(JSONValue.string))
        }
        guard !isFinished(marked, place.served) else {
            if context.isDryRun { return Deletion(final: object) }
            return Deletion(final: discard(place.served, place.name) ?? object)
        }
        if !object.isBeingDeleted {
            marked.metadata["deletionTimestamp"] = .string(context.time.description)
            let isSpecial = place.resource == .namespaces || place.resource == .definitions
            if !isSpecial { marked.metadata["deletionGracePeriodSeconds"] = 0 }
            if !isSpecial, let generation = marked.metadata["generation"]?.integer {
                marked.metadata["generation"] = .integer(generation + 1)
            }
            if place.resource == .namespaces {
                var status = marked["status"]?.object ?? JSONObject()
                status["phase"] = "Terminating"
                marked["status"] = .object(status)
            }
        }
        if marked == object || context.isDryRun { return Deletion(left: marked, final: marked) }
        let stored = store(marked, place.served, place.name)
        return Deletion(left: stored, final: stored)
    }

    /// The namespaces that a cluster cannot be without. Source: admission plug-in NamespaceLifecycle.
    private func admitDeletion(_ place: Place) throws(APIStatus) {
        let immortal = ["default", "kube-system", "kube-public"]
        guard place.resource == .namespaces, immortal.contains(place.name.name) else { return }
        throw .forbidden(place.resource, place.name.name, "this namespace may not be deleted")
    }
}

extension ServedResource {
    /// Kinds whose deletion answers with the object rather than with a status. Source: `ReturnDeletedObject` of registries.
    fileprivate var returnsDeletedObject: Bool {
        type.group.isEmpty && ["serviceaccounts", "pods", "services", "namespaces"].contains(type.plural)
    }
}

extension Cluster {
    /// A definition that is deleted first takes its objects with it.
    private static func withCleanup(_ definition: JSONValue, at time: KubeTime) -> JSONValue {
        guard !definition.isBeingDeleted else { return definition }
        var marked = definition
        if !definition.finalizers.contains(cleanupFinalizer) {
            marked.metadata["finalizers"] = .array((definition.finalizers + [cleanupFinalizer]).map(JSONValue.string))
        }
        var status = definition["status"]?.object ?? JSONObject()
        let conditions = (status["conditions"]?.array ?? []).filter { $0["type"]?.string != "Terminating" }
        let terminating: JSONValue = [
            "type": "Terminating", "status": "True", "lastTransitionTime": .string(time.description),
            "reason": "InstanceDeletionPending",
            "message": "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
        ]
        status["conditions"] = .array(conditions + [terminating])
        marked["status"] = .object(status)
        return marked
    }
}
