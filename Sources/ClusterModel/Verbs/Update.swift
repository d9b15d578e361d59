import JSONTree
import KubeModel

/// PUT, and what PUT, PATCH and apply share.
extension Cluster {
    mutating func replace(_ place: Place, _ context: inout RequestContext) throws(APIStatus) -> APIResponse {
        try context.checkOptions(kind: "UpdateOptions")
        let format = try ResponseFormat(accept: context.request.accept)
        var object = try BodyReader(served: place.served).object(&context)
        try setNamespace(of: &object, to: place.served.type.isNamespaced ? place.name.namespace : nil)
        try checkName(of: object, place)
        guard let live = storage.object(place.resource, place.name) else {
            guard place.served.rules.allowsCreateOnUpdate, place.subresource == nil else { throw place.notFound }
            object = fieldManager(place.served, nil, context).update(live: nil, new: object)
            return try answer(insert(object, place.served, context), place.served, format, status: 201, context)
        }
        if let uid = object.metadata["uid"]?.string, uid != live.value.uid {
            throw .conflict(
                place.resource, place.name.name,
                "Precondition failed: UID in precondition: \(uid), UID in object meta: \(live.value.uid)")
        }
        try checkVersion(of: object, live, place, isUnconditionalAllowed: place.served.rules.allowsUnconditionalUpdate)
        let owned = fieldManager(place.served, place.subresource, context).update(live: live.value, new: object)
        let stored = try commit(owned, over: live, place, context)
        return try answer(stored, place.served, format, status: 200, context)
    }

    func checkName(of object: JSONValue, _ place: Place) throws(APIStatus) {
        let given = object.metadata["name"]?.string ?? ""
        guard given == place.name.name else {
            throw .badRequest(
                given.isEmpty
                    ? "name must be provided"
                    : "the name of the object (\(given)) does not match the name on the URL (\(place.name.name))")
        }
    }

    /// Optimistic locking: a version that is named must be the current one.
    func checkVersion(
        of object: JSONValue, _ live: StoredObject, _ place: Place, isUnconditionalAllowed: Bool
    ) throws(APIStatus) {
        let given = object.resourceVersion
        if given.isEmpty || given == "0" {
            guard !isUnconditionalAllowed else { return }
            // This message names the resource, not the kind.
            throw .invalid(
                kind: place.resource.plural, group: place.resource.group, place.name.name,
                [.invalid("metadata.resourceVersion", .integer(0), "must be specified for an update")])
        }
        guard Int64(given) != nil else {
            throw APIStatus(
                code: 500, reason: APIStatus.Reason(rawValue: ""),
                message: "strconv.ParseUint: parsing \(LabelSyntax.quoted(given)): invalid syntax")
        }
        guard given == live.value.resourceVersion else {
            throw .conflict(place.resource, place.name.name, APIStatus.modifiedMessage)
        }
    }

    /// Writes a changed object: what cannot be changed comes from the old one, what is wrong is refused, what changes
    /// nothing is not written, and what is deleted and has no finalizer left goes away.
    mutating func commit(
        _ candidate: JSONValue, over live: StoredObject, _ place: Place, _ context: RequestContext
    ) throws(APIStatus) -> JSONValue {
        let old = live.value
        var new = try shaped(candidate, over: old, place)
        if place.served.rules.hasGeneration, let generation = old.metadata["generation"]?.integer {
            let wishChanged = place.subresource == nil && new.wish(of: place.served) != old.wish(of: place.served)
            new.metadata["generation"] = .integer(wishChanged ? generation + 1 : generation)
        }
        try checkEscalation(of: new, replacing: old, place.served, context)
        try check(new, replacing: old, place.served)
        new.metadata["resourceVersion"] = old.metadata["resourceVersion"]
        if new.isBeingDeleted && isFinished(new, place.served) {
            if !context.isDryRun { discard(place.served, place.name) }
            return new
        }
        if new == old || context.isDryRun { return new }
        return store(new, place.served, place.name)
    }

    /// The object with everything that this request cannot change taken from the old one.
    private func shaped(_ candidate: JSONValue, over old: JSONValue, _ place: Place) throws(APIStatus) -> JSONValue {
        var new = candidate
        switch place.subresource {
        case nil:
            if place.served.hasStatus { new["status"] = old["status"] }
            place.served.rules.prepareForUpdate(&new, old)
        case "finalize"?:
            new = old
            new["spec"] = candidate["spec"]
            new.metadata["managedFields"] = candidate.metadata["managedFields"]
        case _?:
            new = old
            new["status"] = candidate["status"]
            new.metadata["managedFields"] = candidate.metadata["managedFields"]
        }
        for name in ["creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "selfLink"] {
            new.metadata[name] = old.metadata[name]
        }
        if (new.metadata["uid"]?.string ?? "").isEmpty { new.metadata["uid"] = old.metadata["uid"] }
        return new
    }

    /// Whether nothing holds a deleted object back any more.
    func isFinished(_ object: JSONValue, _ served: ServedResource) -> Bool {
        guard object.finalizers.isEmpty else { return false }
        return served.resource != .namespaces || (object["spec"]?["finalizers"]?.array ?? []).isEmpty
    }
}

extension JSONValue {
    /// The part of an object whose changes `metadata.generation` counts.
    ///
    /// Built-in kinds: the spec, of Deployments the annotations too. Custom resources: all but the metadata, and all but the status where that is apart.
    func wish(of served: ServedResource) -> JSONValue {
        if served.rules.generationCountsAnnotations {
            return [self["spec"] ?? .null, self["metadata"]?["annotations"] ?? .null]
        }
        guard served.isCustom else { return self["spec"] ?? .null }
        var copy = self
        copy["metadata"] = nil
        if served.hasStatus { copy["status"] = nil }
        return copy
    }
}
