package import JSONTree
package import KubeModel

extension KubeClient {
    /// Reads one object.
    package func get(_ key: ObjectKey) async throws(KubeError) -> JSONDocument { try await document(.get(key)) }

    /// Reads the metadata of one object, as a `PartialObjectMetadata`: a Secret's data stays on the server.
    package func getMetadata(_ key: ObjectKey) async throws(KubeError) -> JSONDocument {
        try await document(.get(key, metadataOnly: true))
    }

    /// Reads all objects of a type, page by page.
    ///
    /// - Parameters:
    ///   - namespace: nil for all namespaces.
    ///   - options: `limit` is the size of a page; nil takes the client's own.
    ///   - metadataOnly: asks for the objects' metadata alone.
    package func list(
        _ type: ResourceType, namespace: String? = nil, _ options: APIRequest.ListOptions = .init(),
        metadataOnly: Bool = false
    ) async throws(KubeError) -> ObjectList {
        var items: [JSONDocument] = []
        let version = try await listPages(type, namespace: namespace, options, metadataOnly: metadataOnly) { page in
            if page.isFirst { items = [] }
            items += page.items
        }
        return ObjectList(items: items, resourceVersion: version)
    }

    /// Reads all objects of a type and hands over each page as it comes.
    ///
    /// A continue token that the server forgot while the list was read begins the list anew, once; `receive` then gets
    /// another page with ``ListPage/isFirst``.
    ///
    /// - Returns: the version of the whole list.
    package func listPages(
        _ type: ResourceType, namespace: String? = nil, _ options: APIRequest.ListOptions = .init(),
        metadataOnly: Bool = false, receive: (ListPage) throws(KubeError) -> Void
    ) async throws(KubeError) -> String {
        var next = options
        next.limit = options.limit ?? self.options.pageSize
        var restarts = 0
        while true {
            var request = APIRequest.list(type, namespace: namespace, next)
            if metadataOnly { request.accept = APIRequest.metadataListOnly }
            let isFirst = next.continueToken == nil
            do throws(KubeError) {
                let document = try await document(request)
                guard let page = ListPage(document, isFirst: isFirst) else {
                    throw KubeError(.protocolViolation, "\(request.call): the answer is no list of objects")
                }
                try receive(page)
                guard let token = page.continueToken else { return page.resourceVersion }
                // The token says at which version the list goes on; the server refuses both at once.
                next.continueToken = token
                next.resourceVersion = nil
                next.resourceVersionMatch = nil
            } catch  where error.code == .expired && !isFirst && restarts == 0 {
                restarts += 1
                next = options
                next.limit = options.limit ?? self.options.pageSize
            }
        }
    }

    /// Watches a type of objects.
    ///
    /// - Parameters:
    ///   - resourceVersion: the version after which events are wanted; nil begins with the objects that exist.
    ///   - sendInitialEvents: asks for a streaming list, whose end a bookmark marks (KEP-3157); older servers answer with
    ///     ``KubeError/Code/invalid``.
    ///   - timeoutSeconds: after how many seconds the server ends the watch; spread it, so that watches do not end together.
    ///   - idleTimeout: how long the server may be silent; nil for `timeoutSeconds` and 10 s of grace.
    package func watch(
        _ type: ResourceType, namespace: String? = nil, labelSelector: String? = nil, fieldSelector: String? = nil,
        resourceVersion: String?, sendInitialEvents: Bool = false, timeoutSeconds: Int, idleTimeout: Duration? = nil,
        metadataOnly: Bool = false
    ) async throws(KubeError) -> WatchStream {
        var request = APIRequest.watch(
            type, namespace: namespace, labelSelector: labelSelector, fieldSelector: fieldSelector,
            resourceVersion: resourceVersion, sendInitialEvents: sendInitialEvents, timeoutSeconds: timeoutSeconds)
        if metadataOnly { request.accept = APIRequest.metadataOnly }
        let stream = try await open(request, idleTimeout: idleTimeout ?? .seconds(timeoutSeconds + 10))
        return WatchStream(stream, call: "watch of \(type.qualifiedPlural)")
    }
}

extension APIRequest {
    /// Asks for the metadata of a list's objects alone.
    package static let metadataListOnly = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
}
