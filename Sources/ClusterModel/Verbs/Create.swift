import JSONTree
import KubeModel
import KubeSchema

/// POST to a collection.
extension Cluster {
    mutating func create(
        _ target: RequestTarget, _ served: ServedResource, _ context: inout RequestContext
    ) throws(APIStatus) -> APIResponse {
        try context.checkOptions(kind: "CreateOptions")
        let format = try ResponseFormat(accept: context.request.accept)
        var object = try BodyReader(served: served).object(&context)
        if !object.resourceVersion.isEmpty {
            throw APIStatus(
                code: 500, reason: APIStatus.Reason(rawValue: ""),
                message: "resourceVersion should not be set on objects to be created")
        }
        try setNamespace(of: &object, to: target.namespace)
        generateName(of: &object, &context)
        object = fieldManager(served, nil, context).update(live: nil, new: object)
        let stored = try insert(object, served, context)
        return try answer(stored, served, format, status: 201, context)
    }

    /// Makes an object that does not exist yet: the common end of POST, of apply, and of the few PUTs that create.
    mutating func insert(
        _ object: JSONValue, _ served: ServedResource, _ context: RequestContext
    ) throws(APIStatus) -> JSONValue {
        var context = context
        var object = object
        var metadata = object.metadata
        for name in ["deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "generation", "resourceVersion"] {
            metadata[name] = nil
        }
        metadata["uid"] = .string(context.entropy.uid())
        metadata["creationTimestamp"] = .string(context.time.description)
        if served.rules.hasGeneration { metadata["generation"] = 1 }
        object["metadata"] = .object(metadata)
        if served.hasStatus && served.isCustom { object["status"] = nil }
        served.rules.prepareForCreate(&object)
        let name = object.objectName
        try admitCreation(object, served, name)
        try checkEscalation(of: object, replacing: nil, served, context)
        try check(object, replacing: nil, served)
        if let present = storage.object(served.resource, name) {
            var status = APIStatus.alreadyExists(served.resource, name.name)
            if present.value.isBeingDeleted { status.message = "object is being deleted: \(status.message)" }
            throw status
        }
        if context.isDryRun { return object }
        return store(object, served, name)
    }

    /// The body's namespace is that of the path; a different one is refused.
    func setNamespace(of object: inout JSONValue, to namespace: String?) throws(APIStatus) {
        guard let namespace else {
            // What a cluster-scoped object says of a namespace is passed over.
            if object.metadata["namespace"] != nil { object.metadata["namespace"] = nil }
            return
        }
        if let given = object.metadata["namespace"]?.string, given != namespace {
            throw .badRequest("the namespace of the provided object does not match the namespace sent on the request")
        }
        object.metadata["namespace"] = .string(namespace)
    }

    /// Source: `k8s.io/apiserver/pkg/storage/names`: 63 characters, the last five drawn.
    private func generateName(of object: inout JSONValue, _ context: inout RequestContext) {
        guard (object.metadata["name"]?.string ?? "").isEmpty,
            let prefix = object.metadata["generateName"]?.string, !prefix.isEmpty
        else { return }
        object.metadata["name"] = .string(String(prefix.prefix(58)) + context.entropy.nameSuffix())
    }

    func fieldManager(_ served: ServedResource, _ subresource: String?, _ context: RequestContext) -> FieldManager {
        // Scaling goes through another kind of object, and its entries have no time.
        let time = subresource == "scale" ? nil : context.time
        return FieldManager(
            manager: context.fieldManager, apiVersion: served.type.apiVersion, subresource: subresource,
            shape: served.shape, blank: served.blank, resetFields: served.resetFields(subresource: subresource),
            time: time)
    }

    /// Stores an object and lets the catalogue follow.
    @discardableResult
    mutating func store(_ object: JSONValue, _ served: ServedResource, _ name: ObjectName) -> JSONValue {
        let stored = storage.set(object, served.resource, name).value
        if served.resource == .definitions { refreshCatalogue() }
        return stored
    }

    /// Removes an object and lets the catalogue follow; gives its last state.
    @discardableResult
    mutating func discard(_ served: ServedResource, _ name: ObjectName) -> JSONValue? {
        let final = storage.remove(served.resource, name)?.value
        if served.resource == .definitions { refreshCatalogue() }
        return final
    }

    /// Everything that validation has to say about an object that is about to be stored.
    func check(_ object: JSONValue, replacing old: JSONValue?, _ served: ServedResource) throws(APIStatus) {
        var causes = MetadataRules.violations(
            of: object, isNamespaced: served.type.isNamespaced, names: served.rules.names
        ).map(\.cause)
        if let old { causes = UpdateRules.problems(object, old) + causes }
        switch served.format {
        case .builtIn: causes += finalizerProblems(object) + served.rules.problems(object)
        case .custom(let schema): causes += schema.violations(of: object).map(\.cause)
        }
        if let old { causes += served.rules.updateProblems(object, old) }
        guard causes.isEmpty else { throw .invalid(served.type, object.objectName.name, causes) }
    }

    /// Built-in kinds want finalizers with a domain. Source: `pkg/apis/core/validation`, `validateKubeFinalizerName`.
    private func finalizerProblems(_ object: JSONValue) -> [APIStatus.Cause] {
        let standard = ["kubernetes", "orphan", "foregroundDeletion"]
        return object.finalizers.enumerated().filter { !$1.contains("/") && !standard.contains($1) }.map {
            index, name in
            .invalid(
                "metadata.finalizers[\(index)]", .string(name),
                "name is neither a standard finalizer name nor is it fully qualified")
        }
    }

    /// No object comes into a namespace that is not there or is going away. Source: admission plug-in NamespaceLifecycle.
    private func admitCreation(_ object: JSONValue, _ served: ServedResource, _ name: ObjectName) throws(APIStatus) {
        guard served.type.isNamespaced else { return }
        guard let namespace = storage.object(.namespaces, ObjectName(namespace: "", name: name.namespace))?.value else {
            throw .notFound(.namespaces, name.namespace)
        }
        guard namespace.isBeingDeleted else { return }
        throw .forbidden(
            served.resource, name.name,
            "unable to create new content in namespace \(name.namespace) because it is being terminated",
            causes: [
                APIStatus.Cause(
                    reason: "NamespaceTerminating", message: "namespace \(name.namespace) is being terminated",
                    field: "metadata.namespace")
            ])
    }
}

extension ResourceName {
    static let namespaces = ResourceName(.namespace)
    static let serviceAccounts = ResourceName(.serviceAccount)
    static let secrets = ResourceName(.secret)
    static let definitions = ResourceName(.customResourceDefinition)
}
