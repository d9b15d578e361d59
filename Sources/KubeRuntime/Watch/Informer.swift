import JSONTree
package import KubeClient
package import KubeModel
package import Logging
package import ReconcileCore
import ServiceLifecycle
import Synchronization

/// Keeps an ``ObjectStore`` up to date: performs what a ``WatchMachine`` decides.
package final class Informer: Service {
    /// Called with what changed, after the store shows it.
    ///
    /// - Parameter isInitial: whether the changes come from a complete list rather than from events.
    package typealias Handler = @Sendable (_ changes: [ObjectTable.Change], _ isInitial: Bool) -> Void

    private let scope: WatchScope
    private let client: KubeClient
    private let store: ObjectStore
    private let metrics: MetricsRegistry
    private let logger: Logger
    private let seed: UInt64
    private let reduce: @Sendable (LiveObject) -> LiveObject
    private let handler: Handler
    private let lastProblem = Mutex<String?>(nil)

    /// - Parameter reduce: what of an object is kept; it must leave name, UID and resource version as they are.
    package init(
        _ scope: WatchScope, client: KubeClient, store: ObjectStore, metrics: MetricsRegistry, logger: Logger,
        seed: UInt64, reduce: @escaping @Sendable (LiveObject) -> LiveObject = { $0 }, handler: @escaping Handler
    ) {
        self.scope = scope
        self.client = client
        self.store = store
        self.metrics = metrics
        self.logger = logger
        self.seed = seed
        self.reduce = reduce
        self.handler = handler
    }

    package func run() async {
        var conversation = WatchConversation(
            machine: WatchMachine(WatchMachine.Options(absenceIsEmpty: scope.mayBeAbsent), seed: seed))
        var input: WatchMachine.Input? = .start
        while !Task.isCancelled {
            if let input { perform(conversation.handle(input), in: &conversation) }
            input = await nextInput(&conversation)
        }
        conversation.watch?.cancel()
    }

    private func perform(_ actions: [WatchMachine.Action], in conversation: inout WatchConversation) {
        for action in actions {
            switch action {
            case .send(let request): conversation.pending = request
            case .closeWatch:
                conversation.watch?.cancel()
                conversation.watch = nil
            case .store(let event): tell(event)
            case .wait(let until): conversation.alarm = until
            }
        }
    }

    private func tell(_ event: StoreEvent) {
        let hadSynced = store.hasSynced
        let changes = store.apply(event)
        let isInitial = if case .initDone = event { true } else { false }
        // A resource that is still absent is no news.
        if scope.mayBeAbsent, isInitial, hadSynced, changes.isEmpty { return }
        if isInitial { metrics.add(to: .relists, labels) }
        metrics.set(.storedObjects, to: Double(store.count), labels)
        if !changes.isEmpty || isInitial { handler(changes, isInitial) }
    }

    private var labels: MetricsRegistry.Labels { [("resource", scope.type.plural)] }

    // MARK: - What happens next

    private func nextInput(_ conversation: inout WatchConversation) async -> WatchMachine.Input? {
        if let event = conversation.received.popFirst() { return input(from: event) }
        if let request = conversation.pending {
            conversation.pending = nil
            return await send(request, &conversation)
        }
        if conversation.watch != nil { return await listen(&conversation) }
        try? await Task.sleep(until: conversation.instant(of: conversation.alarm), clock: .continuous)
        return .timer
    }

    private func send(_ request: WatchRequest, _ conversation: inout WatchConversation) async -> WatchMachine.Input? {
        switch request {
        case .list(let limit, let continueToken):
            do throws(KubeError) {
                let options = APIRequest.ListOptions(
                    labelSelector: scope.labelSelector, limit: limit, continueToken: continueToken)
                let page = try await client.listPage(
                    scope.type, namespace: scope.namespace, options, metadataOnly: scope.namesOnly)
                return .page(
                    page.items.compactMap(object), continueToken: page.continueToken,
                    resourceVersion: page.resourceVersion)
            } catch {
                return failure(error, "list").map { .listFailed($0) }
            }
        case .watch(let resourceVersion, let sendInitialEvents, let timeoutSeconds):
            do throws(KubeError) {
                conversation.watch = try await client.watch(
                    scope.type, namespace: scope.namespace, labelSelector: scope.labelSelector,
                    resourceVersion: resourceVersion, sendInitialEvents: sendInitialEvents,
                    timeoutSeconds: timeoutSeconds, idleTimeout: WatchConversation.longestSilence,
                    metadataOnly: scope.namesOnly)
                return nil
            } catch {
                return failure(error, "watch").map { .watchFailed($0) }
            }
        }
    }

    private func listen(_ conversation: inout WatchConversation) async -> WatchMachine.Input? {
        // A watch that the server keeps alive past its end is closed although it is not silent.
        if conversation.now >= conversation.alarm { return .timer }
        do throws(KubeError) {
            guard let events = try await conversation.watch?.next() else {
                conversation.watch = nil
                return .watchEnded
            }
            metrics.add(Double(events.count), to: .watchEvents, labels)
            lastProblem.withLock { $0 = nil }
            conversation.received = events[...]
            return nil
        } catch {
            conversation.watch = nil
            // Silence is what the machine's timer is about; it may also come a little early.
            if error.code == .timedOut && conversation.now >= conversation.alarm { return .timer }
            return failure(error, "watch").map { .watchFailed($0) }
        }
    }

    private func input(from event: WatchEvent) -> WatchMachine.Input? {
        switch event {
        case .added(let document), .modified(let document): object(document).map { .applied($0) }
        case .deleted(let document): object(document).map { .deleted($0) }
        case .bookmark(let version, let isEnd): .bookmark(resourceVersion: version, endsInitialEvents: isEnd)
        case .error(let error): failure(error, "watch").map { .watchFailed($0) }
        }
    }

    /// One object that cannot be read must not stop the others.
    private func object(_ document: JSONDocument) -> LiveObject? {
        let object = LiveObject(scope.type, document: scope.namesOnly ? Self.nameOnly(document) : document)
        if object == nil {
            logger.error(
                "an object without name, UID or resource version was skipped",
                metadata: ["resource": "\(scope.type.qualifiedPlural)"])
        }
        return object.map(reduce)
    }

    /// An object without what may be large: its annotations may hold a copy of the whole.
    private static func nameOnly(_ document: JSONDocument) -> JSONDocument {
        var metadata: JSONObject = [:]
        for name in ["name", "namespace", "uid", "resourceVersion", "deletionTimestamp", "labels"] {
            metadata[name] = document.root["metadata"]?[name]?.value
        }
        return JSONDocument(["metadata": .object(metadata)])
    }

    private func failure(_ error: KubeError, _ verb: String) -> WatchFailure? {
        guard error.code != .cancelled else { return nil }
        if scope.mayBeAbsent, error.code == .notFound {
            logger.debug("not installed", metadata: ["resource": "\(scope.type.qualifiedPlural)"])
            return WatchFailure(error)
        }
        metrics.add(to: .watchFailures, labels)
        if error.code != .expired {
            lastProblem.withLock { $0 = error.message }
            logger.warning(
                "\(verb) failed", metadata: ["resource": "\(scope.type.qualifiedPlural)", "error": "\(error)"])
        }
        return WatchFailure(error)
    }

    /// What keeps the store from having been complete once, for readiness; nil when nothing does.
    package var problem: String? {
        if store.hasSynced { return nil }
        return "\(scope.type.qualifiedPlural) are not listed yet"
            + (lastProblem.withLock { $0 }.map { ": \($0)" } ?? "")
    }
}
