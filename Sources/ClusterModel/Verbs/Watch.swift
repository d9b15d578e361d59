import JSONTree
package import KubeModel

/// GET of a collection with `watch=true`.
extension Cluster {
    /// Source: Kubernetes API concepts, "Semantics for watch"; KEP-3157 for streaming lists.
    func watch(
        _ target: RequestTarget, _ served: ServedResource, _ context: RequestContext
    ) throws(APIStatus) -> ClusterReply {
        let format = try ResponseFormat(accept: context.request.accept)
        let filter = try filter(target, served, context)
        let request = context.request
        let asksForInitialEvents = request.queryValue("sendInitialEvents") == "true"
        let version = request.queryValue("resourceVersion") ?? ""
        try checkWatch(request, version)
        guard let wanted = version.isEmpty ? 0 : Int64(version), wanted >= 0 else {
            throw APIStatus(
                code: 500, reason: APIStatus.Reason(rawValue: ""),
                message: "resourceVersion: Invalid value: \(LabelSyntax.quoted(version)): strconv.ParseUint: parsing "
                    + "\(LabelSyntax.quoted(version)): invalid syntax")
        }
        let sendsState = asksForInitialEvents || (wanted == 0 && request.queryValue("sendInitialEvents") != "false")
        if sendsState && wanted > storage.revision {
            throw .tooLargeResourceVersion(wanted, current: storage.revision)
        }
        let state = sendsState ? storage.objects(served.resource, in: filter.namespace) : []
        let seconds = request.queryValue("timeoutSeconds").flatMap { Int64($0) } ?? 0
        return .watch(
            WatchSubscription(
                resource: served, filter: filter, format: format, includeObject: context.includeObject,
                sendsBookmarks: request.queryValue("allowWatchBookmarks") == "true",
                marksInitialEnd: asksForInitialEvents && request.queryValue("allowWatchBookmarks") == "true",
                deadline: context.time.adding(seconds: seconds > 0 ? seconds : 1800),
                initialObjects: state.filter { filter.sees($0.value) }[...],
                revision: sendsState || wanted == 0 ? storage.revision : wanted, lastBookmark: context.time))
    }

    private func checkWatch(_ request: APIRequest, _ version: String) throws(APIStatus) {
        let match = request.queryValue("resourceVersionMatch") ?? ""
        var causes: [APIStatus.Cause] = []
        if request.queryValue("sendInitialEvents") != nil {
            if match != "NotOlderThan" {
                causes.append(
                    .forbidden(
                        "resourceVersionMatch",
                        "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"))
            }
        } else if !match.isEmpty {
            causes.append(
                .forbidden(
                    "resourceVersionMatch",
                    "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"))
        }
        if !(request.queryValue("continue") ?? "").isEmpty {
            causes.append(.forbidden("continue", "continue is forbidden for watch"))
        }
        guard causes.isEmpty else { throw .invalid(kind: "ListOptions", group: "meta.k8s.io", "", causes) }
    }

    /// What a watch has to see since it was last asked; empty when there is nothing new.
    ///
    /// - Parameter subscription: the watch; it moves on.
    package mutating func events(for subscription: inout WatchSubscription, at time: KubeTime) -> WatchBatch {
        // A form that only lists have ends a watch at its first event; the server says nothing more about it.
        guard !subscription.hasEnded, subscription.format != .metadataList else { return WatchBatch(hasEnded: true) }
        var lines: [[UInt8]] = []
        appendInitialObjects(&subscription, &lines, at: time)
        guard subscription.initialObjects.isEmpty else { return WatchBatch(lines: lines) }
        if let problem = appendEvents(&subscription, &lines, at: time) {
            lines.append(WatchLine.error(problem))
            subscription.hasEnded = true
        } else {
            appendBookmark(&subscription, &lines, at: time)
            let isServed = catalogue.resource(subscription.resource.resource) != nil
            subscription.hasEnded = time >= subscription.deadline || !isServed
        }
        return WatchBatch(lines: lines, hasEnded: subscription.hasEnded)
    }

