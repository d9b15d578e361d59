import JSONTree
import KubeModel

/// GET of a collection.
extension Cluster {
    func list(
        _ target: RequestTarget, _ served: ServedResource, _ context: RequestContext
    ) throws(APIStatus) -> APIResponse {
        let format = try ResponseFormat(accept: context.request.accept)
        let filter = try filter(target, served, context)
        let options = try ListRequest(context.request, current: storage.revision)
        let page = try page(served, filter, options)
        var metadata: JSONObject = ["resourceVersion": .string(String(page.revision))]
        if served.isCustom && format != .table { metadata["continue"] = "" }
        if let next = page.next { metadata["continue"] = .string(next.text) }
        if page.remaining > 0 && page.isCounted { metadata["remainingItemCount"] = .integer(Int64(page.remaining)) }
        return try Self.listResponse(page.objects, metadata, served, format, context)
    }

    /// Which objects of a kind a request means.
    func filter(
        _ target: RequestTarget, _ served: ServedResource, _ context: RequestContext
    ) throws(APIStatus) -> WatchSubscription.Filter {
        var filter = WatchSubscription.Filter(namespace: target.namespace)
        do throws(SelectorError) {
            filter.labels = try LabelSelector(parsing: context.request.queryValue("labelSelector") ?? "")
            filter.fields = try FieldSelector(parsing: context.request.queryValue("fieldSelector") ?? "")
        } catch {
            throw .badRequest(error.message)
        }
        let known = ["metadata.name", "metadata.namespace"] + served.selectableFields
        for requirement in filter.fields.requirements where !known.contains(requirement.field) {
            guard served.selectableFields.isEmpty && !served.isCustom else {
                throw .badRequest("field label not supported: \(requirement.field)")
            }
            throw .badRequest(
                "\(LabelSyntax.quoted(requirement.field)) is not a known field selector: only \"metadata.name\", "
                    + "\"metadata.namespace\"")
        }
        return filter
    }

    struct Page {
        var objects: [StoredObject] = []
        let revision: Int64
        var next: ListPosition?
        var remaining = 0
        /// With a selector the server does not count what it has not looked at.
        var isCounted = true
    }

    private func page(
        _ served: ServedResource, _ filter: WatchSubscription.Filter, _ options: ListRequest
    ) throws(APIStatus) -> Page {
        let revision = options.snapshot ?? storage.revision
        let objects = try objects(served, filter.namespace, at: revision, options)
        var page = Page(revision: revision)
        page.isCounted = filter.labels.requirements.isEmpty && filter.fields.requirements.isEmpty
        var last: ObjectName?
        for (index, entry) in objects.enumerated() where filter.sees(entry.object.value) {
            if let limit = options.limit, page.objects.count == limit {
                page.next = last.map { ListPosition(revision: revision, start: $0.path + "\0") }
                page.remaining = objects.count - index
                break
            }
            page.objects.append(entry.object)
            last = entry.name
        }
        return page
    }

    private func objects(
        _ served: ServedResource, _ namespace: String?, at revision: Int64, _ options: ListRequest
    ) throws(APIStatus) -> [(name: ObjectName, object: StoredObject)] {
        if revision == storage.revision {
            return storage.table(served.resource).entries(in: namespace, from: options.start)
        }
        guard let objects = storage.table(served.resource).entries(at: revision, in: namespace, from: options.start)
        else {
            guard options.start != nil else { throw .expired("The resourceVersion for the provided list is too old.") }
            throw .expired(
                "The provided continue parameter is too old to display a consistent list result. You can start a new list "
                    + "without the continue parameter, or use the continue token in this response to retrieve the remainder "
                    + "of the results. Continuing with the provided token results in an inconsistent list - objects that were "
                    + "created, modified, or deleted between the time the first chunk was returned and now may show up in the "
                    + "list.")
        }
        return objects
    }

    /// A list in the form that the request wants.
    static func listResponse(
        _ objects: [StoredObject], _ metadata: JSONObject, _ served: ServedResource, _ format: ResponseFormat,
        _ context: RequestContext
    ) throws(APIStatus) -> APIResponse {
        switch format {
        case .table:
            var table = ObjectTableView(served, at: context.time, includes: context.includeObject)
                .table(objects.map(\.value), resourceVersion: "")
            table["metadata"] = .object(metadata)
            return APIResponse(status: 200, body: table.bytes)
        case .metadata: throw ResponseFormat.mismatch("PartialObjectMetadata", isList: true, served)
        case .metadataList:
            let body: JSONValue = [
                "kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1", "metadata": .object(metadata),
                "items": .array(objects.map(\.value.partialMetadata)),
            ]
            return APIResponse(status: 200, body: body.bytes)
        case .object, .aggregatedDiscovery:
            let head: JSONValue = [
                "kind": .string(served.listKind), "apiVersion": .string(served.type.apiVersion),
                "metadata": .object(metadata),
            ]
            var body = head.bytes
            body.removeLast()
            body += Array(",\"items\":[".utf8)
            for (index, object) in objects.enumerated() {
                if index > 0 { body.append(UInt8(ascii: ",")) }
                if served.isCustom { body += object.bytes } else { object.appendContent(to: &body) }
            }
            body += Array("]}".utf8)
            return APIResponse(status: 200, body: body)
        }
    }
}

extension WatchSubscription.Filter {
    func sees(_ object: JSONValue) -> Bool {
        if let namespace, object["metadata"]?["namespace"]?.string != namespace { return false }
        return labels.matches(object.labels) && fields.matches(object)
    }
}
