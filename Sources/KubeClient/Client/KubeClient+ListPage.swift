package import KubeModel

extension KubeClient {
    /// Reads one page of a list, for callers that decide themselves what comes after it.
    package func listPage(
        _ type: ResourceType, namespace: String? = nil, _ options: APIRequest.ListOptions
    ) async throws(KubeError) -> ListPage {
        let request = APIRequest.list(type, namespace: namespace, options)
        let document = try await document(request)
        guard let page = ListPage(document, isFirst: options.continueToken == nil) else {
            throw KubeError(.protocolViolation, "\(request.call): the answer is no list of objects")
        }
        return page
    }
}
