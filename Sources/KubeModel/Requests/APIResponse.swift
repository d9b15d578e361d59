/// The answer of an API server as a value.
package struct APIResponse: Sendable, Equatable {
    /// The HTTP status code.
    package var status: Int
    package var contentType: String
    /// Further headers that matter to a client, names in lower case: `retry-after`, `warning`.
    package var headers: [String: String]
    package var body: [UInt8]

    package init(status: Int, contentType: String = "application/json", headers: [String: String] = [:], body: [UInt8])
    {
        self.status = status
        self.contentType = contentType
        self.headers = headers
        self.body = body
    }

    package var isSuccess: Bool { (200..<300).contains(status) }
}
