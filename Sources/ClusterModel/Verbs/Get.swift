import JSONTree
import KubeModel

/// GET of one object, and the forms in which one object is sent.
extension Cluster {
    func get(_ place: Place, _ context: RequestContext) throws(APIStatus) -> APIResponse {
        let format = try ResponseFormat(accept: context.request.accept)
        guard let stored = storage.object(place.resource, place.name) else { throw place.notFound }
        if format == .object { return APIResponse(status: 200, body: stored.bytes) }
        return try answer(stored.value, place.served, format, status: 200, context)
    }

    /// An object in the form that the request wants.
    func answer(
        _ object: JSONValue, _ served: ServedResource, _ format: ResponseFormat, status: Int, _ context: RequestContext
    ) throws(APIStatus) -> APIResponse {
        let body: JSONValue
        switch format {
        case .object, .aggregatedDiscovery: body = object
        case .metadata: body = object.partialMetadata
        case .metadataList:
            throw ResponseFormat.mismatch("PartialObjectMetadataList", isList: false, served)
        case .table:
            body = ObjectTableView(served, at: context.time, includes: context.includeObject)
                .table([object], resourceVersion: object.resourceVersion)
        }
        return APIResponse(status: status, body: body.bytes)
    }
}

extension JSONValue {
    /// The object as `PartialObjectMetadata`.
    var partialMetadata: JSONValue {
        ["kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": self["metadata"] ?? [:]]
    }
}
