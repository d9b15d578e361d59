package import KubeModel

/// What a cluster answers: once, or with a watch that goes on.
package enum ClusterReply: Sendable {
    case response(APIResponse)
    /// An open watch; its events come from ``Cluster/events(for:at:)``. The status is 200.
    case watch(WatchSubscription)
}

/// What a watch has to say at the moment.
package struct WatchBatch: Sendable, Equatable {
    /// One JSON text an event, without line ends.
    package var lines: [[UInt8]]
    /// True when nothing will follow: time is up, or an ERROR event was sent.
    package var hasEnded: Bool

    package init(lines: [[UInt8]] = [], hasEnded: Bool = false) {
        self.lines = lines
        self.hasEnded = hasEnded
    }
}

/// An open watch: what it wants to see and how far it has come. A value; whoever keeps it passes it back.
package struct WatchSubscription: Sendable {
    /// Which objects the watch sees.
    struct Filter: Sendable {
        var namespace: String?
        var labels = LabelSelector()
        var fields = FieldSelector()
    }

    let resource: ServedResource
    let filter: Filter
    let format: ResponseFormat
    /// What a table row carries of its object.
    let includeObject: TableObject
    let sendsBookmarks: Bool
    /// Whether the end of the initial objects is marked by a bookmark.
    let marksInitialEnd: Bool
    /// When the server ends the watch.
    let deadline: KubeTime

    /// Objects that are sent as ADDED before any event.
    var initialObjects: ArraySlice<StoredObject>
    var hasMarkedInitialEnd = false
    /// The revision up to which everything has been seen.
    var revision: Int64
    var lastBookmark: KubeTime
    var hasSentColumns = false
    var hasEnded = false

    /// What the watch sees, for people: `watch of secrets in argo`.
    package var summary: String {
        "watch of \(resource.resource.qualified)" + (filter.namespace.map { " in \($0)" } ?? "")
    }
}
