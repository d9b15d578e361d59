package import KubeModel

/// Carries requests to an API server and brings its answers back.
///
/// ``CurlTransport`` does it over the network; a transport in memory answers from a model of the server. A transport
/// returns whatever status the server answered: only what kept an answer from arriving is an error here.
package protocol Transport: Sendable {
    /// Sends a request and collects the whole answer.
    ///
    /// - Parameter timeout: the time from connecting to the last byte received. Credentials that must be renewed first
    ///   have a bound of their own, and a request that is sent once more with new ones has this time again.
    /// - Throws: what kept the answer from arriving; never a status code, except that credentials which could not be
    ///   obtained at all are reported as ``KubeError/Code/unauthorized``.
    func send(_ request: APIRequest, timeout: Duration) async throws(KubeError) -> APIResponse

    /// Sends a request and returns as soon as the headers of the answer are there; the body follows in pieces.
    ///
    /// - Parameter idleTimeout: how long the server may be silent, before the headers and between two pieces.
    func stream(_ request: APIRequest, idleTimeout: Duration) async throws(KubeError) -> ResponseStream
}
