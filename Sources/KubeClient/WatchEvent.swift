package import JSONTree

/// One line of a watch.
package enum WatchEvent: Sendable {
    case added(JSONDocument)
    case modified(JSONDocument)
    /// The last state of an object that is gone, or that a selector no longer selects.
    case deleted(JSONDocument)
    /// The version up to which this watch is complete, without an object.
    ///
    /// `isInitialEventsEnd` marks the end of the objects that existed when a streaming list began (KEP-3157).
    case bookmark(resourceVersion: String, isInitialEventsEnd: Bool)
    /// The server ends the watch: ``KubeError/Code/expired`` asks for a new list, anything else for a pause.
    case error(KubeError)
}
