import JSONTree
package import KubeClient
package import KubeModel
package import Logging
package import ReconcileCore

/// Performs plans: sends what an ``ApplyMachine`` asks for and hands it the answers.
package struct Applier: Sendable {
    private let client: KubeClient
    private let options: ApplyMachine.Options
    private let stores: [ResourceType: ObjectStore]
    private let remedy: @Sendable (KubeError, ObjectKey) -> String?
    private let metrics: MetricsRegistry
    private let logger: Logger
    private let now: @Sendable () -> KubeTime
    private let mayWrite: @Sendable () -> Bool

    /// - Parameters:
    ///   - mayWrite: asked before each write; false once another process may have taken over.
    ///   - stores: where objects of a type are found; what has no store is read from the server when needed.
    ///   - remedy: what a person can do about an error on an object, as a sentence to follow the error's own words.
    package init(
        client: KubeClient, ownership: Ownership, stores: [ObjectStore], metrics: MetricsRegistry, logger: Logger,
        now: @escaping @Sendable () -> KubeTime, mayWrite: @escaping @Sendable () -> Bool = { true },
        remedy: @escaping @Sendable (KubeError, ObjectKey) -> String? = { _, _ in nil }
    ) {
        self.client = client
        options = ApplyMachine.Options(fieldManager: client.options.fieldManager, ownership: ownership)
        self.stores = Dictionary(stores.map { ($0.type, $0) }, uniquingKeysWith: { first, _ in first })
        self.remedy = remedy
        self.metrics = metrics
        self.logger = logger
        self.now = now
        self.mayWrite = mayWrite
    }

    /// Makes the cluster as planned, as far as that succeeds.
    ///
    /// - Parameter agreed: what the plan before found to be as planned, and what this one does.
    package func perform(_ plan: Plan, agreed: inout AgreedObjects) async -> (outcome: Outcome, report: ApplyReport) {
        var machine = ApplyMachine(plan, options: options, agreed: agreed, live: { stores[$0.type]?.object($0) })
        let unseen = plan.desired.lazy.map(\.key).filter { stores[$0.type]?.object($0) == nil }
        let absences = AbsenceReader(client, keys: unseen)
        let outcome = await withTaskGroup(of: (ApplyMachine.StepID, ApplyMachine.Reply).self) { group in
            var actions = machine.start(at: now())
            while true {
                for action in actions {
                    switch action {
                    case .perform(let id, let operation): group.addTask { (id, await send(operation)) }
                    case .confirmAbsent(let id, let key): group.addTask { (id, await confirm(key, absences)) }
                    case .finish(let outcome): return outcome
                    }
                }
                // An unfinished machine always waits for an answer.
                guard let (id, reply) = await group.next() else {
                    return Outcome.retry(reason: "the plan came to no end", atLeast: .zero)
                }
                actions = machine.handle(reply, for: id, at: now())
            }
        }
        agreed = machine.agreed
        return (outcome, machine.report)
    }

    private func confirm(_ key: ObjectKey, _ absences: AbsenceReader) async -> ApplyMachine.Reply {
        await absences.isAbsent(key) ? .notFound("\(key) is not in the list of its namespace") : await read(key)
    }

    /// Secrets are read and answered as metadata only: whether one is there is no reason to hold what is in it.
    private func read(_ key: ObjectKey) async -> ApplyMachine.Reply {
        do throws(KubeError) {
            let document = key.type == .secret ? try await client.getMetadata(key) : try await client.get(key)
            guard let object = LiveObject(key.type, document: document) else {
                return .failed("the answer is no object with a name, UID and resource version")
            }
            return .found(object)
        } catch {
            return .init(error, remedy: remedy(error, key))
        }
    }

    private func send(_ operation: Operation) async -> ApplyMachine.Reply {
        guard mayWrite() else { return .failed("this process leads no longer") }
        let labels: MetricsRegistry.Labels = [("resource", operation.key.type.plural), ("operation", operation.verb)]
        do throws(KubeError) {
            var request = operation.request(fieldManager: options.fieldManager)
            if case .requestToken(_, _, _, let seconds, _) = operation {
                let issued = try await client.token(request, seconds: seconds)
                log(operation)
                return .token(issued)
            }
            if operation.key.type == .secret { request.accept = APIRequest.metadataOnly }
            let document = try await client.document(request)
            metrics.add(to: .writes, labels)
            if case .storeToken = operation { metrics.add(to: .tokensIssued) }
            log(operation)
            return take(document, of: operation)
        } catch {
            if error.code == .notFound, case .delete(let key, let preconditions) = operation {
                stores[key.type]?.applyDeleted(key, uid: preconditions.uid ?? "")
            } else if error.code != .cancelled {
                metrics.add(to: .writeFailures, labels + [("reason", error.code.description)])
            }
            return .init(error, remedy: remedy(error, operation.subject))
        }
    }

    private func log(_ operation: Operation) {
        logger.info("\(operation.verb)", metadata: ["object": "\(operation.key)", "why": "\(operation.why)"])
    }

    /// Shows readers at once what the server answered, so that the next plan does not repeat this one.
    private func take(_ document: JSONDocument, of operation: Operation) -> ApplyMachine.Reply {
        let type = operation.key.type
        let object = LiveObject(type, document: document)
        // A status is news for whoever plans this object, also where another plan wrote it: the watch tells them.
        if case .writeStatus = operation { return .done(resourceVersion: object?.resourceVersion) }
        guard case .delete(let key, let preconditions) = operation else {
            // Where it was the last finalizer that was taken off, the object is gone, and the watch tells those whom its
            // end concerns.
            if let object, !object.isBeingDeleted || !object.finalizers.isEmpty {
                stores[type]?.applyWritten(object)
            }
            return .done(resourceVersion: object?.resourceVersion)
        }
        // A Status means that the object is gone; the object itself, that a finalizer holds it.
        if let object, object.key == key, object.isBeingDeleted, !object.finalizers.isEmpty {
            stores[type]?.applyWritten(object)
            return .deletionPending
        }
        stores[type]?.applyDeleted(key, uid: preconditions.uid ?? "")
        return .done(resourceVersion: nil)
    }
}

extension ApplyMachine.Reply {
    fileprivate init(_ error: KubeError, remedy: String?) {
        let message = error.description + (remedy.map { ". \($0)" } ?? "")
        switch error.code {
        case .notFound: self = .notFound(message)
        case .conflict, .alreadyExists: self = .conflict(message)
        case .forbidden: self = .forbidden(message)
        // The object is another by the same name than the one that was observed.
        case .invalid where error.causes.contains { $0.field == "metadata.uid" }: self = .conflict(message)
        case .badRequest, .invalid: self = .invalid(message)
        case .throttled: self = .throttled(retryAfter: error.retryAfter ?? .seconds(1))
        default: self = .failed(message)
        }
    }
}
