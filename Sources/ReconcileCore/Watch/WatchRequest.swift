/// What a ``WatchMachine`` asks a server for.
package enum WatchRequest: Sendable, Hashable {
    /// A page of a list of the most recent state (no resource version, which is a quorum read).
    ///
    /// - limit: nil for the whole list in one answer.
    /// - continueToken: of the page before; nil for the first page.
    case list(limit: Int?, continueToken: String?)
    /// A watch with bookmarks.
    ///
    /// - resourceVersion: the version after which events are wanted; nil together with `sendInitialEvents`.
    /// - sendInitialEvents: asks for a streaming list (KEP-3157): all objects, then a bookmark that says so.
    /// - timeoutSeconds: after which the server ends the watch.
    case watch(resourceVersion: String?, sendInitialEvents: Bool, timeoutSeconds: Int)
}

/// Why a list or a watch failed, as far as it matters for what comes next.
package enum WatchFailure: Error, Sendable, Hashable {
    /// 410: the resource version or the continue token is older than what the server remembers.
    case expired
    /// 504 with "Too large resource version": this server has not seen the version yet.
    case tooLargeResourceVersion(retryAfter: Duration?)
    /// 400 or 422: the server refuses a parameter, such as that of a streaming list.
    case invalid
    /// 404: the server does not know the resource, such as that of a CustomResourceDefinition that is not installed.
    case absent
    /// 429, or any answer with Retry-After.
    case throttled(retryAfter: Duration)
    /// Everything else: connection lost, 5xx, forbidden, an event that cannot be read or is too long.
    case other
}
