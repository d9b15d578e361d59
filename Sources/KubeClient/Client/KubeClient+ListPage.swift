package import KubeModel

extension KubeClient {
    /// Reads one page of a list, for callers that decide themselves what comes after it.
    ///
    /// - Parameter metadataOnly: asks for the objects' metadata alone.
    package func listPage(
        _ type: ResourceType, namespace: String? = nil, _ options: APIRequest.ListOptions, metadataOnly: Bool = false
    ) async throws(KubeError) -> ListPage {
        var request = APIRequest.list(type, namespace: namespace, options)
        if metadataOnly { request.accept = APIRequest.metadataListOnly }
        let document = try await document(request)
        guard let page = ListPage(document, isFirst: options.continueToken == nil) else {
            throw KubeError(.protocolViolation, "\(request.call): the answer is no list of objects")
        }
        return page
    }
}
