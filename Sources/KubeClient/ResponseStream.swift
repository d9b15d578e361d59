/// An answer whose body is still arriving; one task at a time may read it.
///
/// Dropping the last reference ends the transfer, as ``cancel()`` does.
package final class ResponseStream: Sendable {
    /// The HTTP status code.
    package let status: Int
    package let contentType: String
    /// Further headers that matter to a client, names in lower case.
    package let headers: [String: String]

    private let pull: @Sendable () async throws(KubeError) -> [UInt8]?
    private let stop: @Sendable () -> Void

    /// Builds a stream over closures, as transports in memory do.
    ///
    /// - Parameters:
    ///   - next: waits for the next piece of the body; nil when the body has ended as it should.
    ///   - cancel: ends the transfer; called at least once, possibly after the end, from any thread.
    package init(
        status: Int, contentType: String = "application/json", headers: [String: String] = [:],
        next: @escaping @Sendable () async throws(KubeError) -> [UInt8]?,
        cancel: @escaping @Sendable () -> Void = {}
    ) {
        self.status = status
        self.contentType = contentType
        self.headers = headers
        pull = next
        stop = cancel
    }

    deinit { stop() }

    package var isSuccess: Bool { (200..<300).contains(status) }

    /// Waits for the next piece of the body, of any size above zero.
    ///
    /// - Returns: nil when the server ended the body; a body that breaks off is an error instead.
    package func next() async throws(KubeError) -> [UInt8]? { try await pull() }

    /// Ends the transfer; a reader that waits gets ``KubeError/Code/cancelled``.
    package func cancel() { stop() }
}
