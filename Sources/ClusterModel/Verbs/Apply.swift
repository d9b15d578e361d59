import JSONTree
import KubeModel

/// PATCH with `application/apply-patch+yaml`: server-side apply. The shell has turned YAML into JSON.
extension Cluster {
    mutating func apply(
        _ place: Place, _ format: ResponseFormat, _ context: inout RequestContext
    ) throws(APIStatus) -> APIResponse {
        let served = place.served
        var configuration = try BodyReader(served: served).parsed(context.request.body)
        try checkConfiguration(&configuration, place, &context)
        let live = storage.object(place.resource, place.name)
        guard live != nil || place.subresource == nil else { throw place.notFound }
        let manager = fieldManager(served, place.subresource, context)
        let bare = configuration.withoutIdentity
        let merged = try manager.apply(
            bare, to: live?.value ?? identity(of: place), isNew: live == nil, isForced: context.isForced)
        // Only now the object is one of its kind: empty members were applied, but do not stay.
        let reader = BodyReader(served: served)
        let decoded = try reader.decoded(merged).object
        // What became null because its last member is no longer applied is invalid in a custom resource, as it is in the
        // real server; defaults do not mend it.
        let object = reader.defaulted(decoded).restoringNulls(of: decoded)
        guard let live else {
            if let uid = configuration["metadata"]?["uid"]?.string, !uid.isEmpty {
                throw .conflict(
                    place.resource, place.name.name,
                    "uid mismatch: the provided object specified uid \(uid), and no existing object was found")
            }
            return try answer(insert(object, served, context), served, format, status: 201, context)
        }
        try checkVersion(of: configuration, live, place, isUnconditionalAllowed: true)
        let stored = try commit(object, over: live, place, context)
        return try answer(stored, served, format, status: 200, context)
    }

    /// An object of which nothing is known but what its path says.
    private func identity(of place: Place) -> JSONValue {
        var metadata: JSONObject = ["name": .string(place.name.name)]
        if place.served.type.isNamespaced { metadata["namespace"] = .string(place.name.namespace) }
        return [
            "apiVersion": .string(place.served.type.apiVersion), "kind": .string(place.served.type.kind),
            "metadata": .object(metadata),
        ]
    }

    private func checkConfiguration(
        _ configuration: inout JSONValue, _ place: Place, _ context: inout RequestContext
    ) throws(APIStatus) {
        let type = place.served.type
        let (kind, apiVersion) = (configuration["kind"]?.string ?? "", configuration["apiVersion"]?.string ?? "")
        guard kind == type.kind, apiVersion == type.apiVersion else {
            let version = apiVersion.contains("/") ? apiVersion : "/\(apiVersion)"
            throw .badRequest("invalid object type: \(version), Kind=\(kind)")
        }
        if configuration["metadata"]?["managedFields"] != nil {
            throw .badRequest("metadata.managedFields must be nil")
        }
        let given = configuration["metadata"]?["name"]?.string
        guard given == nil || given == place.name.name else {
            throw .badRequest(
                "the name of the object (\(given ?? "")) does not match the name on the URL (\(place.name.name))")
        }
        let namespace = configuration["metadata"]?["namespace"]?.string ?? ""
        try setNamespace(of: &configuration, to: type.isNamespaced ? place.name.namespace : nil)
        configuration.metadata["name"] = .string(place.name.name)
        let reader = BodyReader(served: place.served)
        if let problem = reader.applyProblem(configuration) {
            let unreadable = "unable to convert unstructured object to \(apiVersion), Kind=\(kind): \(problem.message)"
            throw typedProblem(problem.applyMessage ?? unreadable, namespace, place, kind, apiVersion)
        }
        let problems = try reader.decoded(configuration).problems
        if let problem = problems.first(where: { $0.hasPrefix("unknown field ") }) {
            let field = problem.dropFirst("unknown field \"".count).dropLast()
            throw typedProblem(".\(field): field not declared in schema", namespace, place, kind, apiVersion)
        }
        if let problem = FieldShape.listProblem(in: configuration, served: place.served.shape) {
            throw typedProblem(problem, namespace, place, kind, apiVersion)
        }
    }

    /// A configuration that cannot be read by its schema.
    private func typedProblem(
        _ problem: String, _ namespace: String, _ place: Place, _ kind: String, _ apiVersion: String
    ) -> APIStatus {
        let version = apiVersion.contains("/") ? apiVersion : "/\(apiVersion)"
        return APIStatus(
            code: 500, reason: APIStatus.Reason(rawValue: ""),
            message: "failed to create typed patch object (\(namespace)/\(place.name.name); \(version), Kind=\(kind)): "
                + problem)
    }
}

extension JSONValue {
    /// The value with the nulls that another one has where this one has nothing.
    fileprivate func restoringNulls(of other: JSONValue) -> JSONValue {
        guard case .object(var object) = self, case .object(let others) = other else { return self }
        for member in others {
            if let present = object[member.name] {
                object[member.name] = present.restoringNulls(of: member.value)
            } else if member.value.isNull {
                object[member.name] = .null
            }
        }
        return .object(object)
    }

    /// The configuration without what the server keeps for itself; these fields are never owned.
    fileprivate var withoutIdentity: JSONValue {
        var copy = self
        copy.metadata["resourceVersion"] = nil
        copy.metadata["creationTimestamp"] = nil
        return copy
    }
}
