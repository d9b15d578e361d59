import KubeClient
import KubeModel
import KubeRuntime
import Logging
import ReconcileCore
import Synchronization

/// Keeps a store current for objects that are read one by one, because watching them would need too wide a right.
///
/// An object is read again after an interval, and sooner while a caller says that it is not as it will be.
final class ReadLedger: Sendable {
    /// How fresh the knowledge of an object has to be.
    enum Freshness {
        /// It is read now.
        case now
        /// It is read again after the interval.
        case interval
        /// It is read if it never was; later changes are known from our own writes.
        case once
    }

    /// How many reads are under way at once.
    private static let parallelReads = 8

    private let client: KubeClient
    private let store: ObjectStore
    private let interval: Duration
    private let logger: Logger
    /// The store is changed under its lock, so that it holds what is remembered to have been read, and nothing else.
    private let memory = Mutex(Memory())

    private struct Memory {
        var reads: [ObjectKey: Read] = [:]
        /// When those were forgotten last that nobody asks for any more.
        var tidied = ContinuousClock.now
    }

    private struct Read {
        let time: ContinuousClock.Instant
        var asked: ContinuousClock.Instant
        /// Whether the object may be another by now, however short the time.
        var isStale = false
    }

    /// Everything that matters is asked for at least once an interval; what was not for so many is forgotten.
    private static let patience = 5

    /// How many objects are remembered to have been read.
    var count: Int { memory.withLock { $0.reads.count } }

    init(client: KubeClient, store: ObjectStore, interval: Duration, logger: Logger) {
        self.client = client
        self.store = store
        self.interval = interval
        self.logger = logger
    }

    /// Reads those of the objects that are due.
    ///
    /// - Parameter freshness: what an object, or its absence, asks for.
    /// - Throws: the first failure but "not found"; what could not be read must not be taken for absent.
    func refresh(_ keys: [ObjectKey], freshness: (ObjectKey, LiveObject?) -> Freshness) async throws(KubeError) {
        let now = ContinuousClock.now
        let due = memory.withLock { memory in
            let due = keys.filter { key in
                guard let last = memory.reads[key] else { return true }
                memory.reads[key]?.asked = now
                if last.isStale { return true }
                return switch freshness(key, store.object(key)) {
                case .now: true
                case .interval: last.time.duration(to: now) >= interval
                case .once: false
                }
            }
            forget(&memory, now)
            return due
        }
        var pending = due[...]
        while !pending.isEmpty {
            let batch = pending.prefix(Self.parallelReads)
            pending = pending.dropFirst(Self.parallelReads)
            try await read(Array(batch))
        }
    }

    /// Reads one object when it is due.
    ///
    /// - Returns: nil when it does not exist.
    func read(_ key: ObjectKey, freshness: (LiveObject?) -> Freshness) async throws(KubeError) -> LiveObject? {
        try await refresh([key]) { freshness($1) }
        return store.object(key)
    }

    /// Has objects read again when they are asked for next, since what was read is out of date.
    func distrust(_ keys: some Sequence<ObjectKey>) {
        memory.withLock { memory in
            for key in keys { memory.reads[key]?.isStale = true }
        }
    }

    private func forget(_ memory: inout Memory, _ now: ContinuousClock.Instant) {
        let limit = interval * Self.patience
        guard memory.tidied.duration(to: now) > limit else { return }
        memory.tidied = now
        for key in memory.reads.filter({ $0.value.asked.duration(to: now) > limit }).keys {
            memory.reads[key] = nil
            if let object = store.object(key) { store.applyDeleted(key, uid: object.uid) }
        }
    }

    private func read(_ keys: [ObjectKey]) async throws(KubeError) {
        let failures = await withTaskGroup(of: KubeError?.self) { group in
            for key in keys { group.addTask { await self.read(key) } }
            return await group.reduce(into: [KubeError]()) { failures, failure in
                if let failure { failures.append(failure) }
            }
        }
        if let first = failures.first { throw first }
    }

    private func read(_ key: ObjectKey) async -> KubeError? {
        do throws(KubeError) {
            let document = key.type == .secret ? try await client.getMetadata(key) : try await client.get(key)
            guard let object = LiveObject(key.type, document: document) else {
                return KubeError(.protocolViolation, "\(key): the answer has no name, UID or resource version")
            }
            remember(key) { _ = store.apply(.apply(object)) }
        } catch {
            guard error.code == .notFound else { return error }
            remember(key) {
                if let gone = store.object(key) { _ = store.apply(.delete(gone)) }
            }
        }
        return nil
    }

    private func remember(_ key: ObjectKey, _ change: () -> Void) {
        memory.withLock { memory in
            change()
            memory.reads[key] = Read(time: .now, asked: .now)
        }
    }
}
