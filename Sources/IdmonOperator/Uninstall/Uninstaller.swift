import AccessModel
import JSONTree
package import KubeClient
package import KubeModel
import KubeRuntime
package import Logging
package import ReconcileCore
import ServiceLifecycle

/// Takes away everything that Idmon made: deletes the resources, and does the operator's work until nothing is left.
///
/// The order is the operator's own: what gives access goes first, finalizers go last. Works beside an operator that runs,
/// from which it takes the Lease, and without one.
package struct Uninstaller: Sendable {
    /// Why it came to no end.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private let client: KubeClient
    private let lease: ObjectKey
    private let identity: String
    private let timing: LeaseTiming
    private let patience: Duration
    private let logger: Logger
    private let now: @Sendable () -> KubeTime

    /// - Parameters:
    ///   - leaseNamespace: where the operator's Lease is.
    ///   - identity: names this process in the Lease and in Events; unique to it.
    ///   - patience: how long it may take until nothing is left.
    package init(
        client: KubeClient, leaseNamespace: String, identity: String, timing: LeaseTiming = .standard,
        patience: Duration, logger: Logger, now: @escaping @Sendable () -> KubeTime = { SystemClock.now() }
    ) {
        self.client = client
        lease = ObjectKey(.lease, namespace: leaseNamespace, name: IdmonOperator.leaseName)
        self.identity = identity
        self.timing = timing
        self.patience = patience
        self.logger = logger
        self.now = now
    }

    /// Takes it all away.
    ///
    /// - Parameter tell: is told of the progress, a sentence at a time.
    /// - Returns: what is left; empty on success.
    /// - Throws: ``Failure``, `KubeError`, and what an operator may fail with.
    package func run(_ extent: UninstallExtent, tell: @escaping @Sendable (String) -> Void) async throws
        -> UninstallSurvey
    {
        let survey = try await UninstallSurvey(of: extent, client)
        guard !survey.isEmpty else { return survey }
        guard survey.hasDefinitions else {
            throw Failure(
                description: "the cluster does not know Idmon's kinds, so what is left cannot be taken away in order: "
                    + "apply them with `idmon crds | kubectl apply --server-side -f -` and run this again")
        }
        let electsLeader = try await takeLease(tell)
        let service = IdmonOperator(
            configuration: configuration(extent, electsLeader: electsLeader), client: client,
            metrics: MetricsRegistry(), logger: logger, now: now)
        let group = ServiceGroup(services: [service], gracefulShutdownSignals: [], logger: logger)
        return try await withThrowingTaskGroup(of: UninstallSurvey?.self) { tasks in
            tasks.addTask {
                try await group.run()
                return nil
            }
            tasks.addTask {
                let left: Result<UninstallSurvey, any Error>
                do { left = .success(try await removeAll(survey.resources, extent, tell)) } catch {
                    left = .failure(error)
                }
                await group.triggerGracefulShutdown()
                return try left.get()
            }
            var left = survey
            while let result = try await tasks.next() { if let result { left = result } }
            return left
        }
    }

    /// Removes the CustomResourceDefinitions; only once no resource is left, since it would be deleted with them.
    package func removeDefinitions() async throws(KubeError) {
        for kind in ResourceType.idmonKinds {
            do throws(KubeError) {
                _ = try await client.delete(
                    ObjectKey(.customResourceDefinition, namespace: nil, name: kind.qualifiedPlural))
            } catch {
                guard error.code == .notFound else { throw error }
            }
        }
    }

    private func configuration(_ extent: UninstallExtent, electsLeader: Bool) -> OperatorConfiguration {
        var configuration = OperatorConfiguration(
            electsLeader: electsLeader, leaseNamespace: lease.namespace ?? "", identity: identity,
            verificationInterval: .seconds(2))
        configuration.confirmsRemovals = true
        configuration.leaseTiming = timing
        if case .installation(let name) = extent { configuration.only = [name] }
        return configuration
    }

    private func removeAll(
        _ resources: [ObjectKey], _ extent: UninstallExtent, _ tell: @Sendable (String) -> Void
    ) async throws -> UninstallSurvey {
        for key in resources { try await remove(key) }
        let deadline = ContinuousClock.now + patience
        var told = ""
        while true {
            let left = try await UninstallSurvey(of: extent, client)
            let text = "\(left.resources.count) resources and \(left.generated.count) generated objects are left"
            if text != told { tell(text) }
            told = text
            if left.isEmpty || ContinuousClock.now >= deadline { return left }
            // What came since, such as from Git, goes as well.
            for key in left.resources where !resources.contains(key) { try await remove(key) }
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    private func remove(_ key: ObjectKey) async throws(KubeError) {
        do throws(KubeError) {
            _ = try await client.delete(key)
        } catch {
            guard error.code == .notFound else { throw error }
        }
    }

    // MARK: - The Lease

    /// Makes this process the holder of the operator's Lease, so that no operator writes beside it.
    ///
    /// - Returns: false when there is no namespace for a Lease, and so no operator that uses it.
    private func takeLease(_ tell: @Sendable (String) -> Void) async throws -> Bool {
        for _ in 0..<5 {
            do throws(KubeError) {
                guard let holder = try await takeLeaseOnce() else { return true }
                tell(
                    "took the Lease \(lease.namespace ?? "")/\(lease.name) over from \(holder); waiting "
                        + "\(timing.renewDeadline.components.seconds) s until it has stopped")
                try? await Task.sleep(for: timing.renewDeadline)
                return true
            } catch {
                switch error.code {
                case .conflict: continue
                case .notFound: return try await hasNamespace()
                default: throw error
                }
            }
        }
        throw Failure(description: "\(lease) changes all the time: stop the operator and run this again")
    }

    /// - Returns: who held it; nil when nobody did.
    private func takeLeaseOnce() async throws(KubeError) -> String? {
        let document = try await client.get(lease)
        var record = LeaseRecord(spec: document.root["spec"])
        let holder = record.holderIdentity
        guard !holder.isEmpty, holder != identity else { return nil }
        record.holderIdentity = identity
        record.leaseDurationSeconds = Int(timing.lease.components.seconds)
        record.acquireTime = now()
        record.renewTime = record.acquireTime
        record.leaseTransitions += 1
        let version = document.root["metadata"]?["resourceVersion"]?.string ?? ""
        _ = try await client.patch(lease, .merge, body: record.patch(resourceVersion: version))
        return holder
    }

    private func hasNamespace() async throws(KubeError) -> Bool {
        do throws(KubeError) {
            _ = try await client.get(ObjectKey(.namespace, namespace: nil, name: lease.namespace ?? ""))
            return true
        } catch {
            guard error.code == .notFound else { throw error }
            return false
        }
    }
}
