import HTTPTypes
import KubeModel

/// Keeps web pages out: whoever can reach the loopback address is an administrator, and a page in a browser can.
enum BrowserGuard {
    /// - Throws: 403 for a request that names another host, as a page does that had its own name resolved to the
    ///   loopback address, and for one that a page of another origin makes.
    static func check(_ head: HTTPRequest) throws(APIStatus) {
        let authority = head.authority ?? ""
        let name = authority.split(separator: ":").first ?? ""
        guard name == "127.0.0.1" || name == "localhost" else {
            throw refusal("requests to the host \"\(authority)\" are refused: use 127.0.0.1 or localhost")
        }
        guard head.headerFields[.origin] == nil else {
            throw refusal("requests from web pages are refused")
        }
    }

    private static func refusal(_ message: String) -> APIStatus {
        APIStatus(code: 403, reason: .forbidden, message: message)
    }
}