    private func appendInitialObjects(
        _ subscription: inout WatchSubscription, _ lines: inout [[UInt8]], at time: KubeTime
    ) {
        // A bound on what one call returns; the next call goes on.
        let block = subscription.initialObjects.prefix(500)
        for object in block { lines.append(WatchLine.event("ADDED", object, &subscription, at: time)) }
        subscription.initialObjects.removeFirst(block.count)
        guard subscription.initialObjects.isEmpty, subscription.marksInitialEnd, !subscription.hasMarkedInitialEnd
        else { return }
        subscription.hasMarkedInitialEnd = true
        subscription.lastBookmark = time
        lines.append(WatchLine.bookmark(subscription, isInitialEnd: true))
    }

    /// - Returns: why the watch cannot go on; nil when it can.
    private func appendEvents(
        _ subscription: inout WatchSubscription, _ lines: inout [[UInt8]], at time: KubeTime
    ) -> APIStatus? {
        let history = storage.table(subscription.resource.resource).history
        guard let events = history.events(after: subscription.revision) else {
            return .tooOldResourceVersion(subscription.revision, oldest: history.oldestStart)
        }
        for event in events {
            subscription.revision = event.revision
            let isSeen = subscription.filter.sees(event.object.value)
            let wasSeen = event.previous.map { subscription.filter.sees($0.value) } ?? false
            switch (event.kind, wasSeen, isSeen) {
            case (.deleted, true, _): lines.append(WatchLine.event("DELETED", event.object, &subscription, at: time))
            case (.added, _, true), (.modified, false, true):
                lines.append(WatchLine.event("ADDED", event.object, &subscription, at: time))
            case (.modified, true, true):
                lines.append(WatchLine.event("MODIFIED", event.object, &subscription, at: time))
            case (.modified, true, false):
                // It left the selection: the watch sees its last selected state, at the revision at which it left.
                let last = StoredObject(event.previous?.value ?? event.object.value, revision: event.revision)
                lines.append(WatchLine.event("DELETED", last, &subscription, at: time))
            case (.deleted, false, _), (.added, _, false), (.modified, false, false): break
            }
        }
        return nil
    }

    private func appendBookmark(_ subscription: inout WatchSubscription, _ lines: inout [[UInt8]], at time: KubeTime) {
        guard subscription.sendsBookmarks else { return }
        let age = time.seconds - subscription.lastBookmark.seconds
        let isClosing = time >= subscription.deadline && age > 0
        guard age >= configuration.bookmarkInterval || isClosing else { return }
        // Nothing up to the latest revision concerns this watch any more.
        subscription.revision = max(subscription.revision, storage.revision)
        subscription.lastBookmark = time
        lines.append(WatchLine.bookmark(subscription, isInitialEnd: false))
    }
}

/// The lines of a watch.
enum WatchLine {
    static func event(
        _ type: String, _ object: StoredObject, _ subscription: inout WatchSubscription, at time: KubeTime
    ) -> [UInt8] {
        let bytes: [UInt8]
        switch subscription.format {
        case .object, .metadataList, .aggregatedDiscovery: bytes = object.bytes
        case .metadata: bytes = object.value.partialMetadata.bytes
        case .table:
            let view = ObjectTableView(subscription.resource, at: time, includes: subscription.includeObject)
            var table = view.table([object.value], resourceVersion: object.value.resourceVersion)
            if subscription.hasSentColumns { table["columnDefinitions"] = .null }
            subscription.hasSentColumns = true
            bytes = table.bytes
        }
        return line(type, bytes)
    }

    static func bookmark(_ subscription: WatchSubscription, isInitialEnd: Bool) -> [UInt8] {
        var metadata: JSONObject = ["resourceVersion": .string(String(subscription.revision))]
        if isInitialEnd { metadata["annotations"] = ["k8s.io/initial-events-end": "true"] }
        let type = subscription.resource.type
        var object: JSONValue = [
            "kind": .string(type.kind), "apiVersion": .string(type.apiVersion), "metadata": .object(metadata),
        ]
        switch subscription.format {
        case .metadata: object = object.partialMetadata
        case .table:
            object["kind"] = "Table"
            object["apiVersion"] = "meta.k8s.io/v1"
            object["columnDefinitions"] = .null
            object["rows"] = []
        case .object, .metadataList, .aggregatedDiscovery: break
        }
        return line("BOOKMARK", object.bytes)
    }

    static func error(_ status: APIStatus) -> [UInt8] { line("ERROR", status.value.bytes) }

    private static func line(_ type: String, _ object: [UInt8]) -> [UInt8] {
        Array("{\"type\":\"\(type)\",\"object\":".utf8) + object + Array("}".utf8)
    }
}
