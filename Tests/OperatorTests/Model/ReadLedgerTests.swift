import Glibc
import JSONTree
import KubeClient
import KubeModel
import KubeRuntime
import KubeTesting
import Logging
import Testing

@testable import IdmonOperator

@Suite("What was read one by one")
struct ReadLedgerTests {
    @Test("an object that nobody asks for any more is forgotten, with what was read of it")
    func forgets() async throws {
        let (ledger, store, keys) = try await Self.ledger(50, interval: .milliseconds(1))
        try await ledger.refresh(keys) { _, _ in .interval }
        #expect(ledger.count == 50)
        #expect(store.count == 50)
        let kept = Array(keys.prefix(2))
        try await eventually("the end of what is not asked for") {
            try await ledger.refresh(kept) { _, _ in .once }
            return ledger.count == 2 && store.count == 2 ? nil : "\(ledger.count) and \(store.count)"
        }
        #expect(store.object(kept[0]) != nil)
        // What was forgotten is read when it is asked for again.
        #expect(try await ledger.read(keys[9]) { _ in .once } != nil)
    }

    @Test("what was distrusted is forgotten like everything else that nobody asks for any more")
    func forgetsDistrusted() async throws {
        let (ledger, store, keys) = try await Self.ledger(2, interval: .milliseconds(1))
        try await ledger.refresh(keys) { _, _ in .interval }
        ledger.distrust(keys.prefix(1))
        try await eventually("the end of what is not asked for") {
            try await ledger.refresh([]) { _, _ in .once }
            return ledger.count == 0 && store.count == 0 ? nil : "\(ledger.count) and \(store.count)"
        }
    }

    @Test("an object that one caller forgets while another reads it is either known and there, or neither")
    func forgetsAtOnce() async throws {
        // At once forgotten by whoever does not ask for it; and each change of the store takes a while.
        let (ledger, store, keys) = try await Self.ledger(
            40, interval: .zero,
            indices: [
                ObjectStore.Index("slow") { _ in
                    usleep(100)
                    return []
                }
            ])
        for round in 0..<30 {
            await withTaskGroup(of: Void.self) { group in
                for half in [keys.prefix(20), keys.suffix(20)] {
                    group.addTask { try? await ledger.refresh(Array(half)) { _, _ in .now } }
                }
            }
            #expect(ledger.count == store.count, "round \(round)")
        }
    }

    /// A ledger, its store, and the names of some objects that exist.
    private static func ledger(_ count: Int, interval: Duration, indices: [ObjectStore.Index] = []) async throws
        -> (ReadLedger, ObjectStore, [ObjectKey])
    {
        let story = try await ModelCluster().story
        let keys = (0..<count).map { ObjectKey(.configMap, namespace: story.team, name: "object-\($0)") }
        for key in keys { try await story.write(KubeObject(.configMap, namespace: story.team, name: key.name)) }
        let store = ObjectStore(.configMap, indices: indices)
        return (
            ReadLedger(client: story.people, store: store, interval: interval, logger: Logger(label: "test")), store,
            keys
        )
    }
}
