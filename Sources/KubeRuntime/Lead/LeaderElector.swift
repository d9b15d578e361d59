import JSONTree
package import KubeClient
package import KubeModel
package import Logging
package import ReconcileCore
import ServiceLifecycle
import Synchronization

/// Runs work while this process holds a Lease: performs what a ``LeaseMachine`` decides.
package struct LeaderElector: Sendable {
    private let lease: ObjectKey
    private let client: KubeClient
    private let timing: LeaseTiming
    private let identity: String
    private let metrics: MetricsRegistry
    private let logger: Logger
    private let now: @Sendable () -> KubeTime
    private let seed: UInt64
    private let leadership: Leadership

    /// - Parameters:
    ///   - identity: unique to this process; people read it in the Lease.
    ///   - now: the wall clock, for people who read the Lease.
    package init(
        lease: ObjectKey, identity: String, client: KubeClient, timing: LeaseTiming = .standard,
        metrics: MetricsRegistry, logger: Logger, now: @escaping @Sendable () -> KubeTime, seed: UInt64,
        leadership: Leadership = Leadership()
    ) {
        self.leadership = leadership
        self.lease = lease
        self.identity = identity
        self.client = client
        self.timing = timing
        self.metrics = metrics
        self.logger = logger
        self.now = now
        self.seed = seed
    }

    /// Why leadership ended although nobody asked for it.
    package struct LostLeadership: Error, CustomStringConvertible {
        package let description: String
    }

    /// Waits for leadership, then runs the work; gives the Lease back when the work has ended.
    ///
    /// - Parameter work: is cancelled when leadership is lost; it must not write afterwards.
    /// - Throws: ``LostLeadership`` when leadership was lost; whatever `work` throws.
    package func run(_ work: @escaping @Sendable () async throws -> Void) async throws {
        let term = LeaseTerm(LeaseMachine(identity: identity, timing: timing, seed: seed), now: now)
        metrics.set(.isLeader, to: 0)
        leadership.begin(term)
        var failure: (any Error)?
        await withTaskGroup(of: Result<Void, any Error>.self) { group in
            group.addTask { await Result(catching: { try await elect(term) }) }
            await cancelWhenGracefulShutdown { await term.waitUntilLeading() }
            if term.isLeading {
                logger.info("leading", metadata: ["lease": "\(lease)", "identity": "\(identity)"])
                metrics.set(.isLeader, to: 1)
                group.addTask { await Result(catching: work) }
                if case .failure(let error)? = await group.next() { failure = error }
            }
            // Work that was cancelled is waited for: after the Lease is given back another process writes.
            group.cancelAll()
        }
        metrics.set(.isLeader, to: 0)
        await release(term)
        if let failure { throw failure }
    }

    private func elect(_ term: LeaseTerm) async throws {
        var actions = term.handle(.start)
        while !Task.isCancelled {
            if let problem = await perform(actions, term) { throw problem }
            if term.hasEnded { return }
            if let input = term.takeAnswer() {
                actions = term.handle(input)
            } else {
                try? await Task.sleep(until: term.alarm, clock: .continuous)
                if Task.isCancelled { return }
                actions = term.handle(.timer)
            }
        }
    }

    /// Hands the Lease back, so that the next leader need not wait for it to run out.
    private func release(_ term: LeaseTerm) async {
        // The caller's task may be cancelled already, and a cancelled task sends nothing.
        let task = Task.detached {
            var actions = term.handle(.stop)
            while !term.hasEnded {
                _ = await perform(actions, term)
                guard let input = term.takeAnswer() else { return }
                actions = term.handle(input)
            }
        }
        await task.value
        logger.info("leadership given back", metadata: ["lease": "\(lease)"])
    }

    private func perform(_ actions: [LeaseMachine.Action], _ term: LeaseTerm) async -> LostLeadership? {
        for action in actions {
            switch action {
            case .send(let request, let timeout): term.answer(await send(request, timeout: timeout))
            case .wait(let until): term.setAlarm(until)
            case .becameLeader: term.lead()
            case .lostLeadership(.stopped): break
            case .lostLeadership(.notRenewed):
                return LostLeadership(description: "\(lease) could not be renewed in time")
            case .lostLeadership(.takenOver(let holder)):
                return LostLeadership(description: "\(lease) was taken over by \(holder)")
            case .stopped: term.end()
            }
        }
        return nil
    }

    /// Sends a request and takes no answer for a failure once its time is up: renewing credentials, for example, may
    /// take longer, and the machine has to be asked meanwhile whether it still leads.
    private func send(_ request: LeaseMachine.Request, timeout: Duration) async -> LeaseMachine.Input {
        await withTaskGroup(of: LeaseMachine.Input.self) { group in
            group.addTask { await perform(request, timeout: timeout) }
            group.addTask {
                try? await Task.sleep(for: timeout)
                return .failed
            }
            defer { group.cancelAll() }
            return await group.next() ?? .failed
        }
    }

    private func perform(_ request: LeaseMachine.Request, timeout: Duration) async -> LeaseMachine.Input {
        var options = client.options
        options.requestTimeout = timeout
        options.retry = .never
        let client = KubeClient(transport: client.transport, options: options)
        do throws(KubeError) {
            switch request {
            case .read:
                let document = try await client.get(lease)
                return .found(LeaseRecord(spec: document.root["spec"]), resourceVersion: Self.version(document))
            case .create(let record):
                let object = record.object(namespace: lease.namespace ?? "", name: lease.name)
                return .written(resourceVersion: Self.version(try await client.create(object)))
            case .update(let record, let resourceVersion):
                let body = record.patch(resourceVersion: resourceVersion)
                return .written(resourceVersion: Self.version(try await client.patch(lease, .merge, body: body)))
            }
        } catch {
            switch (error.code, request) {
            case (.notFound, .read): return .absent
            case (.alreadyExists, _), (.conflict, _), (.notFound, _): return .refused
            default:
                logger.warning("the lease could not be read or written", metadata: ["error": "\(error)"])
                return .failed
            }
        }
    }

    private static func version(_ document: JSONDocument) -> String {
        document.root["metadata"]?["resourceVersion"]?.string ?? ""
    }
}

extension Result where Success == Void, Failure == any Error {
    fileprivate init(catching body: @Sendable () async throws -> Void) async {
        do {
            try await body()
            self = .success(())
        } catch {
            self = .failure(error)
        }
    }
}
