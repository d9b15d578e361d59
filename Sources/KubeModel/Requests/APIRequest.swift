/// A request to an API server as a value; nothing here performs it.
///
/// It has the shape of HTTP, since that is what both sides speak: `KubeClient` sends it, `ClusterModel` answers it.
package struct APIRequest: Sendable, Equatable {
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// One `name=value` of the query, not percent-encoded.
    package struct QueryItem: Sendable, Equatable {
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package var method: Method
    /// The segments of the path, not percent-encoded: `["api", "v1", "namespaces", "argo", "secrets"]`.
    package var path: [String]
    package var query: [QueryItem]
    /// The media type of `body`, such as `application/apply-patch+yaml`; nil without a body.
    package var contentType: String?
    /// The media types that are wanted back; nil for JSON.
    package var accept: String?
    package var body: [UInt8]

    package init(
        _ method: Method, path: [String], query: [QueryItem] = [], contentType: String? = nil, accept: String? = nil,
        body: [UInt8] = []
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.contentType = contentType
        self.accept = accept
        self.body = body
    }

    /// The first value of a query parameter.
    package func queryValue(_ name: String) -> String? { query.first { $0.name == name }?.value }
}
